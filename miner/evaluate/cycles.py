"""Compare cycles and relands with labels: the links from attempt to revert, and from revert to next attempt.

The measures:

* ``revert`` compares every pair of labelled attempt and revert. It is right if a cycle has the attempt before the
  revert and the revert undoes that attempt, and found if any cycle has the revert as a step. Labelled cycles do not
  name everything that a revert undid, so other attempts are not errors.
* ``next-attempt`` compares what came after every labelled revert: a later attempt of the same cycle that lands again
  what this revert undid, through this revert or through its counterpart, or the same on another line. If several next
  attempts are labelled, one is enough. If the label says that nothing came next, any answer is wrong.
* ``reland`` compares the same from the other end, by relands instead of cycles: the labelled next attempt relands one
  of the labelled attempts, or what the labelled revert undid. Silent pairs of category C belong here: their undone
  commit is the revert.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from miner.evaluate.answers import Answers, Step
from miner.evaluate.cases import Case, listed, missing
from miner.evaluate.labels import SilentLabel, TurnLabel

_SET = "cycles"
_RELANDS = "relands"


class Turns:
    """The attempts before and after each revert in the cycles of the database."""

    def __init__(self, answers: Answers) -> None:
        self.attempts: dict[str, set[str]] = defaultdict(set)  # revert → the attempts that it undoes
        # revert → next attempt → what that lands again
        self.nexts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for steps in answers.cycles:
            for position, step in enumerate(steps):
                if step.role == "revert":
                    self._add(step, steps[:position], steps[position + 1 :], answers)

    def _add(self, revert: Step, before: list[Step], after: list[Step], answers: Answers) -> None:
        undone = {step.sha for step in before if step.role == "attempt"} & answers.undos.get(revert.sha, {}).keys()
        self.attempts[revert.sha] |= undone | {str(revert.target)}
        if revert.elsewhere:
            self.nexts[revert.sha][revert.elsewhere].add(str(revert.target))
        for step in after:
            if step.role == "attempt" and self._follows(step, revert, answers):
                self.nexts[revert.sha][step.sha].add(str(step.target))

    @staticmethod
    def _follows(attempt: Step, revert: Step, answers: Answers) -> bool:
        through = {reland.undoing for reland in answers.relands.get(attempt.sha, ())}
        return attempt.target == revert.target or revert.sha in through


def compare(label: TurnLabel, turns: Turns, answers: Answers) -> Iterator[Case]:
    """Yield the cases of one labelled turn of a cycle."""
    if label.revert not in answers.commits:
        yield missing(_SET, "revert", label.revert)
        return
    for attempt in sorted(label.attempts):
        yield _revert(attempt, label.revert, turns, answers)
    tie = _next(label, turns, answers)
    yield tie
    for sha in sorted(label.nexts):
        yield _reland(sha, label.attempts, label.revert, answers, known=tie.disagrees or tie.follows)


def compare_silent(label: SilentLabel, answers: Answers) -> Iterator[Case]:
    """Yield the case of a labelled silent pair, if it is a reland."""
    if label.is_reland:
        yield _reland(label.sha, frozenset(), label.undone, answers, known=False)


def _revert(attempt: str, revert: str, turns: Turns, answers: Answers) -> Case:
    if attempt not in answers.commits:
        return missing(_SET, "revert", revert)
    found = turns.attempts.get(revert, set())
    right = attempt in found
    # Other commits that the revert undid are not labelled, so their evidence does not count.
    relevant = {attempt} if right else found
    links = [link for sha, link in answers.undos.get(revert, {}).items() if sha in relevant]
    evidence = frozenset[str]().union(*(link.evidence for link in links))
    return Case(
        _SET,
        "revert",
        revert,
        labelled=True,
        found=bool(found),
        right=right,
        expected=f"undoes {attempt}",
        answer=f"undoes {listed(found)}" if found else "",
        evidence=evidence,
        proof=evidence if right else frozenset(),
    )


def _next(label: TurnLabel, turns: Turns, answers: Answers) -> Case:
    known = label.nexts & answers.commits.keys()
    if label.nexts and not known:
        return missing(_SET, "next-attempt", label.revert)
    found = turns.nexts.get(label.revert, {})
    hits = found.keys() & known
    return Case(
        _SET,
        "next-attempt",
        label.revert,
        labelled=bool(known),
        found=bool(found),
        right=bool(hits),
        expected=f"then {listed(known)}" if known else "nothing next",
        answer=f"then {listed(found)}" if found else "",
        evidence=_evidence(found, answers),
        proof=_evidence(hits, answers),
        follows=bool(known) and not turns.attempts.get(label.revert, set()) & label.attempts,
    )


def _reland(sha: str, attempts: frozenset[str], revert: str, answers: Answers, *, known: bool) -> Case:
    if sha not in answers.commits or not answers.commits.keys() & {*attempts, revert}:
        return missing(_RELANDS, "reland", sha)
    found = answers.relands.get(sha, [])
    hits = [reland for reland in found if reland.original in attempts or reland.undoing == revert]
    return Case(
        _RELANDS,
        "reland",
        sha,
        labelled=True,
        found=bool(found),
        right=bool(hits),
        expected=f"lands {listed(attempts)} again after {revert}".replace("  ", " "),
        answer=f"lands {listed(reland.original for reland in found)} again" if found else "",
        evidence=_evidence([sha], answers),
        proof=frozenset[str]().union(*(reland.evidence for reland in hits)),
        follows=known,
    )


def _evidence(shas: Iterable[str], answers: Answers) -> frozenset[str]:
    relands = (reland for sha in shas for reland in answers.relands.get(sha, ()))
    return frozenset[str]().union(*(reland.evidence for reland in relands))
