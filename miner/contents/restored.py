"""Find commits that put back the blobs that an ancestor replaced, whatever their messages say.

A commit *restores* a path if it leaves the path as it was before the ancestor. It *inverts* the path if, in addition,
it found the path as the ancestor had left it. Modes count as content, so that a lost executable bit is noticed. Only
blob ids are compared: the blobs need not be in the clone.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.store import bulk

if TYPE_CHECKING:
    from miner.contents.paths import State

# The paths are processed in parts, because the states of all of them at once would take 200 MB.
_PARTS = 8
_ALL = """
SELECT commit_id, path_id, old_mode, old_blob, new_mode, new_blob FROM changes
WHERE path_id % {parts} = {part} ORDER BY commit_id, path_id
"""
# SQLite does not know that the temporary tables are small, and CROSS JOIN keeps it from starting with all changes.
_TOUCHED = "SELECT DISTINCT x.path_id FROM compared k CROSS JOIN changes x WHERE x.commit_id = k.id"
# What a commit restored is what another one found: changes that found anything else are left out.
_OF_PATHS = """
SELECT x.commit_id, x.path_id, x.old_mode, x.old_blob, x.new_mode, x.new_blob
FROM touched k CROSS JOIN changes x
WHERE x.path_id = k.id
  AND (x.old_blob IS NULL OR x.commit_id IN (SELECT id FROM compared)
       OR x.old_blob IN (SELECT y.new_blob FROM compared c CROSS JOIN changes y WHERE y.commit_id = c.id))
ORDER BY x.path_id, x.commit_id
"""


@dataclass(slots=True)
class Restored:
    """The ids of the paths that one commit put back to their state before another commit."""

    inverted: list[int] = field(default_factory=list)  # the exact inverse of the other's change
    rewound: list[int] = field(default_factory=list)  # later changes of the path were undone, too

    def __len__(self) -> int:
        return len(self.inverted) + len(self.rewound)


# Commit, path, and modes and blobs before and after.
_Change = tuple[int, int, str | None, str | None, str | None, str | None]
#: A commit, an older one, a path that the commit leaves as the older one found it, and whether it also found the path
#: as the older one had left it. All older ones of one commit and path come together.
Return = tuple[int, int, int, bool]


def find_restored(
    connection: Connection, graph: Graph, commits: Collection[int] | None
) -> dict[int, dict[int, Restored]]:
    """Return {commit: {ancestor: what the commit restored}} for these commits, or for all if None.

    If a path left the restored state several times, only the last time counts: the earlier ones were undone before.
    """
    return restored_by(graph, all_returns(connection) if commits is None else _returns_of(connection, commits))


def restored_by(graph: Graph, returns: Iterable[Return]) -> dict[int, dict[int, Restored]]:
    """Return what :func:`find_restored` does, from returns that were read before."""
    found: dict[int, dict[int, Restored]] = {}
    one: tuple[int, int] | None = None
    leaving: list[tuple[int, bool]] = []
    for commit, ancestor, path, exact in returns:
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


def all_returns(connection: Connection) -> Iterator[Return]:
    """Yield the returns of all commits, from one pass over all changes."""
    for part in range(_PARTS):
        yield from _returns(bulk.rows(connection, _ALL.format(parts=_PARTS, part=part)))


def _returns_of(connection: Connection, commits: Collection[int]) -> Iterator[Return]:
    """Yield the returns of some commits, from the changes of the paths that they touched."""
    with bulk.holding(connection, "compared", commits):
        touched = [path for (path,) in bulk.rows(connection, _TOUCHED)]
        with bulk.holding(connection, "touched", touched):
            for _, changes in groupby(bulk.rows(connection, _OF_PATHS), key=itemgetter(1)):
                yield from (one for one in _returns(changes) if one[0] in commits)


def _returns(changes: Iterable[_Change]) -> Iterator[Return]:
    """Yield the returns among changes of which those of each path are in the order of their commits."""
    replaced: dict[tuple[int, str | None, str | None], list[tuple[int, State]]] = {}
    for commit, path, old_mode, old_blob, new_mode, new_blob in changes:
        for ancestor, left in replaced.get((path, new_mode, new_blob), ()):
            yield commit, ancestor, path, left == (old_mode, old_blob)
        replaced.setdefault((path, old_mode, old_blob), []).append((commit, (new_mode, new_blob)))
