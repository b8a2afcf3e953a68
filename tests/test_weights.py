"""The script that refits the weights of evidence: its model, its fit, and what it records."""

import pytest

from miner.evaluate.labels import LabelledSet, UndoLabel
from miner.history.history import open_history
from miner.relations.candidates import DOUBTS, WEIGHTS, Candidate
from tests.benchmarks.weights import (
    Judged,
    belief,
    counted,
    fit,
    held_out,
    judge,
    mean_loss,
    record,
    shared,
    surprises,
)
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures

PRESENT = {**WEIGHTS, **DOUBTS}


def rows(right, wrong, kinds, doubts=(), relation="undos", database="one.db"):
    """Return so many judged links with this evidence, each of a commit of its own."""
    return [
        Judged(database, relation, f"{number:08x}", "t", frozenset(kinds), frozenset(doubts), 0.5, number < right)
        for number in range(right + wrong)
    ]


def test_the_model_is_that_of_candidates():
    made = Candidate("undoes", 1, 2, evidence={("undo-words", "x"), ("inverse-blobs", "y"), ("restored-lines", "z")})
    made.doubts = {"late", "in-passing"}
    kinds = counted(frozenset(kind for kind, _ in made.evidence))
    assert kinds == {"undo-words", "inverse-blobs"}
    assert round(belief(kinds, made.doubts, PRESENT), 4) == made.confidence


def test_many_labels_move_a_weight_to_the_true_share():
    table = fit(rows(150, 50, ["issue"]), {"undos": 0.2}, PRESENT)
    assert table["issue"] == pytest.approx(0.75, abs=0.01)
    assert {name for name in table if table[name] != PRESENT[name]} == {"issue"}


def test_a_few_labels_hardly_move_it_and_a_strong_pull_does_not():
    table = {**PRESENT, "issue": 0.3}
    assert 0.30 < fit(rows(2, 0, ["issue"]), {"undos": 0.5}, table)["issue"] < 0.65
    assert fit(rows(150, 50, ["issue"]), {"undos": 1e6}, PRESENT)["issue"] == WEIGHTS["issue"]


def test_doubts_are_fitted_beside_weights():
    table = fit([*rows(90, 10, ["issue"]), *rows(30, 70, ["issue"], ["late"])], {"undos": 0.01}, PRESENT)
    assert table["issue"] == pytest.approx(0.9, abs=0.02)
    assert table["late"] == pytest.approx(1 / 3, abs=0.03)


def test_relands_take_the_weights_that_undos_have_too():
    judged = [*rows(90, 10, ["sha"]), *rows(10, 90, ["sha", "same-title"], relation="relands")]
    table = fit(judged, {"undos": 0.01, "relands": 0.01}, PRESENT)
    assert table["sha"] == pytest.approx(0.9, abs=0.02)
    assert table["same-title"] == pytest.approx(0.01, abs=0.01)


def test_no_share_is_certain():
    assert fit(rows(500, 0, ["issue"]), {"undos": 0.0}, PRESENT)["issue"] <= 0.99
    assert fit(rows(0, 500, ["issue"]), {"undos": 0.0}, PRESENT)["issue"] >= 0.01


def test_labels_of_a_commit_are_held_out_together():
    judged = [*rows(20, 0, ["issue"]), *rows(20, 0, ["same-words"])]
    for row, share in zip(judged, held_out(judged, {"undos": 0.2}, PRESENT, 5), strict=True):
        fold = [one for one in judged if int(one.source, 16) % 5 != int(row.source, 16) % 5]
        assert share == belief(row.kinds, row.doubts, fit(fold, {"undos": 0.2}, PRESENT))


def test_a_pair_in_two_databases_counts_once():
    judged = shared([*rows(1, 0, ["issue"]), *rows(2, 0, ["issue"], database="two.db")])
    assert [row.weight for row in judged] == [0.5, 0.5, 1.0]
    assert mean_loss(judged, [1.0] * 3) == pytest.approx(0.005, abs=1e-3)


def test_pairs_of_evidence_that_surprise():
    judged = [*rows(2, 8, ["issue", "same-words"]), *rows(8, 2, ["issue", "title"])]
    found = list(surprises(judged, [0.8] * 20))
    assert found[0][0] == "issue + same-words"
    assert [cell.strip() for cell in found[0][1:]] == ["10.0", "80.0", "20.0", "-4.7"]
    assert found[1][-1] == "+0.0"


def test_all_candidates_of_a_database_are_recorded_and_judged(sample):  # noqa: F811
    before = sample.read_bytes()
    recorded, shas = record(sample)
    assert sample.read_bytes() == before
    with open_history(sample) as history:
        stored = history.sql("SELECT undoing_sha, undone_sha, confidence FROM undo_links").rows
    found = {(shas[one.source], shas[one.target]): one.confidence for one in recorded if one.kind == "undoes"}
    assert stored
    assert {(source, target): confidence for source, target, confidence in stored}.items() <= found.items()
    assert any(one.kind == "relands" for one in recorded)
    labels = LabelledSet(sample)
    source, target, confidence = stored[0]
    labels.reverts.append(UndoLabel(source, "full", frozenset({target})))
    (judged,) = [row for row in judge("one.db", recorded, shas, labels) if row.target == target]
    assert (judged.relation, judged.right) == ("undos", True)
    assert round(belief(judged.kinds, judged.doubts, PRESENT), 4) == confidence
