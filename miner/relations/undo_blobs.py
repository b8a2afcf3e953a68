"""Undo by content: commits that put back the blobs that an ancestor replaced, found without any words.

A commit *restores* a path when it leaves it as it was before the ancestor, and *inverts* it when it also found it as
the ancestor had left it. Modes count as content, so that a lost executable bit is seen. Needs no blob itself, only ids.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from miner.relations.graph import Graph
from miner.store import bulk

# Files that every change touches and that a revert often leaves alone.
BOOKKEEPING = ("Misc/NEWS", "Misc/ACKS", "Misc/HISTORY", "Doc/ACKS", "Doc/whatsnew/", ".hgtags")

State = tuple[str | None, str | None]

_ALL = "SELECT commit_id, path_id, old_mode, old_blob, new_mode, new_blob FROM changes ORDER BY commit_id, path_id"
# IS NOT DISTINCT FROM is no SQL for every SQLite; a path that is not there has neither blob nor mode. CROSS JOIN keeps
# SQLite from beginning with all changes, because it does not know how short the temporary table is.
_OF_AFFECTED = """
SELECT s.commit_id, t.commit_id, s.path_id,
       CASE WHEN COALESCE(s.old_blob, '') = COALESCE(t.new_blob, '')
             AND COALESCE(s.old_mode, '') = COALESCE(t.new_mode, '') THEN 1 ELSE 0 END
FROM affected a
CROSS JOIN changes s
CROSS JOIN changes t
WHERE s.commit_id = a.commit_id AND t.path_id = s.path_id AND t.commit_id < s.commit_id
  AND COALESCE(t.old_blob, '') = COALESCE(s.new_blob, '') AND COALESCE(t.old_mode, '') = COALESCE(s.new_mode, '')
ORDER BY s.commit_id, s.path_id, t.commit_id
"""
_AFFECTED = "SELECT COUNT(*), (SELECT COUNT(*) FROM commits) FROM affected"
_WHICH = "SELECT commit_id FROM affected"
_SHARE_TO_SCAN = 10
_CHANGES = """
SELECT x.commit_id, x.path_id, p.path, x.old_mode, x.old_blob, x.new_mode, x.new_blob
FROM compared k CROSS JOIN changes x CROSS JOIN paths p
WHERE x.commit_id = k.id AND p.id = x.path_id
"""
_PATHS = "SELECT x.commit_id, x.path_id FROM compared k CROSS JOIN changes x WHERE x.commit_id = k.id"


@dataclass(slots=True)
class Restored:
    """The paths, by id, that one commit put back to what they were before another."""

    inverted: list[int] = field(default_factory=list)  # exactly what the other did, backwards
    rewound: list[int] = field(default_factory=list)  # back over what came in between, too

    def __len__(self) -> int:
        return len(self.inverted) + len(self.rewound)


@dataclass(slots=True)
class Shape:
    """What one commit did, path by path; ``weighty`` are the paths that are not bookkeeping, or all if none is."""

    changes: dict[int, tuple[State, State]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def weighty(self) -> set[int]:
        """Return the ids of the paths that say what the commit is about."""
        chosen = {path for path, name in self.names.items() if not name.startswith(BOOKKEEPING)}
        return chosen or set(self.names)


def find_restored(connection: Connection, graph: Graph, *, whole: bool) -> dict[int, dict[int, Restored]]:
    """Return {commit: {ancestor: what the commit restored}} for all affected commits, or really for all: ``whole``.

    Where a path went to and fro, the latest time that it left the state counts: what came before is undone already.
    """
    found: dict[int, dict[int, Restored]] = {}
    one: tuple[int, int] | None = None
    leaving: list[tuple[int, bool]] = []
    for commit, ancestor, path, exact in _through_all(connection, None) if whole else _of_affected(connection):
        if (commit, path) != one:
            _note(graph, found, one, leaving)
            one, leaving = (commit, path), []
        leaving.append((ancestor, exact))
    _note(graph, found, one, leaving)
    return found


def _note(
    graph: Graph,
    found: dict[int, dict[int, Restored]],
    one: tuple[int, int] | None,
    leaving: list[tuple[int, bool]],
) -> None:
    if one is None:
        return
    commit, path = one
    kept: list[int] = []
    for ancestor, exact in reversed(leaving):
        if not graph.is_ancestor(ancestor, commit) or any(graph.is_ancestor(ancestor, later) for later in kept):
            continue
        kept.append(ancestor)
        restored = found.setdefault(commit, {}).setdefault(ancestor, Restored())
        (restored.inverted if exact else restored.rewound).append(path)


def _of_affected(connection: Connection) -> Iterator[tuple[int, int, int, bool]]:
    affected, total = connection.execute(text(_AFFECTED)).one()
    if affected * _SHARE_TO_SCAN >= total:
        yield from _through_all(connection, {commit for (commit,) in bulk.rows(connection, _WHICH)})
        return
    for commit, ancestor, path, exact in connection.execute(text(_OF_AFFECTED)):
        yield commit, ancestor, path, bool(exact)


def _through_all(connection: Connection, affected: set[int] | None) -> Iterator[tuple[int, int, int, bool]]:
    """Go through all changes once: four times as fast as the join when all commits are affected (``None``)."""
    replaced: dict[tuple[int, str | None, str | None], list[tuple[int, State]]] = {}
    for commit, path, old_mode, old_blob, new_mode, new_blob in bulk.rows(connection, _ALL):
        if affected is None or commit in affected:
            for ancestor, left in replaced.get((path, new_mode, new_blob), ()):
                yield commit, ancestor, path, left == (old_mode, old_blob)
        replaced.setdefault((path, old_mode, old_blob), []).append((commit, (new_mode, new_blob)))


def read_shapes(connection: Connection, commits: Iterable[int]) -> dict[int, Shape]:
    """Return what each of the commits did to which path."""
    shapes: dict[int, Shape] = defaultdict(Shape)
    with bulk.holding(connection, "compared", commits):
        for commit, path, name, old_mode, old_blob, new_mode, new_blob in bulk.rows(connection, _CHANGES):
            shape = shapes[commit]
            shape.changes[path] = ((old_mode, old_blob), (new_mode, new_blob))
            shape.names[path] = name
    return shapes


class Paths:
    """The paths of commits that say what each is about: all but bookkeeping, or all if there is nothing else."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._bookkeeping = bulk.paths_beginning(connection, BOOKKEEPING)
        self._known: dict[int, frozenset[int]] = {}

    def load(self, commits: Iterable[int]) -> None:
        """Read the paths of these commits, all at once."""
        missing = set(commits) - self._known.keys()
        with bulk.holding(self._connection, "compared", missing):
            found: dict[int, list[int]] = {}
            for commit, path in bulk.rows(self._connection, _PATHS):
                found.setdefault(commit, []).append(path)
        for commit in missing:
            paths = frozenset(found.get(commit, ()))
            self._known[commit] = (paths - self._bookkeeping) or paths

    def __getitem__(self, commit: int) -> frozenset[int]:
        """Return the ids of the paths of a commit that was loaded."""
        return self._known[commit]
