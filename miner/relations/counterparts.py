"""Commits that are the same change on several lines of development."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph

_UP = """
SELECT target_id FROM relations
WHERE source_id = :commit AND kind = 'backports' AND confidence >= :least
"""
_NAMES = """
SELECT 1 FROM relations r CROSS JOIN evidence e
WHERE r.source_id = :commit AND r.kind = 'backports' AND e.relation_id = r.id
  AND e.kind IN ('trailer', 'graft', 'hg-changeset', 'svn-revision', 'pull-request')
LIMIT 1
"""
_DOWN = """
SELECT source_id FROM relations
WHERE target_id = :commit AND kind = 'backports' AND confidence >= :least
"""


class Families:
    """Which commits brought which to another line: a family is an original with all its backports.

    With a connection, backports that are stored count as well, from a confidence of ``least`` on, and are read when
    they are asked for.
    """

    def __init__(
        self, pairs: Iterable[tuple[int, int]] = (), stored: Connection | None = None, least: float = 0.0
    ) -> None:
        self._connection = stored
        self._least = least
        self._originals: dict[int, list[int]] = {}
        self._members: dict[int, list[int]] = {}
        self._named: dict[int, bool] = {}
        for backport, original in pairs:
            self.join(backport, original)

    def join(self, backport: int, original: int, *, named: bool = True) -> None:
        """Note that ``backport`` brought ``original`` to another line, and whether it names it."""
        self._named[backport] = named
        known = self._before(backport)
        if original not in known:
            known.append(original)
            members = self._after(original)
            if backport not in members:
                members.append(backport)

    def root(self, commit: int) -> int:
        """Return the commit that was there first; one that brought several over has no single one before it."""
        for original in self.upwards(commit):
            commit = original
        return commit

    def upwards(self, commit: int) -> Iterator[int]:
        """Yield a commit and, one after the other, what each is a backport of, as long as that is a single one."""
        seen = {commit}
        yield commit
        while len(before := self._before(commit)) == 1 and before[0] not in seen:
            seen.add(commit := before[0])
            yield commit

    def names(self, backport: int) -> bool:
        """Tell whether a backport itself says what its original is."""
        if backport not in self._named:
            values = {"commit": backport}
            self._named[backport] = bool(self._connection and self._connection.scalar(text(_NAMES), values))
        return self._named[backport]

    def likes(self, commit: int) -> set[int]:
        """Return all that brought the same change to any line, the commit and its originals included."""
        found = {commit}
        for start, next_ in ((commit, self._before), (self.root(commit), self._after), (commit, self._after)):
            stack = [start]
            while stack:
                found.add(one := stack.pop())
                stack.extend(like for like in next_(one) if like not in found)
        return found

    def counterpart(self, graph: Graph, target: int, source: int) -> int | None:
        """Return what ``source`` can have meant by ``target``: itself if an ancestor, else its like on that line."""
        if graph.is_ancestor(target, source):
            return target
        likes = self.likes(target) - {target, source}
        return max((like for like in likes if graph.is_ancestor(like, source)), default=None)

    def _before(self, commit: int) -> list[int]:
        return self._known(self._originals, _UP, commit)

    def _after(self, commit: int) -> list[int]:
        return self._known(self._members, _DOWN, commit)

    def _known(self, ties: dict[int, list[int]], select: str, commit: int) -> list[int]:
        if commit not in ties:
            values = {"commit": commit, "least": self._least}
            # Sorted here: SQLite, asked to, prefers an index in that order and reads all of it.
            ties[commit] = sorted(self._connection.scalars(text(select), values)) if self._connection else []
        return ties[commit]
