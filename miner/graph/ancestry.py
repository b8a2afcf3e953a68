"""The commit graph in memory, for questions that SQL answers too slowly: ancestry, reachability, first parents."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from miner.store import bulk

_PARENTS = "SELECT commit_id, position, parent_id FROM parents ORDER BY commit_id, position"
#: How many commits of the merged side are searched, from its tip, for an undo that the merge brings in.
DEPTH = 5
# Chains with at least this many commits, about sixty in CPython, are queried often enough to be worth an index.
_LONG = 200
# For one target chain, by other chain: places on the other chain in rising order and, from each of them on, the highest
# place on the target chain that is an ancestor.
Heights = dict[int, tuple[list[int], list[int]]]


class Graph:
    """All commits by database id. Parents always have smaller ids than their children.

    History is divided into *chains*, in which each commit is the first parent of the next one. The first query about a
    long chain builds an index: for every other chain, the highest place on the long chain that is an ancestor. This
    changes only where the other chain begins or merges, so a query is a binary search. From a commit on a short chain,
    such as the side branches of the hg years, a search follows the children until it reaches long chains.
    """

    def __init__(self, connection: Connection) -> None:
        count, last = connection.execute(text("SELECT COUNT(*), COALESCE(MAX(id), 0) FROM commits")).one()
        size = last + 1
        self.exists = bytearray(b"\0") + bytearray(b"\1") * last
        if count < last:  # some commits were deleted
            self.exists = bytearray(size)
            for (identity,) in bulk.rows(connection, "SELECT id FROM commits"):
                self.exists[identity] = 1
        first_parent = self.first_parent = [0] * size  # 0: a root, or no such commit
        self.other_parents: dict[int, list[int]] = {}
        for commit, position, parent in bulk.rows(connection, _PARENTS):
            if position == 0:
                first_parent[commit] = parent
            else:
                self.other_parents.setdefault(commit, []).append(parent)
        self._cut_chains(size)
        self._heights: dict[int, Heights] = {}
        self._children: dict[int, list[int]] | None = None

    def _cut_chains(self, size: int) -> None:
        chains = self._chain = [0] * size
        places = self._place = [0] * size
        length = self._length = [0]  # chain → how many commits
        self._start = [0]  # chain → its oldest commit
        taken = bytearray(size)
        taken[0] = 1  # 0 is the parent of a root: every root starts a chain
        for commit, (exists, parent) in enumerate(zip(self.exists, self.first_parent, strict=True)):
            if not exists:
                continue
            if taken[parent]:
                chain = len(length)
                length.append(0)
                self._start.append(commit)
            else:
                taken[parent] = 1
                chain = chains[parent]
                places[commit] = places[parent] + 1
            chains[commit] = chain
            length[chain] += 1
        # Only where a chain begins or merges does its history grow by more than one commit.
        self._joints = sorted({*self._start[1:], *self.other_parents})

    def __iter__(self) -> Iterator[int]:
        """Iterate over all commits, parents first."""
        return (commit for commit in range(1, len(self.exists)) if self.exists[commit])

    def parents(self, commit: int) -> list[int]:
        """Return the parents' ids, first parent first."""
        first = self.first_parent[commit]
        return [first, *self.other_parents.get(commit, ())] if first else []

    def is_ancestor(self, early: int, late: int) -> bool:
        """Return whether ``early`` is an ancestor of ``late``; a commit is not its own ancestor."""
        if early >= late:
            return False
        chain = self._chain[early]
        if chain == self._chain[late]:
            return True  # along a chain the ids rise
        if self._length[chain] >= _LONG:
            return self._height(chain, late) >= self._place[early]
        return self._leads_to(early, late)

    def _height(self, chain: int, commit: int) -> int:
        """Return the highest place on ``chain`` that is the commit or one of its ancestors, -1 if there is none."""
        if self._chain[commit] == chain:
            return self._place[commit]
        if (heights := self._heights.get(chain)) is None:
            heights = self._heights[chain] = {}
            self._climb(chain, heights)
        if (steps := heights.get(self._chain[commit])) is None:
            return -1
        at = bisect_right(steps[0], self._place[commit])
        return steps[1][at - 1] if at else -1

    def _climb(self, chain: int, heights: Heights) -> None:
        """Fill in the index of ``chain`` from the joints of all other chains, parents first."""
        chains, places = self._chain, self._place
        for joint in self._joints[bisect_right(self._joints, self._start[chain]) :]:
            other = chains[joint]
            if other == chain:
                continue
            steps = heights.get(other)
            before = steps[1][-1] if steps else -1
            height = before
            for parent in self.other_parents.get(joint, ()) if places[joint] else self.parents(joint):
                height = max(height, self._height(chain, parent))
            if height > before:
                if steps is None:
                    steps = heights[other] = ([], [])
                steps[0].append(places[joint])
                steps[1].append(height)

    def _leads_to(self, early: int, late: int) -> bool:
        """Return whether ``early``, a commit on a short chain, is an ancestor of ``late``.

        The search follows children up to ``late``, to long chains and to ids higher than ``late``.
        """
        children = self._children if self._children is not None else self._find_children()
        seen = {early}
        stack = [early]
        while stack:
            for child in children.get(stack.pop(), ()):
                if child == late:
                    return True
                if child > late or child in seen:
                    continue
                seen.add(child)
                chain = self._chain[child]
                if self._length[chain] < _LONG:
                    stack.append(child)
                elif self._height(chain, late) >= self._place[child]:
                    return True
        return False

    def _find_children(self) -> dict[int, list[int]]:
        """Return the children of the commits on short chains, and keep them."""
        self._children = {}
        for commit in self:
            for parent in self.parents(commit):
                if self._length[self._chain[parent]] < _LONG:
                    self._children.setdefault(parent, []).append(commit)
        return self._children

    def unreachable(self, tips: Iterable[int]) -> list[int]:
        """Return the commits that none of the tips reaches, as after a forced push."""
        marks = bytearray(len(self.exists))
        for _ in self.reachable(tips, marks):
            pass
        return [commit for commit in self if not marks[commit]]

    def reachable(self, tips: Iterable[int], seen: bytearray | None = None) -> Iterator[int]:
        """Yield every commit that is reachable from the tips, tips included, and mark it in ``seen``.

        ``seen`` has one byte per id and may be shared by several calls; the search stops at commits marked before.
        """
        marks = seen if seen is not None else bytearray(len(self.exists))
        stack = list(tips)
        while stack:
            commit = stack.pop()
            while commit and not marks[commit]:
                marks[commit] = 1
                yield commit
                stack.extend(self.other_parents.get(commit, ()))
                commit = self.first_parent[commit]
