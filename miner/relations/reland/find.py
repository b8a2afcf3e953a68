"""Find relands: undone changes that are landed again, so that commits and reverts form cycles of attempts.

A reland is related to its original through the undo, because it undoes the undo, because its title or the text of its
pull request says so, or because of the evidence in :mod:`miner.relations.reland.proof`. Only the first commit with the
strongest proof counts: a later
one follows another undo, or builds on the first, unless it brings back another part. A next attempt, which solves the
same problem in another way, counts only if nothing is landed again.

Commits that follow the undo in the graph are preferred. A commit elsewhere counts in addition if it came even earlier,
its proof is at least as strong, and it has a similar title or makes the same change; backports of the original or of
the undo do not count there. Originals are processed again if anything about them is new
(:mod:`miner.relations.reland.reopened`): an old commit may turn out to be a reland when the undo before it is found.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from miner.contents.change_ids import equal_changes
from miner.graph.ancestry import Graph
from miner.relations.counterparts import Counterparts, stored_ports
from miner.relations.recorded import RECORD, recorded_relands
from miner.relations.reland.by_title import titled_relands
from miner.relations.reland.lines import SKEW, Returns
from miner.relations.reland.proof import RELAND, Contender, Proof, prove
from miner.relations.reland.signals import Field, survey
from miner.relations.relation_pass import Pass
from miner.relations.undo.by_title import nearest
from miner.relations.undo.kinds import REVERT

# As everywhere, unlikely undos do not count.
_UNDOS = """
SELECT r.source_id, r.target_id, r.extent, r.confidence,
       CASE WHEN EXISTS (SELECT 1
                         FROM evidence e
                         WHERE e.relation_id = r.id
                           AND e.kind IN ('sha', 'title', 'pull-request', 'record', 'svn-revision', 'hg-changeset'))
            THEN 1 ELSE 0 END
FROM relations r
WHERE r.kind = 'undoes' AND r.through_id IS NULL AND r.confidence >= 0.5 ORDER BY r.source_id, r.target_id
"""
_SAYING = "SELECT commit_id, resolved_id FROM mentions WHERE role = 'relands' AND resolved_id IS NOT NULL"
_KNOWN = "SELECT source_id, target_id FROM relations WHERE kind = 'undoes' AND through_id IS NULL"
# What counts on another line: there, others speak of the same revisions, and continue the same issue.
_SAYS = frozenset({"same-title", "similar-title", "equal-blobs"})
# Two doubtful undos in a row bring nothing back by themselves, and a doubtful undo is a change like others.
_FIRM = 0.85
# An equal title alone makes no firm backport: of what was undone before, it makes another attempt.
_LEAST = 0.9
_HALF, _NEARLY = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Attempt:
    """A commit that may land an original again; ``follows`` says that the undo is its ancestor."""

    commit: int
    follows: bool
    proof: Proof
    age: tuple[int, str]

    @property
    def rank(self) -> tuple[bool, int]:
        """The key to compare proofs by: relands before other attempts, then the strongest proof."""
        return self.proof.nature != RELAND, self.proof.strength

    @property
    def order(self) -> tuple[tuple[bool, int], tuple[int, str]]:
        """The key to sort by: the best proof first, then the earliest commit."""
        return self.rank, self.age


@dataclass(frozen=True, slots=True)
class _Judge:
    graph: Graph
    field: Field
    counterparts: Counterparts
    returns: Returns
    undos: "_Undos"

    def next_attempts(self, undo: int, original: int) -> list[Attempt]:
        """Return commits that landed ``original`` again after ``undo``: one that follows it, one elsewhere, or both.

        If it came back in parts, there are several that follow it.
        """
        found = self._attempts(undo, original)
        here = min((attempt for attempt in found if attempt.follows), key=lambda one: one.order, default=None)
        there = min((attempt for attempt in found if not attempt.follows), key=lambda one: one.order, default=None)
        if here and there and (there.age > here.age or there.rank > here.rank):
            there = None
        again = sorted((one for one in found if one.follows and one.proof.nature == RELAND), key=lambda one: one.order)
        parts = set(self.returns.parts(undo, original, [one.commit for one in again]))
        return [one for one in found if one in (here, there) or (one.commit in parts and one.follows)]

    def _attempts(self, undo: int, original: int) -> list[Attempt]:
        found = []
        undoes = bool(self.undos.firm.get(original))
        full, sure = self.undos.is_full(undo, original), self.undos.belief(undo, original) >= _FIRM
        reverted, ported = self.counterparts.of(undo), self.counterparts.of(original)
        for commit, signs in self.field.signs[undo, original].items():
            if original in self.undos.of.get(commit, ()):
                continue  # who takes something back does not land it again
            fact = self.field.facts.get(commit)
            if fact is None or commit in reverted or undo not in self.undos.firm.get(commit, [undo]):
                continue
            if fact.committed < self.field.facts[undo].committed - SKEW:
                continue
            contender = Contender(
                undo,
                original,
                commit,
                signs,
                full,
                sure,
                undo in self.undos.of.get(commit, ()) and not signs.others,
                undoes,
                self.returns.again(undo, original, commit),
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


class _Undos:
    """The stored undos, and which of their targets can come back."""

    def __init__(self, connection: Connection) -> None:
        #: What each commit undoes, and what it undoes firmly and in full.
        self.of: dict[int, list[int]] = {}
        self.firm: dict[int, list[int]] = {}
        self._pairs: dict[tuple[int, int], tuple[str, float, bool]] = {}
        for source, target, extent, belief, named in connection.execute(text(_UNDOS)):
            self._pairs[source, target] = (extent, belief, bool(named))
            self.of.setdefault(source, []).append(target)
            if extent == "full" and belief >= _FIRM:
                self.firm.setdefault(source, []).append(target)
        self._naming = {source for (source, _), (*_, named) in self._pairs.items() if named}

    def belief(self, undo: int, original: int) -> float:
        """Return the confidence of an undo."""
        return self._pairs[undo, original][1]

    def is_full(self, undo: int, original: int) -> bool:
        """Return whether an undo took all of its target back, as far as is known."""
        return self._pairs[undo, original][0] != "partial"

    def losses(self, originals: Collection[int]) -> list[tuple[int, int]]:
        """Return the undos of ``originals``, as (undo, original), after which these can come back.

        If a revert names what it takes back, only that can.
        """
        return [
            (undo, original)
            for (undo, original), (*_, named) in self._pairs.items()
            if original in originals and (named or undo not in self._naming)
        ]

    def by_target(self) -> dict[int, list[int]]:
        """Return {undone commit: its undos}."""
        found: dict[int, list[int]] = {}
        for undo, original in self._pairs:
            found.setdefault(original, []).append(undo)
        return found


def find_relands(this: Pass, reopened: Collection[int]) -> None:
    """Add the relands and next attempts of the originals in ``reopened``."""
    undos = _Undos(this.connection)
    lost = undos.losses(reopened)
    returns = Returns(this.connection, this.prints, lost)
    _add_reverted(this, undos, lost, returns)
    _add_titled(this, undos.by_target(), reopened)
    _add_recorded(this, undos.by_target(), reopened)
    tied = {(candidate.through, candidate.target) for candidate in this.candidates.of("relands")}
    unanswered = [pair for pair in lost if pair not in tied]
    equals = equal_changes(this.connection, {original for _, original in unanswered})
    field = survey(this.connection, unanswered, equals, returns.search(unanswered))
    returns.load({commit for _, commit in field.common})
    judge = _Judge(this.graph, field, Counterparts(stored_ports(this.connection, _LEAST)), returns, undos)
    found = [
        (not attempt.follows, judge.field.facts[undo].age, judge.field.facts[original].age, undo, original, attempt)
        for undo, original in unanswered
        if undo in judge.field.facts and original in judge.field.facts
        for attempt in judge.next_attempts(undo, original)
    ]
    # Counterpart undos on two lines have the same next attempt, and it follows one of them, which comes first here.
    for *_, undo, original, attempt in sorted(found, key=lambda one: one[:3]):
        for kind, detail in attempt.proof.evidence:
            added = this.candidates.add("relands", attempt.commit, original, kind, detail, through=undo)
            added.nature = RELAND if added.nature == RELAND else attempt.proof.nature
    _add_undone_undos(this, undos, returns)


def _add_undone_undos(this: Pass, undos: _Undos, returns: Returns) -> None:
    """Add that a reland undoes the undo, if it brings back at least half of the lines that this took away.

    Relands that say so were found before. ``through`` tells the others from them, the change that they bring back:
    these relations follow from the relands, and nothing else follows from them.
    """
    known = {(source, target) for source, target in this.connection.execute(text(_KNOWN))}
    for one in this.candidates.of("relands"):
        undo = one.through
        if undo is None or one.nature != RELAND or (one.source, undo) in known:
            continue
        again = returns.again(undo, one.target, one.source)
        if again and again.is_telling and again.back >= _HALF and this.had(undo, one.source):
            added = this.candidates.add("undoes", one.source, undo, "brings-back", again.words, through=one.target)
            whole = again.back >= _NEARLY and len(undos.of.get(undo, ())) == 1  # of several, it brings back only one
            added.nature, added.extent = REVERT, "full" if whole else "partial"


def _add_reverted(this: Pass, undos: _Undos, lost: Collection[tuple[int, int]], returns: Returns) -> None:
    """Add the commits that undo the undo of an original, unless their lines show that it does not come back."""
    said: dict[int, set[int]] = {}  # who says of some of what a revert took back that it lands again, means only these
    for source, original in this.connection.execute(text(_SAYING)):
        said.setdefault(source, set()).add(original)
    undoing: dict[int, list[int]] = {}
    for source, targets in undos.of.items():
        for target in targets:
            undoing.setdefault(target, []).append(source)
    twice = [
        (source, revert, original)
        for revert, original in lost
        for source in undoing.get(revert, ())
        if min(undos.belief(source, revert), undos.belief(revert, original)) >= _FIRM
        and original in (said.get(source, set()).intersection(undos.of[revert]) or [original])
    ]
    returns.load({source for source, *_ in twice})
    this.ages.load(revert for _, revert, _ in twice)
    # Of several undos that one commit takes back, it answers the last.
    for source, revert, original in sorted(twice, key=lambda one: this.ages[one[1]], reverse=True):
        again = returns.again(revert, original, source)
        if again is None or again.is_something:
            found = this.candidates.add("relands", source, original, "revert-of-revert", "undoes the undo", revert)
            found.nature = RELAND


def _add_titled(this: Pass, undone_by: Mapping[int, Collection[int]], reopened: Collection[int]) -> None:
    """Add the commits whose titles say that they land an original in ``reopened`` again."""
    for source, original in titled_relands(this).items():
        if original in reopened:
            through = nearest(this, undone_by.get(original, ()), source)
            if through is not None:
                found = this.candidates.add("relands", source, original, "title", "the title says so", through)
                found.nature = RELAND


def _add_recorded(this: Pass, undone_by: Mapping[int, Collection[int]], reopened: Collection[int]) -> None:
    """Add the commits whose pull requests say that they land an original in ``reopened`` again."""
    for source, original, words in recorded_relands(this.connection):
        if original in reopened and this.lines[source] is not None:
            through = nearest(this, undone_by.get(original, ()), source)
            if through is not None:
                this.candidates.add("relands", source, original, RECORD, words, through).nature = RELAND
