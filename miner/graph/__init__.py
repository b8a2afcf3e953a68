"""Where a commit stands: ancestry, lines of development, releases."""
