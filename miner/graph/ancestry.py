"""The commit graph in memory, for questions that SQL answers too slowly: ancestry, reachability, first parents."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from miner.store import bulk

_PARENTS = "SELECT commit_id, position, parent_id FROM parents ORDER BY commit_id, position"
#: How many commits of the merged side are searched, from its tip, for an undo that the merge brings in.
DEPTH = 5
# Chains with at least this many commits, twenty in CPython, are queried often enough to be worth an index.
_LONG = 200
_NO_EXITS: tuple[list[int], list[int]] = ([], [])
# For one target chain, by other chain: places on the other chain in rising order and, from each of them on, the highest
# place on the target chain that is an ancestor.
Heights = dict[int, tuple[list[int], list[int]]]
# The lowest place on each short chain, and on each long one, from which on a chain has a commit.
Reach = tuple[dict[int, int], list[tuple[int, int]]]


class Graph:
    """All commits by database id. Parents always have smaller ids than their children.

    History is divided into *chains*, in which each commit is the first parent of the next one, and which are as long as
    they can be: where several commits have the same first parent, the one that leads farther goes on. The first query
    about a long chain builds an index: for every other chain, the highest place on the long chain that is an ancestor.
    This changes only where the other chain begins or merges, so a query is a binary search. From a commit on a short
    chain, such as a side branch, a search goes from chain to chain until it reaches long ones.
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
        self._reaches: dict[tuple[int, int], Reach] = {}  # by short chain, and how many of its exits come before
        self._exits: dict[int, tuple[list[int], list[int]]] | None = None

    def _cut_chains(self, size: int) -> None:
        chains = self._chain = [0] * size
        places = self._place = [0] * size
        length = self._length = [0]  # chain → how many commits
        self._start = [0]  # chain → its oldest commit
        heirs = self._heirs(size)
        for commit, (exists, parent) in enumerate(zip(self.exists, self.first_parent, strict=True)):
            if not exists:
                continue
            if heirs[parent] != commit:
                chain = len(length)
                length.append(0)
                self._start.append(commit)
            else:
                chain = chains[parent]
                places[commit] = places[parent] + 1
            chains[commit] = chain
            length[chain] += 1
        # Only where a chain begins or merges does its history grow by more than one commit.
        self._joints = sorted({*self._start[1:], *self.other_parents})

    def _heirs(self, size: int) -> list[int]:
        """Return by commit the child that its chain goes on with, 0 if there is none.

        It is the one from which the longest way of first parents leads up. The first child would not do: where every
        commit comes with a merge, that is the first one of a side branch, and main is cut at each of them.
        """
        heirs = [0] * size
        heights = [0] * size
        first_parent = self.first_parent
        for commit in range(size - 1, 0, -1):
            height = heights[commit]
            if (parent := first_parent[commit]) and height >= heights[parent]:
                heights[parent] = height + 1
                heirs[parent] = commit
        return heirs

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
        short, long = self._reach(early)
        place = self._place[late]
        return short.get(self._chain[late], place + 1) <= place or any(
            self._height(other, late) >= first for other, first in long
        )

    def shared_below(self, tip: int, other: int) -> int:
        """Return the first commit of the chain of first parents of ``tip`` that ``other`` contains, 0 without one."""
        if tip == other or self.is_ancestor(tip, other):
            return tip
        chain = [tip]
        while chain[-1]:
            chain.append(self.first_parent[chain[-1]])
        return chain[bisect_left(chain, True, key=lambda one: one in {0, other} or self.is_ancestor(one, other))]

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
            before = height = steps[1][-1] if steps else -1
            for parent in self.other_parents.get(joint, ()) if places[joint] else self.parents(joint):
                above = chains[parent]
                if above == chain:
                    height = max(height, places[parent])
                elif (known := heights.get(above)) and known[1][-1] > height:  # else it adds nothing
                    at = bisect_right(known[0], places[parent])
                    if at and known[1][at - 1] > height:
                        height = known[1][at - 1]
            if height > before:
                if steps is None:
                    steps = heights[other] = ([], [])
                steps[0].append(places[joint])
                steps[1].append(height)

    def _reach(self, early: int) -> Reach:
        """Return where other chains first have ``early``, a commit on a short chain.

        The search goes from chain to chain, where one leaves or merges another, and ends at long chains. All commits
        up to the same exit of a chain reach the same, so each search serves many questions.
        """
        exits = self._exits if self._exits is not None else self._find_exits()
        start = self._chain[early]
        exit_ = bisect_left(exits.get(start, _NO_EXITS)[0], self._place[early])
        if (known := self._reaches.get((start, exit_))) is not None:
            return known
        entered = {start: self._place[early]}  # chain → the lowest place that is reached
        stack = [start]
        while stack:
            from_ = stack.pop()
            places, children = exits.get(from_, _NO_EXITS)
            for child in children[bisect_left(places, entered[from_]) :]:
                chain, place = self._chain[child], self._place[child]
                if entered.get(chain, place + 1) <= place:
                    continue
                entered[chain] = place
                if self._length[chain] < _LONG:
                    stack.append(chain)
        del entered[start]  # within a chain, the places tell
        long = [(chain, place) for chain, place in entered.items() if self._length[chain] >= _LONG]
        for chain, _ in long:
            del entered[chain]
        self._reaches[start, exit_] = entered, long
        return entered, long

    def _find_exits(self) -> dict[int, tuple[list[int], list[int]]]:
        """Return {short chain: places in rising order, and the child on another chain of each}, and keep it."""
        found: dict[int, list[tuple[int, int]]] = {}
        for commit in self._joints:  # all other commits have their only parent on their own chain
            for parent in self.parents(commit):
                chain = self._chain[parent]
                if chain != self._chain[commit] and self._length[chain] < _LONG:
                    found.setdefault(chain, []).append((self._place[parent], commit))
        self._exits = {
            chain: ([place for place, _ in ways], [child for _, child in ways])
            for chain, ways in ((chain, sorted(ways)) for chain, ways in found.items())
        }
        return self._exits

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
