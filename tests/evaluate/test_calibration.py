"""What gives a verdict on a confidence, and what the verdicts add up to."""

from pathlib import Path

import pytest

from miner.evaluate.answers import Answers, Link, Reland
from miner.evaluate.calibration import Verdict, reliability, verdicts
from miner.evaluate.labels import LabelledSet, RelandLabel, SilentLabel, TurnLabel, UndoLabel
from miner.evaluate.rows import reliability_rows

COMMITS = {name: ("hg", f"subject of {name}") for name in "abcdefg"}


def link(confidence=0.7):
    return Link("full", frozenset({"issue"}), confidence)


def judged(answers, **labels):
    """Return {(relation, source, target): right}."""
    found = verdicts(LabelledSet(Path(), **labels), answers)
    return {(one.relation, one.source, one.target): one.right for one in found}


def test_every_link_of_a_labelled_commit_is_judged_by_itself():
    answers = Answers(COMMITS, undos={"a": {"b": link(), "c": link()}, "d": {"e": link()}})
    reverts = [UndoLabel("a", "full", frozenset("b")), UndoLabel("d", None, frozenset())]
    assert judged(answers, reverts=reverts) == {
        ("undos", "a", "b"): True,
        ("undos", "a", "c"): False,
        ("undos", "d", "e"): False,
    }


@pytest.mark.parametrize("targets", ["", "z"])
def test_where_no_target_is_known_nothing_is_judged(targets):
    answers = Answers(COMMITS, undos={"a": {"b": link()}})
    assert judged(answers, reverts=[UndoLabel("a", "full", frozenset(targets))]) == {}


def test_silent_inverses_are_judged_by_their_category():
    answers = Answers(COMMITS, undos={"a": {"b": link(), "g": link()}, "c": {"d": link()}, "e": {"f": link()}})
    silent = [SilentLabel("a", "b", "A"), SilentLabel("c", "d", "B"), SilentLabel("e", "f", "C")]
    assert judged(answers, silent=silent) == {("undos", "a", "b"): True, ("undos", "c", "d"): False}


def test_of_two_labels_the_first_decides():
    answers = Answers(COMMITS, undos={"a": {"b": link()}})
    reverts, silent = [UndoLabel("a", None, frozenset())], [SilentLabel("a", "b", "A")]
    assert judged(answers, reverts=reverts, silent=silent) == {("undos", "a", "b"): False}


def test_relands_are_judged_where_the_label_names_the_original():
    rows = [
        Reland("a", "b", frozenset()),
        Reland("d", "b", frozenset()),
        Reland("e", "f", frozenset()),
        Reland("a", "g", frozenset(), kind="next-attempt"),
    ]
    answers = Answers(COMMITS, relands={"c": rows})
    for same in (True, False):
        assert judged(answers, relands=[RelandLabel("a", "b", "c", same)]) == {("relands", "c", "a"): same}


def test_cycles_can_only_confirm_and_so_judge_nothing():
    answers = Answers(COMMITS, undos={"b": {"a": link()}}, relands={"c": [Reland("a", "b", frozenset())]})
    assert judged(answers, cycles=[TurnLabel(frozenset("a"), "b", frozenset("c"))]) == {}


def test_a_claim_holds_if_it_lies_in_the_interval_of_the_truth():
    claims = [("undos", 0.75, True)] * 30 + [("undos", 0.75, False)] * 10 + [("undos", 0.9, False)] * 4
    claims += [("undos", 1.0, True), ("relands", 0.5999, True)]
    buckets = reliability(Verdict(kind, "a", str(n), share, right) for n, (kind, share, right) in enumerate(claims))
    assert [(one.relation, one.low, one.high, one.links, one.right, one.holds) for one in buckets] == [
        ("undos", 0.7, 0.8, 40, 30, True),
        ("undos", 0.9, 1.0, 5, 1, False),
        ("relands", 0.5, 0.6, 1, 1, True),
    ]
    assert [round(one.claimed, 4) for one in buckets] == [0.75, 0.92, 0.5999]
    assert buckets[0].share == pytest.approx((0.75, 0.5981, 0.8581), abs=1e-4)


def test_the_invented_history(history, labelled):
    rows = {(row["relation"], row["low"]): row for row in reliability_rows(history.evaluate(labelled)).dicts()}
    assert {key: (row["links"], row["claimed"], row["true"], row["holds"]) for key, row in rows.items()} == {
        ("undos", 0.6): (1, 0.6, 0.0, 1),
        ("undos", 0.8): (1, 0.8, 1.0, 1),
        ("undos", 0.9): (5, 0.918, 0.6, 0),
    }
