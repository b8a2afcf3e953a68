"""Judge confidences: a confidence of 0.7 should mean that 70 % of such relations are true.

A *verdict* is one relation of the database that counts and that a label can both confirm and contradict:

* An undo link of a commit in a set of reverts is true if its target is labelled. Links of a commit whose label knows no
  targets have no verdict.
* An undo link between a labelled pair of silent inverses is true in category A; in C it is a reland, and has none.
* A reland of a labelled original by the labelled commit is true if the label says that it is the same change again.

Labelled cycles give none: they can confirm a relation, but they do not name all that is true.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from miner.evaluate.answers import SAME_CHANGE, Answers
from miner.evaluate.labels import LabelledSet
from miner.evaluate.scores import Share, share_of
from miner.evaluate.undos import GENUINE

UNDOS, RELANDS = "undos", "relands"
_BUCKETS = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a relation is true: ``relation`` is its kind, ``target`` the undone commit or the original."""

    relation: str
    source: str
    target: str
    confidence: float
    right: bool
    evidence: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bucket:
    """The verdicts on relations with a confidence from ``low`` to below ``high``; 1 belongs to the last bucket.

    ``claimed`` is their mean confidence.
    """

    relation: str
    low: float
    high: float
    links: int
    right: int
    claimed: float

    @property
    def share(self) -> Share:
        """The share that is true, as (value, low, high)."""
        return share_of(self.right, self.links)

    @property
    def holds(self) -> bool:
        """Whether the claimed share lies in the 95 % interval of the true one."""
        _, low, high = self.share
        return low is not None and high is not None and low <= self.claimed <= high


def verdicts(labels: LabelledSet, answers: Answers) -> list[Verdict]:
    """Return one verdict for each relation that labels judge; if several do, the first decides."""
    found: dict[tuple[str, str, str], Verdict] = {}
    for verdict in (*_undos(labels, answers), *_silent(labels, answers), *_relands(labels, answers)):
        found.setdefault((verdict.relation, verdict.source, verdict.target), verdict)
    return list(found.values())


def reliability(judged: Iterable[Verdict]) -> list[Bucket]:
    """Return the buckets that have verdicts, by relation and confidence."""
    filled: dict[tuple[str, int], list[Verdict]] = {}
    for verdict in judged:
        number = min(int(verdict.confidence * _BUCKETS), _BUCKETS - 1)
        filled.setdefault((verdict.relation, number), []).append(verdict)
    order = {UNDOS: 0, RELANDS: 1}
    return [
        Bucket(
            relation,
            number / _BUCKETS,
            (number + 1) / _BUCKETS,
            len(those),
            sum(one.right for one in those),
            sum(one.confidence for one in those) / len(those),
        )
        for (relation, number), those in sorted(filled.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    ]


def _undos(labels: LabelledSet, answers: Answers) -> Iterator[Verdict]:
    for label in labels.reverts:
        if label.extent is None or label.targets & answers.commits.keys():
            for target, link in answers.undos.get(label.sha, {}).items():
                right = target in label.targets
                yield Verdict(UNDOS, label.sha, target, link.confidence, right, link.evidence)


def _silent(labels: LabelledSet, answers: Answers) -> Iterator[Verdict]:
    for label in labels.silent:
        link = answers.undos.get(label.sha, {}).get(label.undone)
        if link and not label.is_reland:
            right = label.category == GENUINE
            yield Verdict(UNDOS, label.sha, label.undone, link.confidence, right, link.evidence)


def _relands(labels: LabelledSet, answers: Answers) -> Iterator[Verdict]:
    for label in labels.relands:
        for row in answers.relands.get(label.sha, ()):
            if row.kind == SAME_CHANGE and row.original == label.original:
                yield Verdict(RELANDS, label.sha, row.original, row.confidence, label.same, row.evidence)
