"""What commits did to which paths, and which paths count: all but bookkeeping, or all if there is nothing else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from miner.model import BOOKKEEPING, UNCOUNTED
from miner.store import bulk

State = tuple[str | None, str | None]
#: In SQL: whether the path ``p.path`` counts where changes are compared as equal.
COUNTED = " AND ".join(f"p.path NOT LIKE '{prefix}%'" for prefix in UNCOUNTED)


_CHANGES = """
SELECT x.commit_id, x.path_id, p.path, x.old_mode, x.old_blob, x.new_mode, x.new_blob
FROM compared k CROSS JOIN changes x CROSS JOIN paths p
WHERE x.commit_id = k.id AND p.id = x.path_id
"""


_PATHS = "SELECT x.commit_id, x.path_id FROM compared k CROSS JOIN changes x WHERE x.commit_id = k.id"


def is_beside(path: str) -> bool:
    """Return whether a path is a test or documentation, which an undo may add to without being less of an undo."""
    return path.startswith(("Doc/", "Misc/")) or "/test" in path


def is_test(path: str) -> bool:
    """Return whether a path is a test, or lies in a folder of tests, by its name."""
    parts = [part.partition(".")[0].strip("_") for part in path.split("/")]
    return any(part.startswith("test") or part.endswith(("_test", "_tests")) for part in parts)


# A file that is added with the contents of one that the same commit deletes. Empty files are all alike.
_EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
_MOVED_FROM = """
SELECT p.id, p.path FROM changes a CROSS JOIN changes d CROSS JOIN paths p
WHERE a.path_id IN ({}) AND a.status = 'A' AND a.new_blob <> '{}'
  AND d.commit_id = a.commit_id AND d.status = 'D' AND d.old_blob = a.new_blob
  AND p.id = d.path_id
"""
_PART = 500


def earlier_paths(connection: Connection, paths: Iterable[int]) -> dict[int, str]:
    """Return {id: path} of what files were called before they were moved, over several moves.

    Only moves that left the contents as they were are known.
    """
    earlier: dict[int, str] = {}
    new = set(paths)
    before = set(new)
    while new:
        older: dict[int, str] = {}
        ordered = sorted(new)
        for start in range(0, len(ordered), _PART):
            among = ", ".join(map(str, ordered[start : start + _PART]))
            older.update(bulk.rows(connection, _MOVED_FROM.format(among, _EMPTY)))
        new = older.keys() - earlier.keys() - before
        earlier |= older
    return earlier


@dataclass(slots=True)
class Shape:
    """What one commit did: (mode, blob) before and after, and the path's text, by path id."""

    changes: dict[int, tuple[State, State]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def weighty(self) -> set[int]:
        """Return the ids of the paths that are not bookkeeping, of all if there are no others."""
        chosen = {path for path, name in self.names.items() if not name.startswith(BOOKKEEPING)}
        return chosen or set(self.names)

    @property
    def moved(self) -> set[int]:
        """Return the ids of the paths that went while another path came with the same content: they were renamed."""
        came = {new[1] for old, new in self.changes.values() if old[1] is None and new[1] is not None}
        return {path for path, (old, new) in self.changes.items() if new[1] is None and old[1] in came}


def read_shapes(connection: Connection, commits: Iterable[int]) -> dict[int, Shape]:
    """Return {commit: what it did}; asking for a commit without changes gives an empty shape."""
    shapes: dict[int, Shape] = defaultdict(Shape)
    with bulk.holding(connection, "compared", commits):
        for commit, path, name, old_mode, old_blob, new_mode, new_blob in bulk.rows(connection, _CHANGES):
            shape = shapes[commit]
            shape.changes[path] = ((old_mode, old_blob), (new_mode, new_blob))
            shape.names[path] = name
    return shapes


class Paths:
    """The ids of the paths that commits changed, without bookkeeping files unless there is nothing else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._bookkeeping = bulk.paths_beginning(connection, BOOKKEEPING)
        self._known: dict[int, frozenset[int]] = {}
        self._all: dict[int, frozenset[int]] = {}

    def load(self, commits: Iterable[int]) -> None:
        """Read the paths of these commits with one query."""
        missing = set(commits) - self._known.keys()
        with bulk.holding(self._connection, "compared", missing):
            found: dict[int, list[int]] = {}
            for commit, path in bulk.rows(self._connection, _PATHS):
                found.setdefault(commit, []).append(path)
        for commit in missing:
            paths = self._all[commit] = frozenset(found.get(commit, ()))
            self._known[commit] = (paths - self._bookkeeping) or paths

    def __getitem__(self, commit: int) -> frozenset[int]:
        """Return the paths of a commit; raise KeyError if it was not loaded."""
        return self._known[commit]

    def beside(self, undoing: int, other: int) -> frozenset[int]:
        """Return the paths of ``other`` that count beside those of ``undoing``: all if that is only bookkeeping."""
        return self._all[other] if self._known[undoing] <= self._bookkeeping else self._known[other]
