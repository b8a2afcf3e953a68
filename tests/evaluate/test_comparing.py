"""What counts as found and as right, in cases that the invented history does not have."""

from pathlib import Path

import pytest

from miner.evaluate import _cases, backports, claims, cycles, relands, undos
from miner.evaluate.answers import Answers, Link, Reland, Step, _add_undo
from miner.evaluate.labels import BackportLabel, LabelledSet, RelandLabel, TurnLabel, UndoLabel

COMMITS = {name: ("hg", f"subject of {name}") for name in "abcdefg"}
SHA = Link("full", frozenset({"sha"}))
DOUBTFUL = Link("full", frozenset({"author-and-time"}), 0.6)
TITLE = frozenset({"title"})


def turn(label, answers):
    """Return (labelled, found, right) by measure."""
    cases = cycles.compare(label, cycles.Turns(answers), answers)
    return {case.measure: (case.labelled, case.found, case.right) for case in cases}


def test_only_likely_reverts_count():
    answers = Answers(COMMITS)
    row = {"undoing_sha": "a", "undone_sha": "b", "extent": "full", "confidence": 0.5, "evidence": "sha,title"}
    _add_undo({**row, "nature": "toggle"}, answers)
    _add_undo({**row, "undone_sha": "c", "nature": "removal"}, answers)
    _add_undo({**row, "undone_sha": "d", "confidence": 0.49}, answers)
    assert answers.undos == {}
    assert answers.doubt("a") == "no revert; removal of c at 0.50; revert of d at 0.49; toggle of b at 0.50"
    _add_undo({**row, "undone_sha": "e", "nature": "revert", "evidence": None}, answers)
    _add_undo({**row, "undone_sha": "f"}, answers)
    assert answers.undos["a"] == {
        "e": Link("full", frozenset(), 0.5),
        "f": Link("full", frozenset({"sha", "title"}), 0.5),
    }


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


def right_target(label, links):
    """Return the case of the measure ``right-target``."""
    cases = undos.compare(label, Answers(COMMITS, undos={"a": links} if links else {}))
    return next((case for case in cases if case.measure == "right-target"), None)


@pytest.mark.parametrize(
    ("label", "links", "counts"),
    [
        (UndoLabel("a", None, frozenset()), {}, (False, False, False)),
        (UndoLabel("a", None, frozenset()), {"b": SHA}, (False, True, False)),
        (UndoLabel("a", "full", frozenset("b")), {}, (True, False, False)),
        (UndoLabel("a", "full", frozenset("b")), {"c": SHA}, (True, True, False)),
        (UndoLabel("a", "full", frozenset("b")), {"b": SHA, "c": DOUBTFUL}, (True, True, True)),
        (UndoLabel("a", "full", frozenset("b")), {"b": DOUBTFUL, "c": SHA}, (True, True, False)),
        (UndoLabel("a", "full", frozenset("b")), {"b": SHA, "c": SHA}, (True, True, True)),
    ],
)
def test_the_main_target_must_be_right(label, links, counts):
    case = right_target(label, links)
    assert (case.labelled, case.found, case.right) == counts


def test_an_undo_of_unknown_targets_says_nothing_about_them():
    assert right_target(UndoLabel("a", "full", frozenset()), {"b": SHA}) is None


def test_undos_are_grouped_by_what_label_and_answer_claim():
    label = UndoLabel("a", "partial", frozenset("b"), kind="restore-lost", source="net", set="reverts2")
    case = right_target(label, {"b": Link("full", frozenset({"restore-words", "sha"}), 0.9)})
    assert (case.set, case.told) == ("reverts2", "restore")
    assert {(group.by, group.name) for group in case.groups} == {("claim", "restore"), ("source", "net")}
    assert right_target(label, {}).told is None


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ({"undo-words", "own-slip", "sha"}, "announced"),
        ({"sha", "title"}, "announced"),
        ({"restore-words", "sha"}, "restore"),
        ({"own-slip", "inverse-lines"}, "slip"),
        ({"undo-mention", "issue"}, "mention"),
        ({"inverse-blobs"}, "silent"),
        ({}, None),
    ],
)
def test_evidence_tells_how_an_undo_is_claimed(evidence, claim):
    assert claims.told_by(frozenset(evidence)) == claim


def test_unknown_kinds_of_labels_are_claims_of_their_own():
    assert [claims.claim_of(kind) for kind in ("cleanup", "prank", None)] == ["slip", "prank", None]


@pytest.mark.parametrize(
    ("same", "rows", "counts"),
    [
        (True, [Reland("a", "b", TITLE)], (True, True, True)),
        (True, [Reland("a", "e", TITLE)], (True, True, True)),  # through the undo's counterpart
        (True, [Reland("d", "b", TITLE)], (True, True, False)),  # something else that the undo took back
        (True, [Reland("a", "b", TITLE, kind="next-attempt")], (True, False, False)),
        (True, [], (True, False, False)),
        (False, [Reland("a", "b", TITLE)], (False, True, False)),
        (False, [Reland("a", "b", TITLE, kind="next-attempt")], (False, False, False)),
        (False, [Reland("d", "b", TITLE)], (False, False, False)),
    ],
)
def test_only_the_same_change_is_a_reland(same, rows, counts):
    label = RelandLabel("a", "b", "c", same, "same change" if same else "neither", "rows")
    (case,) = relands.compare_relands(label, Answers(COMMITS, relands={"c": rows}))
    assert (case.labelled, case.found, case.right) == counts
    assert {(group.by, group.name) for group in case.groups} == {
        ("kind", "same-change" if same else "neither"),
        ("source", "rows"),
    }


def test_a_reland_of_commits_that_are_not_mined_is_missing():
    (case,) = relands.compare_relands(RelandLabel("a", "b", "z", same=True), Answers(COMMITS))
    assert not case.mined


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
