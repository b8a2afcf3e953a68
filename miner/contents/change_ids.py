"""Which commits made the same change to the same files, and which exactly took one back: look-ups by stored numbers.

The numbers are computed when a commit is read, see :mod:`miner.reading.change_ids`.
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
    """Return {commit: all others that made the same change}, for those of these commits (None: of all) that have such.

    Any order among the others depends on the order of storing: choose by time and sha.
    """
    if commits is None:
        return _grouped(bulk.rows(connection, _ALL_EQUALS))
    with bulk.holding(connection, "compared", commits):
        return _grouped(bulk.rows(connection, _EQUALS))


def inverse_changes(connection: Connection, commits: Collection[int]) -> dict[int, list[int]]:
    """Return {commit: all others whose change it exactly takes back}, for those of these commits that have such."""
    with bulk.holding(connection, "compared", commits):
        return _grouped(bulk.rows(connection, _INVERSES))


def read_change_ids(connection: Connection, commits: Collection[int]) -> dict[int, int | None]:
    """Return the change id of each of these commits, None where it changed nothing that counts."""
    with bulk.holding(connection, "compared", commits):
        return {commit: number for commit, number in bulk.rows(connection, _IDS)}


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for commit, other in pairs:
        found.setdefault(commit, []).append(other)
    return found
