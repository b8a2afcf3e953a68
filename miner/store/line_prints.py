"""Storing what the lines of changes tell: counts in ``changes``, fingerprints in ``line_prints``.

A change that was looked at has a row in ``line_prints``, also when there is nothing to keep of it: binary contents,
more lines than are kept, a mode. So a pass that was cut short goes on with the changes that have none.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.store import bulk, tables

_UNCOUNTED = "NOT EXISTS (SELECT 1 FROM line_prints l WHERE l.commit_id = x.commit_id AND l.path_id = x.path_id)"
# Each row of line_prints belongs to a change, and counting twice is ten times as fast as comparing.
_COUNT = "SELECT (SELECT COUNT(*) FROM changes) - (SELECT COUNT(*) FROM line_prints)"
_BLOBS = f"SELECT x.old_mode, x.old_blob, x.new_mode, x.new_blob FROM changes x WHERE {_UNCOUNTED}"  # noqa: S608 - our own text
# Path by path, older changes first: neighbours share most of their contents, which is what git's caches are for.
_NEXT = f"""
SELECT x.path_id, x.commit_id, x.old_mode, x.old_blob, x.new_mode, x.new_blob FROM changes x
WHERE (x.path_id, x.commit_id) > (:path, :commit) AND {_UNCOUNTED}
ORDER BY x.path_id, x.commit_id LIMIT :limit
"""  # noqa: S608 - our own text
_ASKED = "SELECT 1 FROM runs WHERE lines_related_to IS NOT NULL LIMIT 1"
_NEXT_ID = """
SELECT 1 + CASE WHEN r.last > l.last THEN r.last ELSE l.last END
FROM (SELECT COALESCE(MAX(lines_related_to), 0) AS last FROM runs) r
CROSS JOIN (SELECT COALESCE(MAX(id), 0) AS last FROM line_prints) l
"""
_UNRELATED = """
SELECT MIN(commit_id) FROM line_prints WHERE id > (SELECT COALESCE(MAX(lines_related_to), 0) FROM runs)
"""
_PRINTS = ("id", "commit_id", "path_id", "added", "deleted", "forward_print", "inverse_print")


class Uncounted(NamedTuple):
    """A change whose lines were not looked at yet."""

    path: int
    commit: int
    old_mode: str | None
    old_blob: str | None
    new_mode: str | None
    new_blob: str | None


class Counted(NamedTuple):
    """What the lines of a change tell: see the columns of the same names."""

    commit: int
    path: int
    lines_added: int | None
    lines_deleted: int | None
    added: bytes | None
    deleted: bytes | None
    forward_print: int | None
    inverse_print: int | None


def were_asked_for(connection: Connection) -> bool:
    """Tell whether any pass has looked at lines, be it in vain."""
    return connection.execute(text(_ASKED)).scalar() is not None


def count_uncounted(connection: Connection) -> int:
    """Return how many changes nobody has looked at."""
    return int(connection.execute(text(_COUNT)).scalar_one())


def blobs(connection: Connection, gitlink: str) -> set[str]:
    """Return the contents before and after all changes that nobody has looked at, but not the commits of submodules."""
    found: set[str] = set()
    for old_mode, old_blob, new_mode, new_blob in bulk.rows(connection, _BLOBS):
        if old_blob and old_mode != gitlink:
            found.add(old_blob)
        if new_blob and new_mode != gitlink:
            found.add(new_blob)
    return found


def next_uncounted(connection: Connection, after: tuple[int, int], limit: int) -> list[Uncounted]:
    """Return some changes that nobody has looked at, behind the place (path, commit)."""
    values = {"path": after[0], "commit": after[1], "limit": limit}
    return [Uncounted(*row) for row in connection.execute(text(_NEXT), values)]


def store(connection: Connection, rows: Sequence[Counted]) -> None:
    """Store what was found out about some changes."""
    first = int(connection.execute(text(_NEXT_ID)).scalar_one())
    bulk.insert(
        connection,
        tables.line_prints,
        _PRINTS,
        [
            (first + index, row.commit, row.path, row.added, row.deleted, row.forward_print, row.inverse_print)
            for index, row in enumerate(rows)
        ],
    )
    counts = [(row.lines_added, row.lines_deleted, row.commit, row.path) for row in rows if row.lines_added is not None]
    bulk.update(connection, tables.changes, ("lines_added", "lines_deleted"), ("commit_id", "path_id"), counts)


def first_unrelated(connection: Connection) -> int | None:
    """Return the first commit with lines that no relation pass has seen, None if there is none."""
    found = connection.execute(text(_UNRELATED)).scalar()
    return None if found is None else int(found)
