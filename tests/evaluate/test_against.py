"""Two databases on the same labels: which labels are compared, and which changed."""

from pathlib import Path

import pytest

from miner.evaluate import Evaluation
from miner.evaluate.against import Comparison
from miner.evaluate.cases import Case, missing
from miner.evaluate.rows import change_rows, side_by_side_rows

COMMITS = {name: ("hg", f"subject of {name}") for name in "abcdef"}
# labelled, found, right
RIGHT, WRONG, NOTHING, FALSE_ALARM, REFRAINED = (
    (True, True, True),
    (True, True, False),
    (True, False, False),
    (False, True, False),
    (False, False, False),
)


def case(sha, counts, expected="x", measure="target", **more):
    labelled, found, right = counts
    answer = "y" if found else ""
    return Case("reverts", measure, sha, labelled, found, right, expected, answer, **more)


def evaluation(*cases, commits=COMMITS):
    return Evaluation(Path("labels"), len(cases), 0, cases, dict(commits))


def changes(this, other):
    comparison = Comparison(evaluation(*this), evaluation(*other))
    return [(change.kind, change.case.sha, change.case.measure) for change in comparison.changes()]


@pytest.mark.parametrize(
    ("this", "other", "change"),
    [
        (RIGHT, NOTHING, "gained"),
        (RIGHT, WRONG, "gained"),
        (REFRAINED, FALSE_ALARM, "gained"),
        (WRONG, RIGHT, "lost"),
        (NOTHING, RIGHT, "lost"),
        (FALSE_ALARM, REFRAINED, "lost"),
        (RIGHT, RIGHT, None),
        (NOTHING, WRONG, None),
        (REFRAINED, REFRAINED, None),
    ],
)
def test_a_label_changed_if_only_one_agrees_with_it(this, other, change):
    expected = [(change, "a", "target")] if change else []
    assert changes([case("a", this)], [case("a", other)]) == expected


def test_an_answer_that_no_label_expects_changed_if_only_one_has_it():
    assert changes([case("a", FALSE_ALARM, "")], []) == [("lost", "a", "target")]
    assert changes([], [case("a", FALSE_ALARM, "")]) == [("gained", "a", "target")]
    assert changes([case("a", FALSE_ALARM, "")], [case("a", FALSE_ALARM, "")]) == []


def test_what_follows_from_another_change_is_not_listed():
    now = [case("a", NOTHING, measure="is-revert"), case("a", NOTHING, follows=True)]
    before = [case("a", RIGHT, measure="is-revert"), case("a", RIGHT)]
    assert changes(now, before) == [("lost", "a", "is-revert")]
    assert changes(before, now) == [("gained", "a", "is-revert")]


def test_gained_labels_come_first_measure_by_measure():
    now = [case("a", RIGHT), case("b", NOTHING), case("c", RIGHT, measure="extent"), case("d", RIGHT)]
    before = [case("a", NOTHING), case("b", RIGHT), case("c", WRONG, measure="extent"), case("d", WRONG)]
    assert changes(now, before) == [
        ("gained", "a", "target"),
        ("gained", "d", "target"),
        ("gained", "c", "extent"),
        ("lost", "b", "target"),
    ]


def test_labels_that_say_the_same_are_compared_one_by_one():
    assert changes([case("a", RIGHT), case("a", NOTHING)], [case("a", RIGHT), case("a", RIGHT)]) == [
        ("lost", "a", "target")
    ]


def test_only_labels_that_both_can_answer_are_compared():
    this = evaluation(case("a", RIGHT), case("b", RIGHT), case("c", NOTHING, "d e"), case("d", RIGHT))
    other = evaluation(
        case("a", NOTHING), missing("reverts", "target", "b"), case("c", RIGHT, "d"), commits={"a": 0, "b": 0, "c": 0}
    )
    comparison = Comparison(this, other)
    (both,) = [row for row in side_by_side_rows(comparison).dicts() if row["by"] == "all"]
    assert (both["cases"], both["labelled"]) == (1, 1)
    assert (both["found"], both["right"], both["precision"], both["recall"]) == (1, 1, 1.0, 1.0)
    assert (both["against_found"], both["against_right"], both["against_precision"], both["against_recall"]) == (
        0, 0, None, 0.0,
    )  # fmt: skip
    assert [change.case.sha for change in comparison.changes()] == ["a"]


def test_a_group_that_the_other_does_not_have_counts_nothing_there():
    this = evaluation(case("a", RIGHT, evidence=frozenset({"sha"}), proof=frozenset({"sha"})))
    rows = side_by_side_rows(Comparison(this, evaluation(case("a", NOTHING)))).dicts()
    (row,) = [row for row in rows if row["by"] == "evidence"]
    assert (row["group"], row["right"], row["against_right"], row["against_precision"]) == ("sha", 1, 0, None)


def test_changes_as_rows():
    this = evaluation(case("a", RIGHT, evidence=frozenset({"sha", "title"})), case("b", FALSE_ALARM, ""))
    other = evaluation(case("a", NOTHING))
    rows = change_rows(Comparison(this, other)).dicts()
    assert [(row["change"], row["sha"], row["expected"], row["found"], row["against_found"]) for row in rows] == [
        ("gained", "a", "x", "y", None),
        ("lost", "b", None, "y", None),
    ]
    assert rows[0]["evidence"] == "sha,title"
    assert rows[0]["link"].endswith("/commit/a")
