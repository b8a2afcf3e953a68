"""The commit graph in memory, for questions that SQL answers too slowly: ancestry, reachability, first parents."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text


class Graph:
    """All commits by database id. Parents always have smaller ids than their children.

    History is cut into *chains*: runs of commits that follow each other as first parents. A commit is then known by
    its chain and its place in it, and most ancestry questions are one comparison.
    """

    def __init__(self, connection: Connection) -> None:
        size = int(connection.execute(text("SELECT COALESCE(MAX(id), 0) FROM commits")).scalar_one()) + 1
        self.first_parent = [0] * size  # 0: a root, or no such commit
        self.other_parents: dict[int, list[int]] = {}
        self.exists = bytearray(size)
        for (identity,) in connection.execute(text("SELECT id FROM commits")).all():
            self.exists[identity] = 1
        rows = connection.execute(
            text("SELECT commit_id, position, parent_id FROM parents ORDER BY commit_id, position")
        ).all()
        for commit, position, parent in rows:
            if position == 0:
                self.first_parent[commit] = parent
            else:
                self.other_parents.setdefault(commit, []).append(parent)
        self._cut_chains(size)

    def _cut_chains(self, size: int) -> None:
        self._chain = [0] * size
        self._place = [0] * size
        self._origin: list[int] = [0]  # chain → the commit that its first one has as first parent
        self._merges: list[list[tuple[int, int]]] = [[]]  # chain → (place, other parent), in order
        taken = bytearray(size)
        for commit in range(1, size):
            if not self.exists[commit]:
                continue
            parent = self.first_parent[commit]
            if parent and not taken[parent]:
                taken[parent] = 1
                chain = self._chain[parent]
                self._place[commit] = self._place[parent] + 1
            else:
                chain = len(self._origin)
                self._origin.append(parent)
                self._merges.append([])
            self._chain[commit] = chain
            for other in self.other_parents.get(commit, ()):
                self._merges[chain].append((self._place[commit], other))

    def __iter__(self) -> Iterator[int]:
        """Iterate over all commits, parents first."""
        return (commit for commit in range(1, len(self.exists)) if self.exists[commit])

    def parents(self, commit: int) -> list[int]:
        """Return the parents' ids, first parent first."""
        first = self.first_parent[commit]
        return [first, *self.other_parents.get(commit, ())] if first else []

    def is_ancestor(self, early: int, late: int) -> bool:
        """Return whether ``early`` is a proper ancestor of ``late``."""
        if early >= late:
            return False
        goal, goal_place = self._chain[early], self._place[early]
        reached: dict[int, int] = {}  # chain → how far down from its start we have been
        stack = [late]
        while stack:
            commit = stack.pop()
            if commit < early:  # all of its ancestors have smaller ids still
                continue
            chain, place = self._chain[commit], self._place[commit]
            if chain == goal and place >= goal_place:
                return True
            before = reached.get(chain, -1)
            if place <= before:
                continue
            reached[chain] = place
            merges = self._merges[chain]
            start = bisect_right(merges, (before, len(self.exists)))
            end = bisect_right(merges, (place, len(self.exists)))
            stack.extend(other for _, other in merges[start:end] if other >= early)
            if before < 0:
                stack.append(self._origin[chain])
        return False

    def reachable(self, tips: Iterable[int], seen: bytearray | None = None) -> Iterator[int]:
        """Yield every commit reachable from the tips that is not yet marked in ``seen``, and mark it."""
        marks = seen if seen is not None else bytearray(len(self.exists))
        stack = list(tips)
        while stack:
            commit = stack.pop()
            while commit and not marks[commit]:
                marks[commit] = 1
                yield commit
                stack.extend(self.other_parents.get(commit, ()))
                commit = self.first_parent[commit]
