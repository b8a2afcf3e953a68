"""Proportions, their intervals, and the counts of a set in which every case is known."""

import pytest

from miner.evaluate.rows import miss_rows, score_rows
from miner.evaluate.scores import wilson
from tests.evaluate.conftest import ABSENT
from tests.queries.world import sha


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [
        # Table I of R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0000),
    ],
)
def test_intervals_are_wilsons(right, total, low, high):
    assert [round(bound, 4) for bound in wilson(right, total)] == [low, high]


@pytest.fixture
def scores(history, labelled):
    """The scores by (set, measure, by, group): cases, labelled, found, right, missing."""
    rows = score_rows(history.evaluate(labelled)).dicts()
    names = ("cases", "labelled", "found", "right", "missing")
    return {(row["set"], row["measure"], row["by"], row["group"]): tuple(row[name] for name in names) for row in rows}


def test_every_measure_over_all(scores):
    assert {key[:2]: counts for key, counts in scores.items() if key[2] == "all"} == {
        # cases, labelled, found, right, missing
        ("reverts", "is-revert"): (8, 6, 6, 5, 1),
        ("reverts", "right-target"): (6, 4, 4, 2, 1),
        ("reverts", "target"): (4, 4, 3, 2, 1),
        ("reverts", "all-targets"): (4, 4, 3, 2, 0),
        ("reverts", "extent"): (4, 4, 2, 1, 0),
        ("silent", "is-revert"): (3, 1, 2, 1, 1),
        ("cycles", "revert"): (8, 8, 7, 7, 2),
        ("cycles", "next-attempt"): (7, 5, 5, 3, 1),
        ("relands", "reland"): (7, 7, 4, 4, 2),
        ("backports", "backport"): (3, 2, 2, 1, 1),
        ("mentions", "number"): (8, 7, 7, 6, 1),
        ("releases", "first-release"): (4, 4, 3, 2, 1),
    }


def test_groups(scores):
    def of(set_, measure, by):
        return {key[3]: counts[:4] for key, counts in scores.items() if key[:3] == (set_, measure, by)}

    assert of("reverts", "is-revert", "era") == {"git-bpo": (8, 6, 6, 5)}
    assert of("reverts", "is-revert", "confidence") == {
        "high": (2, 2, 2, 2),
        "low": (1, 1, 0, 0),
        "med": (1, 1, 1, 1),
    }
    assert of("reverts", "extent", "extent") == {"full": (3, 3, 1, 1), "partial": (2, 1, 1, 0)}
    assert of("silent", "is-revert", "category") == {"A": (1, 1, 1, 1), "B": (1, 0, 1, 0), "D": (1, 0, 0, 0)}
    assert of("mentions", "number", "space") == {
        "git": (2, 2, 2, 2),
        "issue": (3, 3, 3, 3),
        "pep": (1, 1, 0, 0),
        "pr": (1, 1, 1, 1),
        "svn": (1, 0, 1, 0),
    }
    assert of("mentions", "number", "era") == {"git-bpo": (6, 5, 5, 4), "git-gh": (2, 2, 2, 2)}


def test_kinds_of_evidence_are_graded_by_the_answers_that_rest_on_them(scores):
    by_kind = {key[3]: counts[:4] for key, counts in scores.items() if key[:3] == ("reverts", "target", "evidence")}
    assert by_kind == {
        "issue": (4, 4, 2, 1),  # of 8 rightly, of 19 wrongly
        "pull-request": (4, 4, 1, 1),
        "sha": (4, 4, 1, 1),
        "title": (4, 4, 1, 1),  # that of 17 is too doubtful to count
    }
    assert scores["backports", "backport", "evidence", "svn-revision"][:4] == (3, 2, 1, 0)
    assert scores["relands", "reland", "evidence", "title"][:4] == (7, 7, 4, 4)


def test_the_later_reading_is_counted_apart(history, write):
    undo = {"sha": sha(8), "is_revert": "full", "reverts": [sha(7)], "kind": "backout"}
    again = {"original_sha": sha(3), "undoing_sha": sha(6), "reland_sha": sha(7), "kind": "same change"}
    folder = write(
        reverts=[undo],
        reverts2=[{**undo, "source": "net"}, {"sha": sha(12), "is_revert": "no", "source": "census"}],
        relands2=[{**again, "label": True}, {**again, "reland_sha": sha(9), "label": False}],
    )
    rows = score_rows(history.evaluate(folder)).dicts()
    counts = {(row["set"], row["measure"], row["by"], row["group"]): (row["found"], row["right"]) for row in rows}
    assert counts["reverts", "right-target", "all", None] == (1, 1)
    assert counts["reverts2", "right-target", "all", None] == (2, 1)
    assert counts["reverts2", "right-target", "claim", "announced"] == (1, 1)
    assert counts["reverts2", "right-target", "source", "census"] == (1, 0)
    assert counts["reverts2", "right-target", "told", "silent"] == (2, 1)
    assert counts["relands2", "same-change", "all", None] == (1, 1)


def test_shares_and_their_intervals(history, write):
    rows = score_rows(history.evaluate(write(mentions=[{"sha": sha(17), "git_hash": ["deadbeef01"], "pep": [1]}])))
    (row,) = [row for row in rows.dicts() if row["by"] == "all"]
    assert (row["labelled"], row["found"], row["right"]) == (2, 2, 1)
    assert (row["precision"], row["recall"], row["f1"]) == (0.5, 0.5, 0.5)
    assert (row["precision_low"], row["precision_high"]) == (0.0945, 0.9055)
    # one of the three that are labelled or found is both: 0.0615 to 0.7923, as F1
    assert (row["f1_low"], row["f1_high"]) == (0.1159, 0.8841)


def test_where_nothing_is_found_there_is_no_precision(history, write):
    rows = score_rows(history.evaluate(write(reverts=[{"sha": sha(13), "is_revert": "no"}]))).dicts()
    assert (
        {row["precision"] for row in rows} == {row["recall"] for row in rows} == {row["f1"] for row in rows} == {None}
    )


def test_each_miss_is_told_once_with_both_sides(history, labelled):
    evaluation = history.evaluate(labelled)
    misses = {(row["measure"], row["sha"]): row for row in miss_rows(evaluation).dicts()}
    reverts = {(measure, commit) for measure, commit in misses if misses[measure, commit]["set"] == "reverts"}
    assert reverts == {
        ("is-revert", sha(12)),
        ("is-revert", sha(17)),  # the misses of target and extent follow from this one
        ("target", sha(19)),
        ("extent", sha(6)),
    }
    link = "https://github.com/python/cpython/commit/"
    assert misses["target", sha(19)] == {
        "set": "reverts",
        "measure": "target",
        "era": "git-bpo",
        "sha": sha(19),
        "subject": "bpo-200: Roll back the shared warnings",
        "expected": sha(17),
        "found": sha(18),
        "evidence": "issue",
        "link": link + sha(19),
        "expected_links": link + sha(17),
        "found_links": link + sha(18),
    }
    assert misses["is-revert", sha(17)]["found"] == f"no revert; revert of {sha(16)} at 0.30"
    assert misses["extent", sha(6)]["expected"] == "full"
    assert misses["extent", sha(6)]["found"] == f"partial of {sha(3)} {sha(4)} {sha(5)}"
    assert misses["is-revert", sha(20)]["expected"] == "category B"
    assert misses["revert", sha(14)]["found"] is None
    assert misses["next-attempt", sha(19)]["expected"] == "nothing next"
    assert misses["next-attempt", sha(6)]["found"] == f"then {sha(7)}"
    assert ("next-attempt", sha(14)) not in misses
    assert ("reland", sha(10)) not in misses
    assert misses["reland", sha(13)]["expected"] == f"lands again after {sha(12)}"
    assert misses["backport", sha(2)]["found"] == f"{sha(24)} on 3.8"
    assert [row["expected"] for row in misses.values() if row["set"] == "mentions"] == ["pep 1", None]
    assert misses["first-release", sha(25)]["found"] is None
    assert ABSENT not in {commit for _, commit in misses}
    assert evaluation.missing == 1
