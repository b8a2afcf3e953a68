"""The canned queries of `queries/`: read their files and run them on a read-only connection."""
