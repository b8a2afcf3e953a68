"""``miner evaluate``."""

import csv
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.queries.world import sha

Evaluate = Callable[..., str]


@pytest.fixture
def evaluate(run, mined, labelled) -> Evaluate:
    """Evaluate the invented history, and return what is printed."""

    def invoke(*arguments, **options):
        result = run("--db", mined, "evaluate", labelled, *arguments, **options)
        assert result.exit_code == 0, result.output
        return result.stdout_bytes.decode()

    return invoke


def test_a_table_for_each_measure_and_one_for_all(evaluate, labelled):
    lines = evaluate(env={"COLUMNS": "80"}).splitlines()
    assert max(map(len, lines)) <= 80
    assert "".join(lines[:2]).replace(" ", "").startswith(f"37labelsin{labelled}")
    assert "left out  labels of commits that are not in the database: 1 of 23" in lines
    at = lines.index("Reverts: is a right target found?")
    assert [line.split() for line in lines[at + 3 : at + 9]] == [
        ["all", "4", "3", "2", "66.7", "21-94", "50.0", "15-85", "57.1"],
        ["era", "git-bpo", "4", "3", "2", "66.7", "21-94", "50.0", "15-85", "57.1"],
        ["by", "issue", "4", "2", "1", "50.0", "9-91", "25.0", "5-70", "33.3"],
        ["by", "pull-request", "4", "1", "1", "100.0", "21-100", "25.0", "5-70", "40.0"],
        ["by", "sha", "4", "1", "1", "100.0", "21-100", "25.0", "5-70", "40.0"],
        ["by", "title", "4", "1", "1", "100.0", "21-100", "25.0", "5-70", "40.0"],
    ]
    end = lines.index("Overall, with 95 % intervals")
    assert [line.split()[:2] for line in lines[end + 3 :]] == [
        ["reverts", "is-revert"],
        ["reverts", "right-target"],
        ["reverts", "target"],
        ["reverts", "all-targets"],
        ["reverts", "extent"],
        ["silent", "is-revert"],
        ["cycles", "revert"],
        ["cycles", "next-attempt"],
        ["relands", "reland"],
        ["backports", "backport"],
        ["mentions", "number"],
        ["releases", "first-release"],
    ]


def test_no_share_where_nothing_is_found(evaluate):
    lines = [line.split() for line in evaluate(env={"COLUMNS": "80"}).splitlines()]
    assert ["confidence", "low", "1", "0", "0", "-", "0.0", "0-79", "0.0"] in lines
    assert ["category", "D", "0", "0", "0", "-", "-"] in lines


def test_misses_with_links_to_both_sides(evaluate):
    lines = evaluate("--misses", env={"COLUMNS": "80"}).splitlines()
    at = lines.index("Reverts: is a right target found? (1)")
    assert lines[at + 1 : at + 8] == [
        "",
        "1919191919 git-bpo  bpo-200: Roll back the shared warnings",
        "    expected  1717171717",
        "    found     1818181818, by issue",
        "    see       https://github.com/python/cpython/commit/1919191919",
        "              https://github.com/python/cpython/commit/1717171717",
        "              https://github.com/python/cpython/commit/1818181818",
    ]
    assert "    found     no revert; revert of 1616161616 at 0.30" in lines
    assert "    found     nothing" in lines


def test_whole_shas_in_wide_misses(evaluate):
    text = evaluate("--misses", "--wide")
    assert f"    expected  {sha(17)}\n" in text
    assert f"    see       https://github.com/python/cpython/commit/{sha(19)}\n" in text


def test_rows_for_programs(evaluate):
    rows = json.loads(evaluate("--format", "json"))
    (row,) = [row for row in rows if (row["set"], row["by"]) == ("silent", "all")]
    assert (row["group"], row["labelled"], row["found"], row["right"], row["missing"]) == (None, 1, 2, 1, 1)
    assert (row["precision"], row["recall"], row["f1"]) == (0.5, 1.0, 0.6667)
    misses = list(csv.DictReader(io.StringIO(evaluate("--misses", "--format", "csv"), newline="")))
    assert {row["set"] for row in misses} == {
        "reverts", "silent", "cycles", "relands", "backports", "mentions", "releases",
    }  # fmt: skip
    assert {len(row["sha"]) for row in misses} == {40}
    for name in ("jsonl", "markdown", "rst"):
        assert "next-attempt" in evaluate("--format", name)


def test_confidences_come_before_the_scores_of_all(evaluate):
    lines = evaluate(env={"COLUMNS": "80"}).splitlines()
    at = lines.index("Confidences of undos: claimed and true")
    assert at < lines.index("Overall, with 95 % intervals")
    assert [line.split() for line in lines[at + 3 : at + 6]] == [
        ["0.6-0.7", "1", "60.0", "0.0", "0-79", "yes"],
        ["0.8-0.9", "1", "80.0", "100.0", "21-100", "yes"],
        ["0.9-1.0", "5", "91.8", "60.0", "23-88", "no"],
    ]
    alone = evaluate("--calibration", env={"COLUMNS": "80"}).splitlines()
    assert lines[at : at + 6] == alone[alone.index("Confidences of undos: claimed and true") :]
    rows = json.loads(evaluate("--calibration", "--format", "json"))
    assert [(row["relation"], row["low"], row["links"], row["holds"]) for row in rows] == [
        ("undos", 0.6, 1, 1),
        ("undos", 0.8, 1, 1),
        ("undos", 0.9, 5, 0),
    ]


@pytest.fixture
def weaker(mined, tmp_path):
    """A database in which one undo has a wrong target."""
    path = tmp_path / "weaker.db"
    shutil.copy(mined, path)
    with closing(sqlite3.connect(path)) as database, database:
        ids = "SELECT id FROM commits WHERE sha = ?"
        change = f"UPDATE relations SET target_id = ({ids}) WHERE kind = 'undoes' AND source_id = ({ids})"
        assert database.execute(change, (sha(2), sha(8))).rowcount == 1
    return path


def test_two_databases_side_by_side(evaluate, weaker):
    lines = evaluate("--against", weaker, env={"COLUMNS": "120"}).splitlines()
    at = lines.index("Both databases")
    assert [line.split()[2:] for line in lines[at + 3 : at + 6]] == [
        ["6", "6", "|", "6", "5", "|", "5", "83.3", "|", "83.3", "83.3", "|", "83.3"],
        ["4", "4", "|", "4", "2", "|", "1", "50.0", "|", "25.0", "50.0", "|", "25.0"],
        ["4", "3", "|", "3", "2", "|", "1", "66.7", "|", "33.3", "50.0", "|", "25.0"],
    ]
    at = lines.index("gained: Reverts: is a right target found? (1)")
    assert lines[at + 2 : at + 6] == [
        "0808080808 git-bpo  bpo-100: Back out take two (GH-6)",
        "    expected  0707070707",
        "    found     0707070707, by issue",
        "    other     0202020202, by issue",
    ]
    assert "Groups that differ" in lines


def test_only_what_changed_between_two_databases(evaluate, mined, weaker):
    rows = json.loads(evaluate("--against", weaker, "--misses", "--format", "json"))
    assert ("gained", "reverts", "target", sha(8)) in {
        (row["change"], row["set"], row["measure"], row["sha"]) for row in rows
    }
    assert {row["change"] for row in rows} == {"gained"}
    assert evaluate("--against", mined, "--misses") == "0 labels gained, 0 lost\n"
    side_by_side = evaluate("--against", mined)
    assert "Groups that differ" not in side_by_side
    rows = json.loads(evaluate("--against", weaker, "--format", "json"))
    (row,) = [row for row in rows if (row["set"], row["measure"], row["by"]) == ("reverts", "target", "all")]
    assert (row["right"], row["against_right"]) == (2, 1)


def test_the_other_database_must_be_there(run, mined, labelled, tmp_path):
    result = run("--db", mined, "evaluate", labelled, "--against", tmp_path / "nowhere.db")
    assert result.exit_code == 1
    assert "nowhere.db" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("other", [["--misses"], ["--against", "other.db"]])
def test_calibration_is_shown_alone(run, mined, labelled, other):
    result = run("--db", mined, "evaluate", labelled, "--calibration", *other)
    assert result.exit_code == 2
    assert "Give --calibration alone" in result.stderr


def test_the_shipped_set_is_the_default(run, mined):
    result = run("--db", mined, "evaluate")
    assert result.exit_code == 1
    assert "data/gold labels: mine their repository." in result.stderr.replace(os.sep, "/")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (None, "There is no labelled set at {0}: name a folder with reverts.json, reverts2.json,"),
        ({}, "There are no labels in {0}: it should have reverts.json,"),
        ({"reverts": "[]"}, "There are no labels in {0}"),
        ({"cycles": "["}, "{0}/cycles.json is not JSON: Expecting value: line 1 column 2 (char 1)."),
        ({"cycles": '[{"cycles": 1}]'}, "{0}/cycles.json: record 1 has no list of objects as its cycles."),
        (
            {"releases": [{"sha": "f" * 40, "first_by_tag_date": "v1.0"}]},
            "The database has none of the commits that {0} labels: mine their repository.",
        ),
    ],
)
def test_problems_are_one_sentence(run, mined, write, tmp_path, files, message):
    folder = tmp_path / "nowhere" if files is None else write(**files)
    result = run("--db", mined, "evaluate", folder)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {message.format(folder)}")
    assert result.stderr.count("\n") == 1


def test_a_file_that_labels_nothing_known(run, mined, tmp_path):
    file = tmp_path / "issues.json"
    file.write_text("[]")
    result = run("--db", mined, "evaluate", file)
    assert result.exit_code == 1
    assert f"{file} has an unknown name: a file of labels is called reverts.json, reverts2.json" in result.stderr


@pytest.mark.history
def test_the_shipped_set_is_answered_from_the_whole_history(run, mined_history):
    result = run("--db", mined_history[0], "evaluate", "--format", "json")
    rows = {(row["set"], row["measure"]): row for row in json.loads(result.stdout) if row["by"] == "all"}
    assert {row["missing"] for row in rows.values()} == {0}
    assert rows["mentions", "number"]["f1"] >= 0.97
    assert rows["reverts", "is-revert"]["precision"] >= 0.97
    assert rows["relands2", "same-change"]["precision"] >= 0.92
    assert rows["relands2", "same-change"]["recall"] >= 0.85
