"""Commands that answer from the database."""

import csv
import io
import json

import pytest

from tests.samples import LANDING


def test_a_timeline(ask):
    text = ask("timeline", "bpo-33608")
    assert text.splitlines()[0].startswith("bpo-33608")
    assert "gh-77789 · opened 2018-05-22 by eric.snow · 13 commits from 2019-02-24 to 2019-06-03" in text
    assert sum("  reverted  " in line for line in text.splitlines()) == 3
    assert "2 bursts of commits" in text


def test_a_picture_of_a_timeline_counts_the_same_commits(ask):
    assert "13 commits and 1 more, tied to them; times are UTC." in ask("timeline", "bpo-33608", "--format", "svg")


def test_a_timeline_for_a_spreadsheet(ask):
    text = ask("timeline", "33608", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0])[:7] == ["at", "kind", "sha", "subject", "line", "detail", "source"]
    first = next(row for row in rows if row["kind"] == "landed")
    assert first["at"] == "2019-02-24T15:40:47-08:00"
    assert len(first["sha"]) == 40
    assert {row["issue"] for row in rows} == {"bpo-33608"}


def test_a_timeline_of_several_issues(ask):
    rows = json.loads(ask("timeline", "bpo-33608", "gh-77789", "bpo-36710", "--format", "json"))
    assert {row["issue"] for row in rows} == {"bpo-33608", "bpo-36710"}


def test_a_timeline_of_some_days(ask):
    rows = json.loads(ask("timeline", "33608", "--since", "2019-04-01", "--until", "2019-04-30", "--format", "json"))
    assert [row["kind"] for row in rows] == ["pr-opened", "relanded", "reverted", "landed"]


def test_bursts_with_a_gap(ask):
    assert "3 bursts" in ask("timeline", "bpo-36710", "--burst-gap", "30", "--line", "main")
    assert "1 burst " in ask("timeline", "bpo-36710", "--burst-gap", "9999")


def test_cycles(ask):
    text = ask("cycles", "bpo-33608")
    assert "8 attempts, 3 reverts · mixed" in text
    for delay in ("after 7 d 13 h 40 min", "after 1 h 1 min 54 s", "after 1 d 18 h 34 min"):
        assert delay in text


def test_cycles_for_programs(ask):
    rows = json.loads(ask("cycles", "bpo-33608", "bpo-36097", "--format", "json"))
    assert {"cycle", "step", "role", "sha", "authored_at", "subject", "line", "delay_seconds", "outcome"} <= set(
        rows[0]
    )
    delays = [row["delay_seconds"] for row in rows if row["delay_seconds"]]
    assert 3714 in delays
    everything = json.loads(ask("cycles", "--format", "json"))
    assert {row["cycle"] for row in rows} < {row["cycle"] for row in everything}


def test_cycles_of_a_line_and_some_days(ask):
    assert "(no cycles)" in ask("cycles", "bpo-33608", "--until", "2018-01-01")
    assert "Cycle" in ask("cycles", "--line", "main", "--since", "2019-01-01", "--partial")


def test_the_page_of_an_issue(ask):
    text = ask("issue", "https://bugs.python.org/issue33608")
    for heading in ("Commits", "Undone commits", "Landed again"):
        assert f"\n{heading}\n" in text


@pytest.mark.parametrize("name", [LANDING[:8], "GH-11617"])
def test_the_page_of_a_commit(ask, name):
    text = ask("commit", name)
    assert LANDING in text
    assert "Relations to other commits" in text
    assert "CPython-commit:" in text


def test_a_commit_of_the_subversion_era(ask):
    assert json.loads(ask("commit", "r80932", "--format", "json"))["facts"]["svn_revision"] == 80932


def test_related_issues(ask):
    assert "bpo-39984" in ask("related", "bpo-37127")


def test_a_query_with_parameters(ask):
    with_dashes = ask("query", "issue-commits", "--issue", "bpo-33608", "--line", "main", "--format", "json")
    assert len(json.loads(with_dashes)) == 13
    assert ask("query", "issue_commits", "--issue", "33608", "--line", "main", "--format", "json") == with_dashes
    limited = ask("query", "issue-commits", "--issue", "33608", "--limit", "2", "--format", "jsonl")
    assert len(limited.splitlines()) == 2


def test_a_switch_of_a_query_needs_no_value(ask):
    merged = ask("query", "issue-commits", "--merges", "--issue", "33608")
    assert merged == ask("query", "issue-commits", "--issue", "33608", "--merges", "yes")


def test_the_sql_of_a_query(ask):
    assert ask("query", "search", "--show").upper().lstrip().startswith(("SELECT", "WITH"))


def test_sql_of_ones_own(ask):
    assert ask("sql", "SELECT COUNT(*) AS n FROM commits WHERE subject LIKE 'bpo-33608%'", "--format", "csv") == (
        "n\n11\n"
    )
    assert ask("sql", "-", input="SELECT 1 AS one").splitlines() == ["one", "───", "  1"]


def test_what_the_database_holds(ask):
    held = {row["name"]: row["value"] for row in json.loads(ask("db", "info", "--format", "json"))}
    assert int(held["commits"]) > 100


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize(
    "command", [("timeline", "bpo-33608"), ("cycles", "bpo-33608"), ("issue", "bpo-33608"), ("commit", LANDING)]
)
def test_pages_fit_their_terminal(ask, command, width):
    text = ask(*command, env={"COLUMNS": str(width)})
    assert max(map(len, text.splitlines())) <= width


def test_a_release_that_has_only_some_changes_of_an_issue_has_it_in_part(ask, run, sample):
    lines = ask("standing", "bpo-33608", "3.9.0a1").splitlines()
    assert lines[0] == "yes, in part: 6 of 7 changes of bpo-33608"
    assert lines[1].endswith("(GH-11617)")
    assert lines[2].strip().startswith("taken back before 3.9.0a1")
    exit_codes = {
        ("bpo-33608", "3.9.0a1"): 0,  # some
        ("bpo-33608", "--line", "main"): 0,
        ("bpo-36710", "3.8.0b1"): 0,
        (LANDING, "3.9.0a1"): 1,  # none
        (LANDING, "3.8.0a2"): 0,
    }
    asked = {what: run("--db", sample, "standing", *what, "--quiet") for what in exit_codes}
    assert {what: result.exit_code for what, result in asked.items()} == exit_codes
    assert not any(result.output for result in asked.values())


def test_the_page_of_a_commit_that_is_undone_everywhere_tells_so_of_each_line(ask):
    text = ask("commit", LANDING)
    table = text[text.index("Where it stands") :].splitlines()
    assert table[1].split()[:3] == ["line", "standing", "since"]
    assert "undone" in table[3].split()
