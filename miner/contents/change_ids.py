"""Look up commits with the same change to the same files, and commits with the exact inverse, by their change ids.

The ids are computed when a commit is read, see :mod:`miner.reading.change_ids`.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from miner.store import bulk

_EQUALS = """
SELECT c.id, o.id FROM compared k CROSS JOIN commits c CROSS JOIN commits o
WHERE c.id = k.id AND o.change_id = c.change_id AND o.id <> c.id
"""
_ALL_EQUALS = "SELECT c.id, o.id FROM commits c CROSS JOIN commits o WHERE o.change_id = c.change_id AND o.id <> c.id"
_INVERSES = """
SELECT c.id, o.id FROM compared k CROSS JOIN commits c CROSS JOIN commits o
WHERE c.id = k.id AND o.change_id = c.inverse_id AND o.id <> c.id
"""
_IDS = "SELECT c.id, c.change_id FROM compared k CROSS JOIN commits c WHERE c.id = k.id"


def equal_changes(connection: Connection, commits: Collection[int] | None) -> dict[int, list[int]]:
    """Return {commit: all others with the same change} for these commits, or for all if None; only those with others.

    The others come in no particular order: choose among them by time and sha.
    """
    if commits is None:
        return _grouped(bulk.rows(connection, _ALL_EQUALS))
    with bulk.holding(connection, "compared", commits):
        return _grouped(bulk.rows(connection, _EQUALS))


def inverse_changes(connection: Connection, commits: Collection[int]) -> dict[int, list[int]]:
    """Return {commit: all others of whose change it is the exact inverse} for these commits; only those with others."""
    with bulk.holding(connection, "compared", commits):
        return _grouped(bulk.rows(connection, _INVERSES))


def read_change_ids(connection: Connection, commits: Collection[int]) -> dict[int, int | None]:
    """Return {commit: change id} for these commits; None for a commit without changes that count."""
    with bulk.holding(connection, "compared", commits):
        return {commit: number for commit, number in bulk.rows(connection, _IDS)}


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for commit, other in pairs:
        found.setdefault(commit, []).append(other)
    return found
