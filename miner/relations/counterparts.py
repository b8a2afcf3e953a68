"""Commits that are the same change on several lines of development."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from miner.graph.ages import Ages
from miner.graph.ancestry import Graph

_STORED = "SELECT source_id, target_id FROM relations WHERE kind = 'backports' AND confidence >= :least"
_NAMING = """
SELECT DISTINCT r.source_id FROM relations r JOIN evidence e ON e.relation_id = r.id
WHERE r.kind = 'backports' AND e.kind IN ('trailer', 'graft', 'hg-changeset', 'svn-revision', 'pull-request')
"""


class Counterparts:
    """Which commits brought which change to another line: an original with all its backports.

    Built from pairs of backport and original; :func:`stored_counterparts` reads those that are stored.
    """

    def __init__(self, pairs: Iterable[tuple[int, int]] = (), naming: Iterable[int] = ()) -> None:
        """``naming`` are the backports among the pairs that say themselves what their original is."""
        self._originals: dict[int, list[int]] = {}
        self._backports: dict[int, list[int]] = {}
        self._naming = set(naming)
        for backport, original in pairs:
            self._tie(backport, original)

    def join(self, backport: int, original: int, *, named: bool) -> None:
        """Note that ``backport`` brought ``original`` to another line, and whether it names it."""
        self._tie(backport, original)
        if named:
            self._naming.add(backport)

    def _tie(self, backport: int, original: int) -> None:
        originals = self._originals.setdefault(backport, [])
        if original not in originals:
            originals.append(original)
            self._backports.setdefault(original, []).append(backport)

    def root(self, commit: int) -> int:
        """Return the commit that was there first; one that brought several over has no single one before it."""
        for original in self.upwards(commit):
            commit = original
        return commit

    def upwards(self, commit: int) -> Iterator[int]:
        """Yield a commit and, one after the other, what each is a backport of, as long as that is a single one."""
        seen = {commit}
        yield commit
        while len(before := self._originals.get(commit, [])) == 1 and before[0] not in seen:
            seen.add(commit := before[0])
            yield commit

    def names(self, backport: int) -> bool:
        """Return whether a backport itself says what its original is."""
        return backport in self._naming

    def of(self, commit: int) -> set[int]:
        """Return all that brought the same change to any line, the commit and its originals included."""
        found = {commit}
        for start, ties in (
            (commit, self._originals),
            (self.root(commit), self._backports),
            (commit, self._backports),
        ):
            stack = [start]
            while stack:
                found.add(one := stack.pop())
                stack.extend(other for other in ties.get(one, ()) if other not in found)
        return found

    def counterpart(self, graph: Graph, ages: Ages, target: int, source: int) -> int | None:
        """Return target if it is an ancestor of source, otherwise target's backport on source's line."""
        if graph.is_ancestor(target, source):
            return target
        others = self.of(target) - {target, source}
        ancestors = [other for other in others if graph.is_ancestor(other, source)]
        return max(ancestors, key=ages.__getitem__) if len(ancestors) > 1 else next(iter(ancestors), None)


def stored_counterparts(connection: Connection, least: float = 0.0) -> Counterparts:
    """Return all stored backports with their originals, from a confidence of ``least`` on."""
    pairs = connection.execute(text(_STORED), {"least": least}).all()
    naming = connection.scalars(text(_NAMING)) if pairs else ()
    return Counterparts(((source, target) for source, target in pairs), naming)
