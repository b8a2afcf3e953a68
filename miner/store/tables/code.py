"""The names in C code, and the changes in which their number changed."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from miner.store.tables.base import String, commit_key, metadata

# Only names with an underscore or a capital, in files below the folders of C code; see git/hunks.py.
symbols = Table(
    "symbols",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
)

# One row per symbol, commit and path whose number of occurrences changed: `added` and `removed` are never equal.
# Without an index by commit, which would be half as large as the table: commits are seldom forgotten.
symbol_changes = Table(
    "symbol_changes",
    metadata,
    Column("symbol_id", Integer, ForeignKey("symbols.id"), primary_key=True),
    commit_key("commit_id", primary_key=True),
    Column("path_id", Integer, ForeignKey("paths.id"), primary_key=True),
    Column("added", Integer, nullable=False),  # occurrences as a whole word in added lines
    Column("removed", Integer, nullable=False),
    sqlite_with_rowid=False,
)
