"""Checking texts against the sample history."""

import pytest

from miner.history.history import open_history
from miner.story.check import check
from miner.story.reading import read
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures


@pytest.fixture(scope="module")
def history(sample):  # noqa: F811
    """The sample history."""
    with open_history(sample) as opened:
        yield opened


@pytest.fixture
def judge(history):
    """Check a text and return its findings as (line, claim, said, verdict, fact)."""

    def judged(text, name="text.txt"):
        found = check(history, read(name, text.encode()))
        return [(each.line, each.claim, each.said, each.verdict, each.fact) for each in found]

    return judged


@pytest.fixture
def verdicts(judge):
    """Check a text and return the verdicts on claims of one kind."""

    def judged(text, claim, name="text.txt"):
        return [verdict for _, kind, _, verdict, _ in judge(text, name) if kind == claim]

    return judged
