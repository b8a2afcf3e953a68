"""Store the counted lines of changes: the counts in ``changes``, the fingerprints in ``line_prints``.

Each change that was counted has a row in ``line_prints``, even if there is nothing to keep: the contents are binary,
there are more lines than are kept, or only the mode changed. So an interrupted run continues with the changes that have
no row. Those of C code also say there that their names were counted (:mod:`miner.store.symbols`), which earlier
versions did not do.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.model import NAMES_VERSION
from miner.store import bulk, occurrences, symbols, tables

# CROSS JOIN keeps SQLite from starting with the paths, because the changes come in order.
_PENDING = f"""
FROM changes x
CROSS JOIN paths p
LEFT JOIN line_prints l ON l.commit_id = x.commit_id AND l.path_id = x.path_id
WHERE p.id = x.path_id AND (l.id IS NULL OR (l.names_version IS NULL AND {occurrences.IN_CODE}))
"""
# Each row of line_prints belongs to a change, so subtracting two counts is right, and ten times as fast as a join.
_COUNT = "SELECT (SELECT COUNT(*) FROM changes) - (SELECT COUNT(*) FROM line_prints)"
_BLOBS = f"SELECT x.old_mode, x.old_blob, x.new_mode, x.new_blob {_PENDING}"
# Path by path, older changes first: successive versions share most of their contents, which suits git's delta cache.
_NEXT = f"""
SELECT x.path_id, x.commit_id, x.old_mode, x.old_blob, x.new_mode, x.new_blob,
       CASE WHEN l.id IS NULL THEN 0 ELSE 1 END, CASE WHEN {occurrences.IN_CODE} THEN 1 ELSE 0 END
{_PENDING} AND (x.path_id, x.commit_id) > (:path, :commit)
ORDER BY x.path_id, x.commit_id LIMIT :limit
"""
_ASKED = "SELECT 1 FROM runs WHERE lines_related_to IS NOT NULL LIMIT 1"
_NEXT_ID = """
SELECT 1 + CASE WHEN r.last > l.last THEN r.last ELSE l.last END
FROM (SELECT COALESCE(MAX(lines_related_to), 0) AS last FROM runs) r
CROSS JOIN (SELECT COALESCE(MAX(id), 0) AS last FROM line_prints) l
"""
_UNRELATED = """
SELECT MIN(commit_id) FROM line_prints WHERE id > (SELECT COALESCE(MAX(lines_related_to), 0) FROM runs)
"""
_PRINTS = ("id", "commit_id", "path_id", "added", "deleted", "forward_print", "inverse_print", "names_version")


class Uncounted(NamedTuple):
    """A change that was not counted yet: ids of path and commit, and the file before and after.

    ``has_lines`` is 1 if only its names were not counted, ``has_names`` is 1 if the file is one of those whose names
    are.
    """

    path: int
    commit: int
    old_mode: str | None
    old_blob: str | None
    new_mode: str | None
    new_blob: str | None
    has_lines: int
    has_names: int


class Counted(NamedTuple):
    """The counted lines of a change; the fields are columns of ``changes`` and ``line_prints``.

    ``names`` has the numbers of its names; None if the file is not one of those whose names are counted.
    """

    commit: int
    path: int
    lines_added: int | None
    lines_deleted: int | None
    added: bytes | None
    deleted: bytes | None
    forward_print: int | None
    inverse_print: int | None
    names: symbols.NameCounts | None
    has_lines: int


def were_asked_for(connection: Connection) -> bool:
    """Return whether any earlier run was asked to count lines, even if there were none to count."""
    return connection.execute(text(_ASKED)).scalar() is not None


def count_uncounted(connection: Connection) -> int:
    """Return how many changes were not counted yet, or not their names."""
    return int(connection.execute(text(_COUNT)).scalar_one()) + occurrences.count_unnamed(connection)


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


def store(connection: Connection, rows: Sequence[Counted], writer: symbols.SymbolWriter) -> None:
    """Store the counts, fingerprints and names of some changes."""
    first = int(connection.execute(text(_NEXT_ID)).scalar_one())
    new = [row for row in rows if not row.has_lines]
    bulk.insert(
        connection,
        tables.line_prints,
        _PRINTS,
        [
            (
                *(first + index, row.commit, row.path, row.added, row.deleted, row.forward_print, row.inverse_print),
                None if row.names is None else NAMES_VERSION,
            )
            for index, row in enumerate(new)
        ],
    )
    counts = [(row.lines_added, row.lines_deleted, row.commit, row.path) for row in new if row.lines_added is not None]
    bulk.update(connection, tables.changes, ("lines_added", "lines_deleted"), ("commit_id", "path_id"), counts)
    late = [(NAMES_VERSION, row.commit, row.path) for row in rows if row.has_lines]
    bulk.update(connection, tables.line_prints, ("names_version",), ("commit_id", "path_id"), late)
    writer.write(connection, [(row.commit, row.path, row.names) for row in rows if row.names])


def first_unrelated(connection: Connection) -> int | None:
    """Return the lowest commit id whose lines were counted after the last relation pass, None if there is none."""
    found = connection.execute(text(_UNRELATED)).scalar()
    return None if found is None else int(found)
