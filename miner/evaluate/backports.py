"""Compare backports with labels.

The measure ``backport`` compares pairs of original and backport, each with its line. Labels name all backports of an
original, so any further pair is an error. A pair with another line counts as found, but not as right.
"""

from collections.abc import Iterator

from miner.evaluate.answers import Answers, Link
from miner.evaluate.cases import Case, missing
from miner.evaluate.labels import BackportLabel

_NO_LINK = Link(None, frozenset())


def compare_backports(label: BackportLabel, answers: Answers) -> Iterator[Case]:
    """Yield the cases of one label: one for each labelled or found backport."""
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
