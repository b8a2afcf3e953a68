"""Find who last touched the lines of a change: who deleted what it adds, and who added what it deletes.

The whole history of each changed path is searched, not its latest changes only: a skip may be taken off after years.
The fingerprints of a path are searched for all changes of it at once, so each is read at most once.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Final

from sqlalchemy import Connection

from miner.contents.fingerprints import lines
from miner.contents.line_prints import LinePrints
from miner.store import bulk

_HISTORY = """
SELECT p.path, l.commit_id, l.added, l.deleted
FROM asked k CROSS JOIN line_prints l CROSS JOIN paths p
WHERE l.path_id = k.id AND p.id = l.path_id AND l.forward_print IS NOT NULL
ORDER BY l.path_id, l.commit_id
"""
#: A line that more changes of its file have added or deleted, such as `return NULL;`, tells nothing.
_COMMON: Final = 25

_Row = tuple[str, int, bytes, bytes]


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
    last: Callable[[Sequence[int]], int],
) -> dict[int, dict[int, Owned]]:
    """Return {commit: {ancestor: the lines that it owns}} for the commits of which ``paths_of`` gives the path ids.

    A line of the commit belongs to the last ancestor that did the opposite with it in the same file; lines of which
    there is none, and very common ones, belong to nobody. ``had`` says whether the line of its second commit had the
    first, ``last`` which of several commits came last. The commits must have been loaded into ``prints``.
    """
    owners: dict[int, dict[int, Owned]] = {commit: defaultdict(Owned) for commit in paths_of}
    changing: dict[str, list[int]] = defaultdict(list)
    for commit in paths_of:
        for path in prints.weighty(commit):
            changing[path].append(commit)
    with bulk.holding(connection, "asked", {path for paths in paths_of.values() for path in paths}):
        for path, rows in groupby(bulk.rows(connection, _HISTORY), key=itemgetter(0)):
            if path in changing:
                sides = {commit: prints.weighty(commit)[path] for commit in changing[path]}
                _share(rows, sides, owners, _Owners(had, last))
    return {commit: dict(found) for commit, found in owners.items()}


@dataclass(frozen=True, slots=True)
class _Owners:
    """Tells who owns a line of a commit, whatever came later or elsewhere."""

    had: Callable[[int, int], bool]
    last: Callable[[Sequence[int]], int]

    def __call__(self, commits: Sequence[int], before: int) -> int | None:
        """Return the last of these commits that is an ancestor of another; None if there is none, or if they are many.

        Ids rise from ancestors to descendants, so only smaller ones can be ancestors.
        """
        earlier = commits[: bisect_left(commits, before)]
        ancestors = list(islice((one for one in reversed(earlier) if self.had(one, before)), _COMMON + 1))
        return self.last(ancestors) if 0 < len(ancestors) <= _COMMON else None


def _share(
    rows: Iterable[_Row],
    sides: Mapping[int, tuple[bytes, bytes]],
    owners: Mapping[int, dict[int, Owned]],
    owner_of: "_Owners",
) -> None:
    """Give the lines of one path to their owners; ``rows`` are all its changes in the order of their commits."""
    changes = list(rows)
    added, deleted = (_history(changes, sides, side) for side in (0, 1))
    for commit, (gained, lost) in sides.items():
        for line in lines(gained):
            if owner := owner_of(added.get(line, ()), commit):
                owners[commit][owner].back += 1
        for line in lines(lost):
            if owner := owner_of(deleted.get(line, ()), commit):
                owners[commit][owner].out += 1


def _history(rows: Iterable[_Row], sides: Mapping[int, tuple[bytes, bytes]], side: int) -> dict[int, list[int]]:
    """Return {line: the commits that did the opposite with it} for the lines that commits added (0) or deleted (1)."""
    wanted = set[int]().union(*(lines(both[side]) for both in sides.values()))
    found: dict[int, list[int]] = {}
    for _, commit, *opposite in rows:
        for line in wanted.intersection(lines(opposite[1 - side])):
            found.setdefault(line, []).append(commit)
    return found
