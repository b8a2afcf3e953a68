"""Find who last touched the lines of a change: who deleted what it adds, and who added what it deletes.

The whole history of each changed path is searched, not its latest changes only: a skip may be taken off after years.
The fingerprints of a path are searched for all changes of it at once, so each is read at most once.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from miner.contents.fingerprints import lines
from miner.contents.line_prints import LinePrints, Prints
from miner.store import bulk

_HISTORY = """
SELECT p.path, l.commit_id, l.added, l.deleted
FROM asked k CROSS JOIN line_prints l CROSS JOIN paths p
WHERE l.path_id = k.id AND p.id = l.path_id AND l.forward_print IS NOT NULL
"""
#: A line that more changes of its file have added or deleted, such as `return NULL;`, tells nothing.
_COMMON: Final = 25

_Line = tuple[str, bool, int]  # path, whether it is added, checksum


@dataclass(slots=True)
class Owned:
    """How many lines of a commit undo what one ancestor did with them, as the last one before it.

    ``back`` are lines that the ancestor deleted and the commit adds, ``out`` lines that it added and the commit
    deletes.
    """

    back: int = 0
    out: int = 0

    @property
    def lines(self) -> int:
        """All of them."""
        return self.back + self.out


def find_owners(
    connection: Connection,
    prints: LinePrints,
    paths_of: Mapping[int, Iterable[int]],
    had: Callable[[int, int], bool],
) -> dict[int, dict[int, Owned]]:
    """Return {commit: {ancestor: the lines that it owns}} for the commits of which ``paths_of`` gives the path ids.

    A line of the commit belongs to the last ancestor that did the opposite with it in the same file; lines of which
    there is none, and very common ones, belong to nobody. The commits must have been loaded into ``prints``.
    """
    changes = {commit: prints.weighty(commit) for commit in paths_of}
    wanted: dict[str, tuple[set[int], set[int]]] = {}
    for change in changes.values():
        for path, sides in change.items():
            for seen, side in zip(wanted.setdefault(path, (set(), set())), sides, strict=True):
                seen.update(lines(side))
    history = _history(connection, {path for paths in paths_of.values() for path in paths}, wanted)
    return {commit: _owners(change, commit, history, had) for commit, change in changes.items()}


def _history(
    connection: Connection, paths: Collection[int], wanted: Mapping[str, tuple[set[int], set[int]]]
) -> dict[_Line, list[int]]:
    """Return {line: the commits that did the opposite with it, in rising order} for wanted lines."""
    found: dict[_Line, list[int]] = {}
    with bulk.holding(connection, "asked", paths):
        for path, commit, added, deleted in bulk.rows(connection, _HISTORY):
            if path not in wanted:
                continue
            for is_added, seen, opposite in ((True, wanted[path][0], deleted), (False, wanted[path][1], added)):
                for line in seen.intersection(lines(opposite)) if opposite else ():
                    found.setdefault((path, is_added, line), []).append(commit)
    for commits in found.values():
        commits.sort()
    return found


def _owners(
    change: Prints, commit: int, history: Mapping[_Line, list[int]], had: Callable[[int, int], bool]
) -> dict[int, Owned]:
    owners: dict[int, Owned] = defaultdict(Owned)
    for path, sides in change.items():
        for is_added, side in zip((True, False), sides, strict=True):
            for line in lines(side):
                commits = history.get((path, is_added, line), ())
                if len(commits) > _COMMON:
                    continue
                before = commits[: bisect_left(commits, commit)]
                owner = next((one for one in reversed(before) if had(one, commit)), None)
                if owner is not None and is_added:
                    owners[owner].back += 1
                elif owner is not None:
                    owners[owner].out += 1
    return dict(owners)
