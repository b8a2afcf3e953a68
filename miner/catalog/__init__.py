"""The catalog: canned queries read from `queries/`, and running them where nothing can be written."""
