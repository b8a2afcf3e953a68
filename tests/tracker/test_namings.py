"""Which issues the texts of trackers name."""

import json

import pytest

from miner.store.records import Record
from miner.tracked import RecordText
from miner.tracker.namings import issues_named
from miner.tracker.understanding import understand
from tests.tracker.forms import pull


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("I added a check for it in bpo-33608.", ["bpo-33608"]),
        ("See [bpo-33608](https://bugs.python.org/issue33608) and BPO-37127.", ["bpo-33608", "bpo-37127"]),
        ("See issue37127, issue #36479 and issue 36097.", ["bpo-37127", "bpo-36479", "bpo-36097"]),
        ("maybe related: gh-84412", ["gh-84412"]),
        (
            "#84412, python/cpython#77789, https://github.com/python/cpython/issues/81057",
            ["gh-84412", "gh-77789", "gh-81057"],
        ),
        ("Fixed by GH-12159, #11617, gh-69256 and PR 12024", []),
        ("> As I said in bpo-33608\n```\nbpo-37127\n```\n<!-- bpo-39984 -->", []),
        ("x/gh-84412 abpo-33608 foo#84412 issue 5 and issue 2024-01", []),
        ("This is bpo-33607 itself", []),
        (" ".join(f"bpo-{number}" for number in range(30_000, 30_060)), []),
    ],
)
def test_issues_named(text, named):
    assert [f"{claim.tracker}-{claim.number}" for claim in issues_named(text, {("bpo", "33607")})] == named


def test_the_sentence_is_kept():
    (claim,) = issues_named("It crashes. I saw it in bpo-33608, too. Now what?", set())
    assert (claim.says, claim.words) == ("names", "I saw it in bpo-33608, too.")


def test_a_pull_request_does_not_name_its_own_issue():
    body = "As in bpo-34004.\n\n<!-- issue-number: bpo-34003 -->\nhttps://bugs.python.org/issue34003"
    record = Record("gh", "pull", "5", json.dumps(pull(5, title="bpo-34003: Do it", body=body)), 0)
    (said,) = (fact for fact in understand(record) if isinstance(fact, RecordText))
    assert [(claim.says, claim.to_number) for claim in said.claims] == [("names", "34004")]
