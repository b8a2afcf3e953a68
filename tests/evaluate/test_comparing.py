"""What counts as found and as right, in cases that the invented history does not have."""

from pathlib import Path

import pytest

from miner.evaluate import _cases, backports, cycles, undos
from miner.evaluate.answers import Answers, Link, Reland, Step, _add_undo
from miner.evaluate.labels import BackportLabel, LabelledSet, TurnLabel, UndoLabel

COMMITS = {name: ("hg", f"subject of {name}") for name in "abcdefg"}
SHA = Link("full", frozenset({"sha"}))


def turn(label, answers):
    """Return (labelled, found, right) by measure."""
    cases = cycles.compare(label, cycles.Turns(answers), answers)
    return {case.measure: (case.labelled, case.found, case.right) for case in cases}


def test_only_likely_reverts_count():
    answers = Answers(COMMITS)
    row = {"undoing_sha": "a", "undone_sha": "b", "extent": "full", "confidence": 0.5, "evidence": "sha,title"}
    _add_undo({**row, "kind": "toggle"}, answers)
    _add_undo({**row, "undone_sha": "c", "kind": "removal"}, answers)
    _add_undo({**row, "undone_sha": "d", "confidence": 0.49}, answers)
    assert answers.undos == {}
    assert answers.doubt("a") == "no revert; removal of c at 0.50; revert of d at 0.49; toggle of b at 0.50"
    _add_undo({**row, "undone_sha": "e", "kind": "revert", "evidence": None}, answers)
    _add_undo({**row, "undone_sha": "f"}, answers)
    assert answers.undos["a"] == {"e": Link("full", frozenset()), "f": Link("full", frozenset({"sha", "title"}))}


@pytest.mark.parametrize(
    ("links", "target", "exact"),
    [
        ({}, (False, False), (False, False)),
        ({"b": SHA}, (True, True), (True, False)),
        ({"b": SHA, "c": SHA}, (True, True), (True, True)),
        ({"b": SHA, "c": SHA, "d": SHA}, (True, True), (True, False)),
        ({"d": SHA}, (True, False), (True, False)),
    ],
)
def test_one_right_target_is_right_but_not_exact(links, target, exact):
    label = UndoLabel("a", "full", frozenset("bc"))
    cases = {case.measure: case for case in undos.compare(label, Answers(COMMITS, undos={"a": links}))}
    assert (cases["target"].found, cases["target"].right) == target
    assert (cases["all-targets"].found, cases["all-targets"].right) == exact


def test_a_backport_to_another_line_is_found_but_not_right():
    answers = Answers(COMMITS, backports={"a": {"b": Link("3.8", frozenset({"trailer"}))}})
    (case,) = backports.compare_backports(BackportLabel("a", {"b": "3.7"}), answers)
    assert (case.labelled, case.found, case.right, case.proof) == (True, True, False, frozenset())
    assert (case.expected, case.answer) == ("b on 3.7", "b on 3.8")


def test_a_tie_counts_through_whichever_twin_it_runs():
    steps = [Step("attempt", "a", None), Step("revert", "b", "a"), Step("revert", "c", "a"), Step("attempt", "d", "a")]
    answers = Answers(COMMITS, cycles=[steps], relands={"d": [Reland("a", "c", frozenset({"title"}))]})
    label = TurnLabel(frozenset("a"), "b", frozenset("d"))
    right = (True, True, True)
    assert turn(label, answers) == {"revert": right, "next-attempt": right, "reland": right}


def test_a_tie_to_the_first_attempt_counts_after_a_second_revert():
    steps = [
        Step("attempt", "a", None),
        Step("revert", "b", "a"),
        Step("attempt", "c", "a"),
        Step("revert", "d", "c"),
        Step("attempt", "e", "a"),
    ]
    answers = Answers(COMMITS, cycles=[steps], relands={"e": [Reland("a", "d", frozenset({"title"}))]})
    right = (True, True, True)
    assert turn(TurnLabel(frozenset("c"), "d", frozenset("e")), answers) == {
        "revert": right,
        "next-attempt": right,
        "reland": right,
    }


def test_of_two_attempts_in_one_cycle_a_revert_may_undo_both():
    steps = [Step("attempt", "a", None), Step("attempt", "b", "a"), Step("revert", "c", "b")]
    label = TurnLabel(frozenset("a"), "c", frozenset())
    assert turn(label, Answers(COMMITS, cycles=[steps]))["revert"] == (True, True, False)
    linked = Answers(COMMITS, cycles=[steps], undos={"c": {"a": SHA, "b": SHA}})
    assert turn(label, linked)["revert"] == (True, True, True)


def test_an_attempt_before_the_revert_does_not_follow_it():
    steps = [Step("attempt", "a", None), Step("attempt", "d", "a"), Step("revert", "b", "a")]
    label = TurnLabel(frozenset("a"), "b", frozenset("d"))
    assert turn(label, Answers(COMMITS, cycles=[steps]))["next-attempt"] == (True, False, False)


def test_nothing_is_asked_of_an_empty_set():
    assert list(_cases(LabelledSet(Path()), Answers(COMMITS))) == []
