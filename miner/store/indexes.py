"""Drop and create the indexes."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Index, Table, text
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
_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": """
        SELECT relname FROM pg_class
        WHERE relkind = 'i' AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'commits'::regclass)
    """,
}


def drop_indexes(connection: Connection) -> None:
    """Drop all indexes except those of primary keys and UNIQUE: an empty database fills twice as fast without them."""
    kept = _KEPT.get(connection.dialect.name, frozenset())
    for index in _indexes(tables.metadata.tables.values()):
        if index.name not in kept:
            connection.execute(text(f"DROP INDEX IF EXISTS {index.name}"))


def ensure_indexes(connection: Connection, *only: Table) -> None:
    """Create the missing indexes of all tables, or of ``only`` some, as after a first run or a killed one."""
    there = set(connection.scalars(text(_THERE[connection.dialect.name])))  # mostly all, and each would be a statement
    for index in _indexes(only or tables.metadata.tables.values()):
        if index.name not in there:
            connection.execute(CreateIndex(index))


def ensure_early_indexes(connection: Connection) -> None:
    """Create the missing indexes except those of :data:`LATE`: a table without indexes is filled in half the time."""
    ensure_indexes(connection, *(table for table in tables.metadata.tables.values() if table not in LATE))


def _indexes(of: Iterable[Table]) -> Iterator[Index]:
    """Yield the indexes of tables, those of a table in the order of their names."""
    for table in of:
        yield from sorted(table.indexes, key=lambda index: str(index.name))
