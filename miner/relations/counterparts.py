"""Commits that are the same change on several lines of development."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from sqlalchemy import Connection

from miner.graph.ages import Ages
from miner.store import bulk

_STORED = "SELECT source_id, target_id FROM relations WHERE kind = 'backports' AND confidence >= {:f}"
_NAMING = """
SELECT r.source_id FROM relations r JOIN evidence e ON e.relation_id = r.id
WHERE r.kind = 'backports' AND e.kind IN ('trailer', 'graft', 'hg-changeset', 'svn-revision', 'pull-request')
"""


class Counterparts:
    """Backports and their originals, from which the counterparts of a commit on other lines follow.

    Built from (backport, original) pairs; :func:`stored_ports` reads the stored ones.
    """

    def __init__(self, pairs: Iterable[tuple[int, int]] = (), naming: Callable[[], Iterable[int]] = tuple) -> None:
        """``naming`` gives the backports in ``pairs`` that name their original themselves; few callers ask for them."""
        self._originals: dict[int, list[int]] = {}
        self._backports: dict[int, list[int]] = {}
        self._read_naming = naming
        self._joined_naming: set[int] = set()
        for backport, original in pairs:
            self._tie(backport, original)

    def join(self, backport: int, original: int, *, named: bool) -> None:
        """Add a backport with its original; ``named`` says that it names the original itself."""
        self._tie(backport, original)
        if named:
            self._joined_naming.add(backport)

    def _tie(self, backport: int, original: int) -> None:
        if (originals := self._originals.get(backport)) is None:
            self._originals[backport] = [original]
        elif original in originals:
            return
        else:
            originals.append(original)
        self._backports.setdefault(original, []).append(backport)

    def root(self, commit: int) -> int:
        """Return the original of a commit, of that one, and so on; stop at a commit with none or several."""
        for original in self.upwards(commit):
            commit = original
        return commit

    def upwards(self, commit: int) -> Iterator[int]:
        """Yield a commit, its original, the original of that, and so on, as long as there is exactly one."""
        seen = {commit}
        yield commit
        while len(before := self._originals.get(commit, [])) == 1 and before[0] not in seen:
            seen.add(commit := before[0])
            yield commit

    def names(self, backport: int) -> bool:
        """Return whether a backport names its original itself."""
        return backport in self._joined_naming or backport in self._given_naming

    @cached_property
    def _given_naming(self) -> frozenset[int]:
        return frozenset(self._read_naming())

    def of(self, commit: int) -> set[int]:
        """Return all commits with the same change on any line, including the commit and its originals."""
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

    def counterpart(self, had: Callable[[int, int], bool], ages: Ages, target: int, source: int) -> int | None:
        """Return target if source's line had it, otherwise target's backport on that line.

        ``had`` says whether the line of its second commit had the first when the second was made.
        """
        if had(target, source):
            return target
        others = self.of(target) - {target, source}
        ancestors = [other for other in others if had(other, source)]
        return max(ancestors, key=ages.__getitem__) if len(ancestors) > 1 else next(iter(ancestors), None)


def stored_ports(connection: Connection, least: float = 0.0) -> Iterator[tuple[int, int]]:
    """Return the stored backports, each with its original, that have a confidence of at least ``least``."""
    return bulk.rows(connection, _STORED.format(least))


def naming_ports(connection: Connection) -> set[int]:
    """Return the stored backports that name their original themselves."""
    return {port for (port,) in bulk.rows(connection, _NAMING)}
