"""Find relands: undone changes that are landed again, so that commits and reverts form cycles of attempts.

A reland is related to its original through the undo, because it undoes the undo, because its title says so, or because
of the evidence in :mod:`miner.relations.reland.proof`. Only the first commit with the strongest proof counts: a later
one follows another undo, or builds on the first.

Commits that follow the undo in the graph are preferred. A commit elsewhere counts in addition if it came even earlier,
its proof is at least as strong, and it has a similar title or makes the same change; backports of the original or of
the undo do not count there. Originals are processed again if anything about them is new
(:mod:`miner.relations.reland.reopened`): an old commit may turn out to be a reland when the undo before it is found.
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

# As everywhere, unlikely undos do not count.
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
    """A commit that may land an original again; ``follows`` says that the undo is its ancestor."""

    commit: int
    follows: bool
    proof: Proof
    age: tuple[int, str]

    @property
    def rank(self) -> tuple[int, tuple[int, str]]:
        """The key to sort by: the strongest proof first, then the earliest commit."""
        return self.proof.strength, self.age


@dataclass(frozen=True, slots=True)
class _Judge:
    graph: Graph
    field: Field
    counterparts: Counterparts
    returns: Returns
    undone: dict[int, list[int]]  # undo → what it undoes

    def next_attempts(self, undo: int, original: int, *, full: bool) -> list[Attempt]:
        """Return commits that landed ``original`` again after ``undo``: one that follows it, one elsewhere, or both."""
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
                undo,
                original,
                commit,
                signs,
                firm,
                commit in self.undone and not signs.others,
                original in self.undone,
                again,
            )
            proof = prove(self.field, contender)
            if proof is None:
                continue
            follows = self.graph.is_ancestor(undo, commit)
            if follows or (commit not in ported and self._is_elsewhere(undo, original, commit, proof)):
                found.append(Attempt(commit, follows, proof, fact.age))
        return found

    def _is_elsewhere(self, undo: int, original: int, commit: int, proof: Proof) -> bool:
        """Return whether a commit that does not follow the undo may be a reland on another line.

        It must be later than the undo, and have a similar title or make the same change.
        """
        says = any(kind in _SAYS for kind, _ in proof.evidence)
        after = self.field.facts[commit].age > self.field.facts[undo].age
        return says and after and not any(self.graph.is_ancestor(commit, one) for one in (undo, original))


def find_relands(this: Pass, reopened: Collection[int]) -> None:
    """Add the relands of the originals in ``reopened``."""
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
    # Counterpart undos on two lines have the same next attempt, and it follows one of them, which comes first here.
    for *_, undo, original, attempt in sorted(found, key=lambda one: one[:3]):
        for kind, detail in attempt.proof.evidence:
            candidates.add("relands", attempt.commit, original, kind, detail, through=undo)


def _add_titled(this: Pass, undos: Collection[tuple[int, int]], reopened: Collection[int]) -> None:
    """Add the commits whose titles say that they land an original in ``reopened`` again."""
    undone_by: dict[int, list[int]] = {}
    for source, target in undos:
        undone_by.setdefault(target, []).append(source)
    for source, original in titled_relands(this).items():
        if original in reopened:
            through = nearest(this, undone_by.get(original, ()), source)
            if through is not None:
                this.candidates.add("relands", source, original, "title", "the title says so", through=through)
