"""Relands: an undone change that comes back, which makes commits and reverts a cycle of attempts.

An attempt is tied to the one before it, through the undo in between: because it undoes the undo, because its title says
that it brings the original back, or because of what :mod:`miner.relations.reland.proof` weighs. Only the first commit
with the strongest proof counts: a later one follows another undo, or builds on the first.

Commits that follow the undo on its line go before commits elsewhere, which count in addition where they came even
earlier and say it themselves. Backports of the original or of the undo are no attempts of their own there.
Originals are looked at again when anything about them is new (:mod:`miner.relations.reland.reopened`): an old commit
may turn out to be a reland when the undo before it is understood.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text

from miner.contents.change_ids import equal_changes
from miner.graph.ancestry import Graph
from miner.relations.counterparts import Counterparts, stored_counterparts
from miner.relations.reland.by_title import titled_relands
from miner.relations.reland.lines import SKEW, Returns
from miner.relations.reland.proof import Contender, Proof, prove
from miner.relations.reland.signals import Field, survey
from miner.relations.relation_pass import Pass
from miner.relations.undo.by_title import nearest

# As everywhere, an undo that is more doubtful than not does not count.
_UNDOS = """
SELECT r.source_id, r.target_id, r.extent, r.confidence FROM relations r
WHERE r.kind = 'undoes' AND r.confidence >= 0.5 ORDER BY r.source_id, r.target_id
"""
# What counts on another line: there, others speak of the same revisions, and continue the same issue.
_SAYS = frozenset({"same-title", "similar-title", "equal-blobs"})
# Two doubtful undos in a row bring nothing back by themselves.
_FIRM = 0.85
# An equal title alone makes no firm backport: of what was undone before, it makes another attempt.
_LEAST = 0.9


@dataclass(frozen=True, slots=True)
class Attempt:
    """A commit that lands an original again, and whether it follows the undo on its line."""

    commit: int
    follows: bool
    proof: Proof
    age: tuple[int, str]

    @property
    def rank(self) -> tuple[int, tuple[int, str]]:
        """Return what to sort by: the strongest proof first, then the earliest."""
        return self.proof.strength, self.age


@dataclass(frozen=True, slots=True)
class _Judge:
    graph: Graph
    field: Field
    counterparts: Counterparts
    returns: Returns
    undone: dict[int, list[int]]  # undo → what it undoes

    def next_attempts(self, undo: int, original: int, *, full: bool) -> list[Attempt]:
        """Return the commits that landed ``original`` again after ``undo``: one on its line, or elsewhere, or both."""
        found = self._attempts(undo, original, firm=full and original not in self.undone)
        here = min((attempt for attempt in found if attempt.follows), key=lambda one: one.rank, default=None)
        there = min((attempt for attempt in found if not attempt.follows), key=lambda one: one.rank, default=None)
        if here and there and (there.age > here.age or there.proof.strength > here.proof.strength):
            there = None
        return [attempt for attempt in (here, there) if attempt]

    def _attempts(self, undo: int, original: int, *, firm: bool) -> list[Attempt]:
        found = []
        reverted, ported = self.counterparts.of(undo), self.counterparts.of(original)
        for commit, signs in self.field.signs[undo, original].items():
            fact = self.field.facts.get(commit)
            if fact is None or commit in reverted or undo not in self.undone.get(commit, [undo]):
                continue
            if fact.committed < self.field.facts[undo].committed - SKEW:
                continue
            again = self.returns.again(undo, original, commit)
            contender = Contender(
                undo, original, commit, signs, firm, commit in self.undone, original in self.undone, again
            )
            proof = prove(self.field, contender)
            if proof is None:
                continue
            follows = self.graph.is_ancestor(undo, commit)
            if follows or (commit not in ported and self._is_elsewhere(undo, original, commit, proof)):
                found.append(Attempt(commit, follows, proof, fact.age))
        return found

    def _is_elsewhere(self, undo: int, original: int, commit: int, proof: Proof) -> bool:
        """Return whether a commit that does not follow the undo was made after it, on another line, and says so."""
        says = any(kind in _SAYS for kind, _ in proof.evidence)
        after = self.field.facts[commit].age > self.field.facts[undo].age
        return says and after and not any(self.graph.is_ancestor(commit, one) for one in (undo, original))


def find_relands(this: Pass, reopened: Collection[int]) -> None:
    """Add the relands of all reopened originals."""
    undos = {(row[0], row[1]): (row[2], row[3]) for row in this.connection.execute(text(_UNDOS))}
    undone: dict[int, list[int]] = {}
    for source, target in undos:
        undone.setdefault(source, []).append(target)
    candidates = this.candidates
    twice = [
        (source, revert, original)
        for (source, revert), (_, belief) in undos.items()
        for original in undone.get(revert, ())
        if original in reopened and min(belief, undos[revert, original][1]) >= _FIRM
    ]
    this.ages.load(revert for _, revert, _ in twice)
    # Of several undos that one commit takes back, it answers the last.
    for source, revert, original in sorted(twice, key=lambda one: this.ages[one[1]], reverse=True):
        candidates.add("relands", source, original, "revert-of-revert", "undoes the undo", through=revert)
    _add_titled(this, undos, reopened)
    tied = {(candidate.through, candidate.target) for candidate in candidates.of("relands")}
    unanswered = [pair for pair in undos if pair not in tied and pair[1] in reopened]
    returns = Returns(this.connection, this.prints, unanswered)
    equals = equal_changes(this.connection, {original for _, original in unanswered})
    field = survey(this.connection, unanswered, equals, returns.search())
    returns.load({commit for _, commit in field.common})
    judge = _Judge(this.graph, field, stored_counterparts(this.connection, _LEAST), returns, undone)
    found = [
        (not attempt.follows, judge.field.facts[undo].age, judge.field.facts[original].age, undo, original, attempt)
        for undo, original in unanswered
        if undo in judge.field.facts and original in judge.field.facts
        for attempt in judge.next_attempts(undo, original, full=undos[undo, original][0] == "full")
    ]
    # Twin undos on two lines have one next attempt, which follows one of them.
    for *_, undo, original, attempt in sorted(found, key=lambda one: one[:3]):
        for kind, detail in attempt.proof.evidence:
            candidates.add("relands", attempt.commit, original, kind, detail, through=undo)


def _add_titled(this: Pass, undos: Collection[tuple[int, int]], reopened: Collection[int]) -> None:
    """Add the commits whose titles say that they land a reopened original again."""
    undone_by: dict[int, list[int]] = {}
    for source, target in undos:
        undone_by.setdefault(target, []).append(source)
    for source, original in titled_relands(this).items():
        if original in reopened:
            through = nearest(this.graph, this.ages, undone_by.get(original, ()), source)
            if through is not None:
                this.candidates.add("relands", source, original, "title", "the title says so", through=through)
