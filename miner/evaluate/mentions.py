"""Compare mentions with labels.

The measure ``number`` compares everything that a message names, each pair of number space and number once. Issues of
SourceForge, bugs.python.org and GitHub are one space. Both ends of a range of revisions count; roles and positions do
not.
"""

from collections.abc import Iterator

from miner.evaluate.answers import Answers
from miner.evaluate.cases import Case, Group, missing
from miner.evaluate.labels import MentionLabel


def compare_mentions(label: MentionLabel, answers: Answers) -> Iterator[Case]:
    """Yield the cases of one label: one for each labelled or found number."""
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
