"""Find the cycles of attempts and reverts on each line.

A cycle is what reverts made for one line, and the relands and next attempts that this line holds, connect: each commit
is in one cycle of a line. Attempts that no revert separates are one step, so a revert of four commits has one step with
four attempts before it. What other lines did with the same patch are other cycles.

A next attempt solves the problem in another way. What it follows stays undone, but no longer counts in the end.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from miner.relations.patches import Order, Reland, Ties, Undo
from miner.relations.relation_pass import Pass

Tie = TypeVar("Tie", Undo, Reland)


class Step(NamedTuple):
    """A commit of a cycle, as in the table ``cycle_steps`` without the cycle's id."""

    commit: int
    step: int
    position: int
    role: str
    target: int | None
    extent: str | None
    confidence: float | None
    delay_seconds: int | None
    became: str | None
    became_id: int | None


class Cycle(NamedTuple):
    """A cycle, as in the table ``cycles``, with its steps in order."""

    first: int
    line: str
    partial: bool
    outcome: str
    steps: tuple[Step, ...]


class Cycles:
    """Finds the cycles of families of commits."""

    def __init__(self, this: Pass, ties: Ties, order: Order) -> None:
        self._this = this
        self._ties = ties
        self._order = order

    def of(self, commits: Collection[int], *, partial: bool) -> Iterator[Cycle]:
        """Yield the cycles among ``commits``, which are whole families; ``partial`` says that partial undos count."""
        undos = [undo for one in commits for undo in self._ties.undos.get(one, ()) if undo.full or partial]
        for line in sorted({line for undo in undos if (line := self._this.lines[undo.source]) is not None}):
            made = [undo for undo in undos if self._this.lines[undo.source] == line]
            relands = self._relands(line, made)
            pairs = [(undo.source, undo.target) for undo in made] + [(one.source, one.target) for one in relands]
            undoing, landing = _by(made, "source"), _by(relands, "source")
            for part in _connected(pairs):
                here = [undo for one in part for undo in undoing.get(one, ())]
                again = [reland for one in part for reland in landing.get(one, ())]
                yield self._tell(line, here, again, partial=partial)

    def _relands(self, line: str, undos: Iterable[Undo]) -> list[Reland]:
        """Return the relands on a line that answer ``undos``, or their twins on other lines before they came here."""
        found = [
            reland
            for undo in undos
            for reland in (*self._ties.answered.get(undo.source, ()), *self._ties.relanded.get(undo.target, ()))
            if line in self._this.lines_of(reland.source)
            and self._order.sort((undo.source, reland.source))[0] == undo.source
        ]
        return list(dict.fromkeys(found))

    def _tell(self, line: str, undos: Sequence[Undo], relands: Sequence[Reland], *, partial: bool) -> Cycle:
        taken = _by(undos, "source")
        lost = _by(undos, "target")
        again = _by(relands, "target")
        landing = _by(relands, "source")
        commits = self._order.sort({*taken, *lost, *again, *landing})
        reverts = _reverts(commits, taken)
        steps: list[Step] = []
        step = 0
        for position, commit in enumerate(commits, 1):
            if commit in reverts:
                step += 1
                steps.append(Step(commit, step, position, "revert", *self._revert(commit, taken[commit])))
            else:
                step += not steps or steps[-1].role == "revert"
                ties = landing.get(commit, [])
                tie = self._last([one for one in ties if one.same] or ties) if ties else None
                became, by = self._became(commit, lost, again)
                again_of = (tie.target, tie.confidence) if tie else (None, None)
                steps.append(Step(commit, step, position, "attempt", again_of[0], None, again_of[1], None, became, by))
        ends = {one.became for one in steps if one.role == "attempt" and one.commit not in again}
        outcome = "landed" if ends == {"stands"} else "reverted" if ends == {"undone"} else "mixed"
        return Cycle(commits[0], line, partial, outcome, tuple(steps))

    def _revert(self, commit: int, undos: Sequence[Undo]) -> tuple[int, str, float, int | None, None, None]:
        """Return what a step tells of a revert: target, extent, confidence and delay."""
        last = self._last(undos)
        delay = self._this.ages[commit][0] - min(self._this.ages[undo.target][0] for undo in undos)
        extent = "full" if any(undo.full for undo in undos) else "partial"
        # With a clock that went wrong, nobody knows how long it took.
        return last.target, extent, last.confidence, delay if delay >= 0 else None, None, None

    def _last(self, ties: Sequence[Tie]) -> Tie:
        """Return the tie to the target that comes last."""
        last = self._order.sort(tie.target for tie in ties)[-1]
        return next(tie for tie in ties if tie.target == last)

    def _became(
        self, attempt: int, lost: Mapping[int, Sequence[Undo]], again: Mapping[int, Sequence[Reland]]
    ) -> tuple[str, int | None]:
        if same := {reland.source for reland in again.get(attempt, ()) if reland.same}:
            return "relanded", self._order.first(same)
        full = {undo.source for undo in lost.get(attempt, ()) if undo.full}
        return ("undone", self._order.first(full)) if full else ("stands", None)


def _reverts(commits: Iterable[int], taken: Mapping[int, Sequence[Undo]]) -> set[int]:
    """Return which of ``commits``, in order, are reverts: they take back an attempt. To undo a revert is an attempt."""
    reverts: set[int] = set()
    for commit in commits:
        if any(undo.target not in reverts for undo in taken.get(commit, ())):
            reverts.add(commit)
    return reverts


def _by(ties: Iterable[Tie], end: str) -> dict[int, list[Tie]]:
    found: dict[int, list[Tie]] = {}
    for tie in ties:
        found.setdefault(getattr(tie, end), []).append(tie)
    return found


def _connected(pairs: Sequence[tuple[int, int]]) -> list[set[int]]:
    """Return the connected parts of a graph that is given by its edges."""
    parts: dict[int, set[int]] = {}
    for one, other in pairs:
        joined = parts.get(one, {one}) | parts.get(other, {other})
        for commit in joined:
            parts[commit] = joined
    return list({id(part): part for part in parts.values()}.values())
