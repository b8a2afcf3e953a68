"""Drop and create the indexes."""

from sqlalchemy import Connection, Table, text
from sqlalchemy.schema import CreateIndex

from miner.store import tables

#: Tables that a run derives from others, and reads by their indexes only in later runs.
LATE = (
    tables.line_commits,
    tables.release_commits,
    tables.patch_commits,
    tables.cycles,
    tables.cycle_steps,
)


# PostgreSQL would update the lines of commits in place (HOT) if no index had the line. Then a transaction that creates
# indexes afterwards may not use them itself, and compares all rows with all where it needs them.
_KEPT = {"postgresql": frozenset({"ix_commits_line_authored_utc"})}


def drop_indexes(connection: Connection) -> None:
    """Drop all indexes except those of primary keys and UNIQUE: an empty database fills twice as fast without them."""
    kept = _KEPT.get(connection.dialect.name, frozenset())
    for table in tables.metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            if index.name not in kept:
                connection.execute(text(f"DROP INDEX IF EXISTS {index.name}"))


def ensure_indexes(connection: Connection, *only: Table) -> None:
    """Create the missing indexes of all tables, or of ``only`` some, as after a first run or a killed one."""
    for table in only or tables.metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index, if_not_exists=True))


def ensure_early_indexes(connection: Connection) -> None:
    """Create the missing indexes except those of :data:`LATE`: a table without indexes is filled in half the time."""
    ensure_indexes(connection, *(table for table in tables.metadata.sorted_tables if table not in LATE))
