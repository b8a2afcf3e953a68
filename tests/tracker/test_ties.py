"""Which numbers can be one issue, by the known pairs around them."""

import pytest

from miner.errors import ResourceError
from miner.tracker.shipped import read_issues, read_pairs
from miner.tracker.ties import Pair, Staircase

KNOWN = (Pair(10000, 54200), Pair(20000, 64190), Pair(25000, 69180), Pair(26000, 70180))


@pytest.mark.parametrize(
    ("bpo", "gh", "allowed"),
    [
        (15000, 59200, True),  # as far apart as below
        (15000, 59190, True),  # as far apart as above
        (15000, 59195, True),
        (15000, 59201, False),  # a number would have come from nowhere
        (15000, 59189, False),  # and here one too many is gone
        (20000, 64190, True),
        (20000, 64191, False),  # that number is known to be another
        (20001, 64190, False),
        (25500, 69681, True),  # a pull request was opened in between
        (25500, 69682, False),
        (25100, 69281, True),
        (5000, 49205, True),  # nothing is known below
        (5000, 49199, False),
        (5000, 54201, False),
        (30000, 74170, True),
        (30000, 74181, False),
        (1635741, 45000, True),  # SourceForge's came first
        (1635741, 60000, False),
    ],
)
def test_neighbours_bound_what_a_number_became(bpo, gh, allowed):
    assert Staircase(KNOWN).allows(Pair(bpo, gh)) is allowed


def test_the_pairs_that_ship_allow_each_other():
    pairs = read_pairs()
    assert len(pairs) == len({pair.bpo for pair in pairs}) == len({pair.gh for pair in pairs}) == 176
    for pair in pairs:
        assert Staircase(set(pairs) - {pair}).allows(pair), pair
    assert {Pair(fact.bpo, fact.gh) for fact in read_issues() if fact.bpo and fact.gh} <= set(pairs)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gh,bpo\n", "the first line must be bpo,gh,source"),
        ("bpo,gh,source\n# a comment\n1,x,a test\n", "1,x,a test is not two numbers and a source"),
        ("bpo,gh,source\n1,2\n", "1,2 is not two numbers and a source"),
        (None, "cannot be read"),
    ],
)
def test_says_what_is_wrong_with_the_pairs(tmp_path, text, message):
    path = tmp_path / "numbers.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError, match=message):
        read_pairs(path)
