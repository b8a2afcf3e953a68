"""The evaluation as rows: scores, misses with links to the commits of both sides, and what changed between two."""

import re
from itertools import chain
from typing import TYPE_CHECKING

from miner.answers import Rows
from miner.evaluate.against import Change, Comparison
from miner.evaluate.calibration import Bucket
from miner.evaluate.cases import Case
from miner.evaluate.scores import Score

if TYPE_CHECKING:
    from miner.evaluate import Evaluation

_SHA = re.compile(r"\b[0-9a-f]{40,64}\b")
_COMMIT = "https://github.com/python/cpython/commit/"
_DIGITS = 4

SCORES = (
    "set",
    "measure",
    "by",
    "group",
    "cases",
    "labelled",
    "found",
    "right",
    "missing",
    *(f"{share}{end}" for share in ("precision", "recall", "f1") for end in ("", "_low", "_high")),
)
MISSES = (
    "set",
    "measure",
    "era",
    "sha",
    "subject",
    "expected",
    "found",
    "evidence",
    "link",
    "expected_links",
    "found_links",
)
RELIABILITY = ("relation", "low", "high", "links", "claimed", "true", "true_low", "true_high", "holds")
_SIDE = ("found", "right", "precision", "recall", "f1")
SIDE_BY_SIDE = ("set", "measure", "by", "group", "cases", "labelled", *_SIDE, *(f"against_{each}" for each in _SIDE))
CHANGES = (
    "change",
    "set",
    "measure",
    "era",
    "sha",
    "subject",
    "expected",
    "found",
    "against_found",
    "evidence",
    "link",
)


def score_rows(evaluation: "Evaluation") -> Rows:
    """Return one row for each measure and group; shares are from 0 to 1, NULL if there is nothing to divide by."""
    return Rows(SCORES, [_score(score) for score in evaluation.scores()])


def miss_rows(evaluation: "Evaluation") -> Rows:
    """Return one row for each case in which label and answer differ, measure by measure."""
    return Rows(MISSES, [_miss(case, evaluation) for case in evaluation.misses()])


def reliability_rows(evaluation: "Evaluation") -> Rows:
    """Return one row for each relation and tenth of the confidence; ``holds`` is 1 if the claim is in the interval."""
    return Rows(RELIABILITY, [_bucket(bucket) for bucket in evaluation.reliability()])


def side_by_side_rows(comparison: Comparison) -> Rows:
    """Return one row for each measure and group, with the counts and shares of both databases."""
    return Rows(SIDE_BY_SIDE, [_both(this, other) for this, other in comparison.scores()])


def change_rows(comparison: Comparison) -> Rows:
    """Return one row for each label that one database answers rightly and the other does not."""
    return Rows(CHANGES, [_change(change, comparison) for change in comparison.changes()])


def links(text: str) -> list[str]:
    """Return the GitHub URLs of the commits whose shas are in a text."""
    return [_COMMIT + sha for sha in _SHA.findall(text)]


def _score(score: Score) -> tuple[object, ...]:
    shares = (*score.precision, *score.recall, *score.f1)
    return (
        score.set,
        score.measure,
        score.by,
        score.group or None,
        score.cases,
        score.labelled,
        score.found,
        score.right,
        score.missing,
        *(map(_rounded, shares)),
    )


def _bucket(bucket: Bucket) -> tuple[object, ...]:
    claimed, *true = (_rounded(share) for share in (bucket.claimed, *bucket.share))
    return (bucket.relation, bucket.low, bucket.high, bucket.links, claimed, *true, int(bucket.holds))


def _both(this: Score, other: Score | None) -> tuple[object, ...]:
    sides = (_side(one) for one in (this, other))
    return (this.set, this.measure, this.by, this.group or None, this.cases, this.labelled, *chain(*sides))


def _side(score: Score | None) -> tuple[object, ...]:
    if score is None:
        return (0, 0, None, None, None)
    shares = (_rounded(share[0]) for share in (score.precision, score.recall, score.f1))
    return (score.found, score.right, *shares)


def _rounded(share: float | None) -> float | None:
    return share if share is None else round(share, _DIGITS)


def _miss(case: Case, evaluation: "Evaluation") -> tuple[object, ...]:
    era, subject = evaluation.commits[case.sha]
    return (
        case.set,
        case.measure,
        era,
        case.sha,
        subject,
        case.expected or None,
        case.answer or None,
        ",".join(sorted(case.evidence)) or None,
        _COMMIT + case.sha,
        " ".join(links(case.expected)) or None,
        " ".join(links(case.answer)) or None,
    )


def _change(change: Change, comparison: Comparison) -> tuple[object, ...]:
    case = change.case
    era, subject = comparison.this.commits[case.sha]
    found, before = ((one.answer or None) if one else None for one in (change.this, change.other))
    evidence = ",".join(sorted(change.this.evidence)) if change.this else None
    told = (case.expected or None, found, before, evidence or None)
    return (change.kind, case.set, case.measure, era, case.sha, subject, *told, _COMMIT + case.sha)
