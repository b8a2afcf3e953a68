"""What is undone already is not undone once more, unless it came back in between.

A message may tell of an earlier undo: "The reverted change had given the stack another size. Try the opposite". By its
words and names it then means the change that is gone, and it is the undo itself that is taken back, or something else.
Contents, and names by which a message says what it undoes, are stronger: an undo may leave something for a second one.
"""

from collections import defaultdict

from sqlalchemy import text

from miner.relations.candidates import BEYOND_WORDS, Candidate
from miner.relations.relation_pass import Pass
from miner.relations.undo.by_claim import find_claimed_undos
from miner.relations.undo.extent import judge_extent
from miner.relations.undo.kinds import REVERT
from miner.relations.undo.rules import withdraw_doubtful
from miner.relations.undo.toggles import tell_toggles

_BEYOND_WORDS = frozenset(BEYOND_WORDS)
_STORED = """
SELECT source_id, target_id, extent FROM relations WHERE kind = 'undoes' AND through_id IS NULL AND nature = 'revert'
"""


def choose_again(this: Pass) -> None:
    """Withdraw undos by words alone of what is undone already, and choose another of the suspects."""
    undos = _Undos(this)
    doubtful: dict[int, list[Candidate]] = {}
    for one in this.candidates.of("undoes"):
        if _is_by_words(this, one):
            doubtful.setdefault(one.source, []).append(one)
    # In this order, because whether something came back depends on what earlier commits undo.
    for commit in sorted(doubtful):
        found = doubtful[commit]
        while repeated := [(one, gone) for one in found if (gone := undos.gone_by(one.target, commit))]:
            for one, gone in repeated:
                this.repeated.setdefault(commit, {})[one.target] = gone
                this.candidates.withdraw(one)
                undos.forget(one)
            found = _choose_for(this, commit)
            for one in found:
                undos.note(one)
            found = [one for one in found if _is_by_words(this, one)]


def _choose_for(this: Pass, commit: int) -> list[Candidate]:
    """Let a commit claim another of its suspects, and return all that it undoes then."""

    def own() -> list[Candidate]:
        return [one for one in this.candidates.of("undoes") if one.source == commit]

    find_claimed_undos(this, {commit})
    tell_toggles(this, own())
    judge_extent(this, own())
    withdraw_doubtful(this, own())
    return own()


def _is_by_words(this: Pass, candidate: Candidate) -> bool:
    """Return whether nothing but words, in which its commit firmly claims an undo, support one."""
    claim = this.claims.plain.get(candidate.source)
    firm = claim is not None and claim.says == "undo"
    return firm and candidate.nature == REVERT and _BEYOND_WORDS.isdisjoint(kind for kind, _ in candidate.evidence)


class _Undos:
    """What commits with one parent undo; merges only bring in what another line has undone."""

    def __init__(self, this: Pass) -> None:
        self._this = this
        self._by_target: dict[int, dict[int, str | None]] = defaultdict(dict)
        for source, target, extent in this.connection.execute(text(_STORED)):
            if source not in this.graph.other_parents:
                self._by_target[target][source] = extent
        for one in this.candidates.of("undoes"):
            self.note(one)

    def note(self, candidate: Candidate) -> None:
        """Remember an undo."""
        if candidate.nature == REVERT:
            self._by_target[candidate.target][candidate.source] = candidate.extent

    def forget(self, candidate: Candidate) -> None:
        """Forget an undo that is withdrawn."""
        del self._by_target[candidate.target][candidate.source]

    def gone_by(self, target: int, commit: int) -> list[int]:
        """Return the undos that the line of a commit had of a target, if one took all of it and none was undone."""
        before = self._before(target, commit)
        whole = any(self._by_target[target][undo] == "full" for undo in before)
        return before if whole and not any(self._before(undo, commit) for undo in before) else []

    def _before(self, target: int, commit: int) -> list[int]:
        return [one for one in self._by_target.get(target, ()) if one != commit and self._this.had(one, commit)]
