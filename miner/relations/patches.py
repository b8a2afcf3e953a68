"""Group commits into patches by their relations.

A *patch* is one logical change, however often it landed: on several lines, and again after it was taken back. Its
landings are tied by relands, and by backports with a single original. A next attempt solves the same problem by another
change, so it is a patch of its own, though of the same cycle. A backport of several originals, as svnmerge made
them by the hundred, belongs to the patch of each, but does not make them one patch. The same holds for an undo, which
may take back several patches at once; an undo may be a patch of its own, too, which is ported and undone.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from miner.graph.ages import Ages
from miner.graph.ancestry import Graph
from miner.relations.reland.proof import RELAND
from miner.store import bulk

_TIES = """
SELECT 'undoes', undoing_id, undone_id, NULL, extent, NULL, confidence FROM reverts
UNION ALL
SELECT kind, source_id, target_id, through_id, NULL, nature, confidence
FROM relations
WHERE kind IN ('backports', 'relands')
"""
_BROUGHT = "SELECT b.merge_id, b.commit_id FROM undone u CROSS JOIN brought_commits b WHERE b.merge_id = u.id"


@dataclass(frozen=True, slots=True)
class Undo:
    """That one commit takes back another."""

    source: int
    target: int
    full: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Reland:
    """That a commit lands another again after an undo; ``same`` if it makes the same change, not a next attempt."""

    source: int
    target: int
    through: int
    same: bool
    confidence: float


@dataclass
class Ties:
    """The undos, relands and backports of all commits, each to be found from both ends."""

    undos: dict[int, list[Undo]] = field(default_factory=dict)  # by the undoing commit
    undone: dict[int, list[Undo]] = field(default_factory=dict)  # by the undone commit
    relands: dict[int, list[Reland]] = field(default_factory=dict)  # by the reland
    relanded: dict[int, list[Reland]] = field(default_factory=dict)  # by the original
    answered: dict[int, list[Reland]] = field(default_factory=dict)  # by the undo
    originals: dict[int, list[int]] = field(default_factory=dict)
    ports: dict[int, list[int]] = field(default_factory=dict)

    def add(self, undo: Undo) -> None:
        """Add an undo."""
        self.undos.setdefault(undo.source, []).append(undo)
        self.undone.setdefault(undo.target, []).append(undo)

    def taken_back(self, commit: int) -> set[int]:
        """Return the commits that take back all of a commit."""
        return {undo.source for undo in self.undone.get(commit, ()) if undo.full}

    def around(self, commit: int) -> Iterator[int]:
        """Yield the commits that a commit is tied to."""
        yield from self.originals.get(commit, ())
        yield from self.ports.get(commit, ())
        for undo in self.undos.get(commit, ()):
            yield undo.target
        for undo in self.undone.get(commit, ()):
            yield undo.source
        for reland in self.relands.get(commit, ()):
            yield from (reland.target, reland.through)
        for reland in self.relanded.get(commit, ()):
            yield reland.source
        for reland in self.answered.get(commit, ()):
            yield reland.source

    @property
    def commits(self) -> set[int]:
        """All commits that are tied to another."""
        ends = (self.undos, self.undone, self.relands, self.relanded, self.originals, self.ports)
        return set().union(*ends)


def read_ties(connection: Connection) -> Ties:
    """Return the ties of all commits. The undo of a merge takes back what the merge brought, too."""
    ties = Ties()
    for kind, source, target, through, extent, nature, confidence in bulk.rows(connection, _TIES):
        if kind == "undoes":
            ties.add(Undo(source, target, extent == "full", confidence))
        elif kind == "relands":
            reland = Reland(source, target, through, nature == RELAND, confidence)
            ties.relands.setdefault(source, []).append(reland)
            ties.relanded.setdefault(target, []).append(reland)
            ties.answered.setdefault(through, []).append(reland)
        else:
            ties.originals.setdefault(source, []).append(target)
            ties.ports.setdefault(target, []).append(source)
    with bulk.holding(connection, "undone", ties.undone):
        brought = list(bulk.rows(connection, _BROUGHT))
    for merge, commit in brought:
        for undo in list(ties.undone[merge]):
            ties.add(Undo(undo.source, commit, undo.full, undo.confidence))
    return ties


def family(ties: Ties, seeds: Iterable[int]) -> set[int]:
    """Return the commits that are connected to ``seeds`` by ties of any kind, seeds included."""
    found = set(seeds)
    stack = list(found)
    while stack:
        for other in ties.around(stack.pop()):
            if other not in found:
                found.add(other)
                stack.append(other)
    return found


class Order:
    """The order in which commits were made: ancestors first; else by committer time, then sha."""

    def __init__(self, graph: Graph, ages: Ages) -> None:
        self._graph = graph
        self._ages = ages

    def by_age(self, commits: Iterable[int]) -> list[int]:
        """Return the commits, each once, by committer time, then sha."""
        return sorted(set(commits), key=self._ages.__getitem__)

    def sort(self, commits: Iterable[int]) -> list[int]:
        """Return the commits, each once, in order."""
        left = self.by_age(commits)
        if len(left) < 2:
            return left
        done: list[int] = []
        while left:
            ready = next(
                one for one in left if not any(other != one and self._graph.is_ancestor(other, one) for other in left)
            )
            left.remove(ready)
            done.append(ready)
        return done

    def first(self, commits: Collection[int]) -> int:
        """Return the commit that comes first."""
        if len(commits) == 1:
            return next(iter(commits))
        earliest = min(commits, key=self._ages.__getitem__)
        while ancestors := [one for one in commits if self._graph.is_ancestor(one, earliest)]:
            earliest = min(ancestors, key=self._ages.__getitem__)
        return earliest


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch: ``landings`` in order, the original first; and the undos of any of them."""

    landings: tuple[int, ...]
    undos: tuple[int, ...]
    guests: frozenset[int]  # landings that belong to several patches, and to another one first

    @property
    def identity(self) -> int:
        """The commit that landed it first."""
        return self.landings[0]


def find_patches(ties: Ties, order: Order, commits: Iterable[int]) -> list[Patch]:
    """Return the patches of ``commits``, which are whole families; patches of a single commit are left out."""
    homes = _homes(ties, commits)
    landings: dict[int, set[int]] = {}
    for commit, home in homes.items():
        landings.setdefault(home, set()).add(commit)
        originals = ties.originals.get(commit, ())
        if len(originals) > 1:
            for original in originals:
                # Who ports a change with its undo lands nothing.
                if ties.taken_back(original).isdisjoint(originals):
                    landings.setdefault(homes[original], set()).add(commit)
    patches = []
    for home, members in landings.items():
        undos = {undo.source for one in members for undo in ties.undone.get(one, ())}
        if len(members) == 1 and not undos:
            continue
        guests = frozenset(one for one in members if homes[one] != home)
        own = members - guests
        first = order.first({one for one in own if one not in ties.originals} or own)
        rest = members - {first}
        # Ports stand side by side; only an undo asks what came before it.
        landed = order.sort(rest) if undos else order.by_age(rest)
        patches.append(Patch((first, *landed), tuple(order.sort(undos - members)), guests))
    return patches


def _homes(ties: Ties, commits: Iterable[int]) -> dict[int, int]:
    """Return {commit: a commit that stands for its patch}."""
    homes = {commit: commit for commit in commits}

    def home(commit: int) -> int:
        while homes[commit] != commit:
            homes[commit] = commit = homes[homes[commit]]
        return commit

    for commit in homes:
        originals = ties.originals.get(commit, ())
        if len(originals) == 1:
            homes[home(commit)] = home(originals[0])
        for reland in ties.relands.get(commit, ()):
            if reland.same:
                homes[home(commit)] = home(reland.target)
    return {commit: home(commit) for commit in homes}


def role(ties: Ties, patch: Patch, commit: int) -> str:
    """Return what a commit is in a patch: ``original``, ``reland``, ``undo`` or ``port``."""
    if commit == patch.identity:
        return "original"
    if commit in patch.undos:
        return "undo"
    if any(reland.same and reland.target in patch.landings for reland in ties.relands.get(commit, ())):
        return "reland"
    return "port"
