"""The commit graph: ancestry, lines of development and releases."""
