"""The evaluation as rows: the scores, and the misses with links to the commits of both sides."""

import re
from typing import TYPE_CHECKING

from miner.evaluate.cases import Case
from miner.evaluate.scores import Score
from miner.model import Rows

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


def score_rows(evaluation: "Evaluation") -> Rows:
    """Return one row for each measure and group; shares are from 0 to 1, NULL if there is nothing to divide by."""
    return Rows(SCORES, [_score(score) for score in evaluation.scores()])


def miss_rows(evaluation: "Evaluation") -> Rows:
    """Return one row for each case in which label and answer differ, measure by measure."""
    return Rows(MISSES, [_miss(case, evaluation) for case in evaluation.misses()])


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
        *(share if share is None else round(share, _DIGITS) for share in shares),
    )


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
