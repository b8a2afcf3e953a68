"""First releases against labels: ``first-release`` asks for the tag of the earliest release, by the tags' dates."""

from collections.abc import Iterator

from miner.evaluate.answers import Answers
from miner.evaluate.cases import Case, missing
from miner.evaluate.labels import ReleaseLabel


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
