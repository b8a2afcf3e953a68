"""Verify what a database alone can tell: that its file is whole, and that no row refers to one that is not there."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from miner.store.removal import ORPHANS

_GAPS = "SELECT kind, COUNT(*) FROM gaps GROUP BY kind ORDER BY kind"
_SHAS = "SELECT sha FROM commits"


class Finding(NamedTuple):
    """What a check found: ``state`` is fine, wrong, or unknown if it could not be made."""

    check: str
    state: str
    found: str


def check_file(connection: Connection) -> Finding:
    """Return whether the pages and indexes of an SQLite file are whole; a server sees to its own."""
    if connection.dialect.name != "sqlite":
        return Finding("integrity", "unknown", "the server keeps its files: pg_amcheck verifies them")
    try:
        said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    except DatabaseError as error:  # too damaged to be verified
        said = [str(error.orig)]
    return Finding("integrity", "fine" if said == ["ok"] else "wrong", "; ".join(said))


def check_references(connection: Connection) -> Iterator[Finding]:
    """Yield whether each row's foreign keys lead to a row; PostgreSQL does not let others in."""
    if connection.dialect.name != "sqlite":
        yield Finding("foreign keys", "fine", "the server enforces them")
        return
    broken: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        broken[table, parent] = broken.get((table, parent), 0) + 1
    for (table, parent), count in sorted(broken.items()):
        yield Finding("foreign keys", "wrong", f"{count:,} rows of {table} refer to {parent} that are not there")
    if not broken:
        yield Finding("foreign keys", "fine", "every one leads to a row")


def check_orphans(connection: Connection) -> Iterator[Finding]:
    """Yield whether people and paths have a commit."""
    for table, where in ORPHANS:
        count = connection.execute(text(f"SELECT COUNT(*) FROM {table} WHERE {where}")).scalar_one()  # noqa: S608
        state = "wrong" if count else "fine"
        yield Finding(f"orphans of {table}", state, f"{count:,} rows without a commit" if count else "none")


def count_gaps(connection: Connection) -> dict[str, int]:
    """Return the numbers of gaps by kind."""
    return {kind: count for kind, count in connection.execute(text(_GAPS))}


def stored_shas(connection: Connection) -> set[str]:
    """Return the shas of all commits."""
    return set(connection.scalars(text(_SHAS)))
