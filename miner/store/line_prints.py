"""Store the counted lines of changes: the counts in ``changes``, the fingerprints in ``line_prints``.

Each change that was counted has a row in ``line_prints``, even if there is nothing to keep: the contents are binary,
there are more lines than are kept, or only the mode changed. So an interrupted run continues with the changes that have
no row.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.store import bulk, tables

_UNCOUNTED = "NOT EXISTS (SELECT 1 FROM line_prints l WHERE l.commit_id = x.commit_id AND l.path_id = x.path_id)"
# Each row of line_prints belongs to a change, so subtracting two counts is right, and ten times as fast as a join.
_COUNT = "SELECT (SELECT COUNT(*) FROM changes) - (SELECT COUNT(*) FROM line_prints)"
_BLOBS = f"SELECT x.old_mode, x.old_blob, x.new_mode, x.new_blob FROM changes x WHERE {_UNCOUNTED}"  # noqa: S608 - our own text
# Path by path, older changes first: successive versions share most of their contents, which suits git's delta cache.
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
    """A change whose lines were not counted yet: ids of path and commit, and the file before and after."""

    path: int
    commit: int
    old_mode: str | None
    old_blob: str | None
    new_mode: str | None
    new_blob: str | None


class Counted(NamedTuple):
    """The counted lines of a change; the fields are columns of ``changes`` and ``line_prints``."""

    commit: int
    path: int
    lines_added: int | None
    lines_deleted: int | None
    added: bytes | None
    deleted: bytes | None
    forward_print: int | None
    inverse_print: int | None


def were_asked_for(connection: Connection) -> bool:
    """Return whether any earlier run was asked to count lines, even if there were none to count."""
    return connection.execute(text(_ASKED)).scalar() is not None


def count_uncounted(connection: Connection) -> int:
    """Return how many changes were not counted yet."""
    return int(connection.execute(text(_COUNT)).scalar_one())


def blobs(connection: Connection, gitlink: str) -> set[str]:
    """Return the blob ids before and after all changes that were not counted yet.

    ``gitlink`` is the mode of submodules, whose ids are those of commits and are left out.
    """
    found: set[str] = set()
    for old_mode, old_blob, new_mode, new_blob in bulk.rows(connection, _BLOBS):
        if old_blob and old_mode != gitlink:
            found.add(old_blob)
        if new_blob and new_mode != gitlink:
            found.add(new_blob)
    return found


def next_uncounted(connection: Connection, after: tuple[int, int], limit: int) -> list[Uncounted]:
    """Return up to ``limit`` changes that were not counted yet, in the order of (path, commit), from ``after`` on."""
    values = {"path": after[0], "commit": after[1], "limit": limit}
    return [Uncounted(*row) for row in connection.execute(text(_NEXT), values)]


def store(connection: Connection, rows: Sequence[Counted]) -> None:
    """Store the counts and fingerprints of some changes."""
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
    """Return the lowest commit id whose lines were counted after the last relation pass, None if there is none."""
    found = connection.execute(text(_UNRELATED)).scalar()
    return None if found is None else int(found)
