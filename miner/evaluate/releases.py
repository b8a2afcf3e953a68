"""Compare first releases with labels: ``first-release`` compares the tag of the earliest release, by tag date."""

from collections.abc import Iterator

from miner.evaluate.answers import Answers
from miner.evaluate.cases import Case, missing
from miner.evaluate.labels import ReleaseLabel


def compare_releases(label: ReleaseLabel, answers: Answers) -> Iterator[Case]:
    """Yield the case of one label."""
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
