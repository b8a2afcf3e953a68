"""Remove rows together with the rows that refer to them."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, ForeignKey, Table, text

from miner.store.tables import metadata

#: Rows without a commit, as table and condition. Issues are removed later, in store/issues.py, when the NEWS are up to
#: date, too.
ORPHANS = (
    (
        "people",
        "id NOT IN (SELECT author_id FROM commits UNION SELECT committer_id FROM commits)",
    ),
    ("paths", "NOT EXISTS (SELECT 1 FROM changes x WHERE x.path_id = paths.id)"),
    ("symbols", "NOT EXISTS (SELECT 1 FROM symbol_changes x WHERE x.symbol_id = symbols.id)"),
)


def remove(connection: Connection, table: str, where: str) -> None:
    """Delete the rows of a table for which ``where`` holds, and apply ON DELETE to the rows that refer to them.

    This is done here because SQLite is not asked to enforce foreign keys, which would take a tenth of a mining run.
    """
    rows = f"SELECT id FROM {table} WHERE {where}"  # noqa: S608 - our own names
    for referring, key in _referring(table):
        refers = f"{key.parent.name} IN ({rows})"
        if key.ondelete == "SET NULL":
            connection.execute(text(f"UPDATE {referring.name} SET {key.parent.name} = NULL WHERE {refers}"))  # noqa: S608
        elif "id" in referring.columns:
            remove(connection, referring.name, refers)
        else:
            connection.execute(text(f"DELETE FROM {referring.name} WHERE {refers}"))  # noqa: S608
    connection.execute(text(f"DELETE FROM {table} WHERE {where}"))  # noqa: S608


@cache
def _referring(table: str) -> list[tuple[Table, ForeignKey]]:
    """Return the columns that refer to a table and say what becomes of them, each with its own table."""
    return [
        (referring, key)
        for referring in metadata.sorted_tables
        for key in sorted(referring.foreign_keys, key=lambda key: key.parent.name)
        if key.column.table.name == table and key.ondelete is not None
    ]


def forget(connection: Connection, commits: Sequence[int]) -> None:
    """Remove commits, all that refers to them, and the people and paths that no other commit has."""
    connection.execute(text("CREATE TEMPORARY TABLE forgotten (id INTEGER PRIMARY KEY)"))
    for identity in commits:
        connection.execute(text("INSERT INTO forgotten VALUES (:id)"), {"id": identity})
    remove(connection, "commits", "id IN (SELECT id FROM forgotten)")
    connection.execute(text("DROP TABLE forgotten"))
    for table, where in ORPHANS:
        remove(connection, table, where)
