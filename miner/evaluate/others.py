"""Backports, mentions and first releases against labels.

What counts:

* ``backport`` asks for pairs of original and backport, each with its line; labels name all backports of an original, so
  that a pair beyond them is an error. A pair whose line differs is found, but not right.
* ``number`` asks for all that a message names, once each: pairs of number space and number. The issues of SourceForge,
  bugs.python.org and GitHub are one space; of a range of revisions both ends count; roles and positions do not.
* ``first-release`` asks for the tag of the earliest release by the dates of the tags.
"""

from collections.abc import Iterator

from miner.evaluate.answers import Answers, Link
from miner.evaluate.cases import Case, Group, missing
from miner.evaluate.labels import BackportLabel, MentionLabel, ReleaseLabel

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


def compare_mentions(label: MentionLabel, answers: Answers) -> Iterator[Case]:
    """Yield what the numbers in one labelled message tell."""
    if label.sha not in answers.commits:
        yield missing("mentions", "number", label.sha)
        return
    numbers = answers.mentions.get(label.sha, set())
    for space, number in sorted(label.numbers | numbers):
        labelled, found = (space, number) in label.numbers, (space, number) in numbers
        yield Case(
            "mentions",
            "number",
            label.sha,
            labelled=labelled,
            found=found,
            right=labelled and found,
            expected=f"{space} {number}" if labelled else "",
            answer=f"{space} {number}" if found else "",
            groups=(Group("space", space, labelled, found, labelled and found),),
        )


def compare_releases(label: ReleaseLabel, answers: Answers) -> Iterator[Case]:
    """Yield what the first release of one labelled commit tells."""
    if label.sha not in answers.commits:
        yield missing("releases", "first-release", label.sha)
        return
    tag = answers.releases.get(label.sha)
    yield Case(
        "releases",
        "first-release",
        label.sha,
        labelled=True,
        found=tag is not None,
        right=tag == label.tag,
        expected=label.tag,
        answer=tag or "",
    )
