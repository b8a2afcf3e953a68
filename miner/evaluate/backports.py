"""Backports against labels.

``backport`` asks for pairs of original and backport, each with its line; labels name all backports of an original, so
that a pair beyond them is an error. A pair whose line differs is found, but not right.
"""

from collections.abc import Iterator

from miner.evaluate.answers import Answers, Link
from miner.evaluate.cases import Case, missing
from miner.evaluate.labels import BackportLabel

_NO_LINK = Link(None, frozenset())


def compare_backports(label: BackportLabel, answers: Answers) -> Iterator[Case]:
    """Yield what the backports of one labelled commit tell."""
    found = answers.backports.get(label.original, {})
    for sha in sorted(label.lines.keys() | found.keys()):
        if not {label.original, sha} <= answers.commits.keys() | found.keys():
            yield missing("backports", "backport", sha)
            continue
        line, link = label.lines.get(sha), found.get(sha, _NO_LINK)
        right = line is not None and line == link.detail
        yield Case(
            "backports",
            "backport",
            label.original,
            labelled=line is not None,
            found=sha in found,
            right=right,
            expected=f"{sha} on {line}" if line else "",
            answer=f"{sha} on {link.detail}" if sha in found else "",
            evidence=link.evidence,
            proof=link.evidence if right else frozenset(),
        )
