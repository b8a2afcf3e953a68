"""``miner release``, ``miner ledger``, and what a commit's page says about shipping."""

import csv
import io
import json

import pytest

from miner.answers import Rows
from miner.history.ledger import Cell, read_cell, side_by_side
from miner.render.release import write_ledger
from miner.render.terminal import Terminal
from tests.samples import LANDING


def test_a_release_by_its_issues(ask):
    lines = ask("release", "v3.8.0a3").splitlines()
    assert lines[0].startswith("Python 3.8.0a3 · alpha · line 3.8 · 2019-03-25")
    assert "since 3.8.0a2 of 2019-02-25" in lines[1]
    assert any(line.startswith("bpo-33608") for line in lines)


def test_what_was_undone_stands_apart(ask):
    page = json.loads(ask("release", "3.8.0a3", "--format", "json"))
    changes = {row["sha"] for row in page["changes"]}
    undone = {row["sha"]: row["undone_by"] for row in page["undone"]}
    taken_back = {row["sha"]: row["undoes"] for row in page["taken_back"]}
    assert changes
    assert not changes & {*undone, *taken_back, *undone.values()}
    assert set(undone.values()) <= set(taken_back) | {row["sha"] for row in page["undoing"]}
    assert (len(changes), len(undone), len(taken_back)) == tuple(
        page["facts"][name] for name in ("commits", "undone", "taken_back")
    )


def test_a_range_of_releases(ask):
    text = ask("release", "v3.8.0..3.9.0")
    # The line of 3.8.0 had left main long before, and got backports since.
    assert "that 3.8.0 does not hold itself" in text.splitlines()[1]
    assert json.loads(ask("release", "3.8.0..v3.9.0", "--format", "json"))["facts"]["previous"] == "3.8.0"
    nothing = ask("release", "3.9.0..3.9.0")
    assert "(no changes)" in nothing


def test_a_range_that_ends_in_a_branch(ask, refuse):
    text = ask("release", "3.8.0a3..main", "--author", "eric", "--path", "Python")
    assert text.splitlines()[0] == "On main, not in v3.8.0a3"
    assert "since 3.8.0a3 of 2019-03-25" in text.splitlines()[1]
    page = json.loads(ask("release", "main", "--format", "json"))
    assert page["facts"]["release"] is None
    assert page["facts"]["previous"]
    # After a release of the line, its name is that of the branch and not of 3.8.0.
    assert ask("release", "3.8.0..3.8").startswith("Python 3.8.0")
    assert ask("release", "3.8.3rc1..3.8").startswith("On 3.8, not in v3.8.3rc1")
    assert "goes backwards" in refuse("release", "3.8.3rc1..3.8.0")
    assert "its newest is v" in refuse("release", "9.9.0")
    assert "that 3.9.0a2 does not hold" in ask("release", "3.9.0a2..3.8").splitlines()[1]
    for command in ("release", "ledger"):
        assert "A range begins with a release, and main is a branch" in refuse(command, "main..3.8.0")


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "markdown", "rst"])
@pytest.mark.parametrize("command", [("release", "3.8.0a3"), ("ledger", "bpo-20526"), ("ledger", "3.9.0a2")])
def test_every_format(ask, command, form):
    assert "3." in ask(*command, "--format", form)


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize(
    "command", [("release", "3.8.0a3"), ("release", "3.8.0..3.9.0"), ("ledger", "bpo-20526"), ("ledger", "3.9.0a2")]
)
def test_releases_fit_their_terminal(ask, command, width):
    text = ask(*command, env={"COLUMNS": str(width)})
    assert max(map(len, text.splitlines())) <= width


def test_whole_shas_in_wide_tables(ask):
    text = ask("release", "3.8.0a3", "--wide")
    shas = {row["sha"] for row in json.loads(ask("release", "3.8.0a3", "--format", "json"))["changes"]}
    assert all(sha in text for sha in shas)


def test_a_ledger_has_a_column_for_each_line(ask):
    rows = list(csv.DictReader(io.StringIO(ask("ledger", "bpo-20526", "--format", "csv"), newline="")))
    columns = list(rows[0])
    assert columns[:4] == ["original_sha", "issues", "subject", "main"]
    assert columns.index("3.8") < columns.index("3.7")
    assert any(row["3.7"].startswith(("exact ", "adapted ")) for row in rows)
    assert any(row["main"].startswith("original 3.9.0a") for row in rows)


def test_what_is_undone_has_the_release_of_the_undo():
    columns = ("original_sha", "issues", "subject", "line", "state", "sha", "release", "undone_release")
    about = ("cd" * 20, "bpo-1", "A")
    rows = side_by_side(
        Rows(
            columns,
            [
                (*about, "main", "original", about[0], "3.10.0a3", None),
                (*about, "3.9", "undone", "ef" * 20, "3.9.3", "3.9.4"),
                (*about, "3.8", "undone", "de" * 20, "3.8.9", None),
            ],
        )
    )
    assert rows.dicts()[0] == {
        **dict(zip(("original_sha", "issues", "subject"), about, strict=True)),
        "main": "original 3.10.0a3",
        "3.9": f"undone 3.9.4 {'ef' * 20}",
        "3.8": f"undone {'de' * 20}",
    }


def test_a_ledger_for_people_has_versions_and_folds_what_was_not_due():
    sha = "4d" * 20
    rows = Rows(
        ("original_sha", "issues", "subject", "main", "3.8", "3.6", "2.7"),
        [
            ("ef" * 20, "bpo-1", "A", "original 3.9.0a1", f"exact 3.8.0b1 {sha}", "security only", "ended"),
            ("cd" * 20, "bpo-1", "B", "original", f"adapted {sha}", None, "security only"),
        ],
    )
    lines = list(write_ledger(rows, Terminal()))
    assert lines[0].split() == ["original_sha", "issues", "subject", "main", "3.8"]
    assert lines[2].endswith("original 3.9.0a1  exact 3.8.0b1")
    assert lines[3].endswith("adapted 4d4d4d4d4d")
    assert lines[4] == "Nothing was due on 3.6 (security only), 2.7 (ended or security only)."
    assert sha in "".join(write_ledger(rows, Terminal(wide=True)))


def test_what_is_not_there_is_a_dash_unless_it_is_missing():
    about = ("ef" * 20, "bpo-1", "A")
    rows = Rows(
        ("original_sha", "issues", "subject", "main", "3.8", "3.7", "3.6", "2.7"),
        [
            (*about, "original 3.9.0a1", "missing", "exact 3.7.4", "ended", "absent"),
            (*about, "original 3.9.0a2", "absent", "contained", "security only", "security only"),
        ],
    )
    lines = list(write_ledger(rows, Terminal()))
    assert [line.split()[-2:] for line in lines[2:4]] == [["exact", "3.7.4"], ["\u2013", "contained"]]
    assert lines[4:] == [
        "\u2013 means: not there, and nothing shows that it was due.",
        "Nothing was due on 3.6 (ended or security only).",
        "Nothing of it is on 2.7, and nothing shows that it was due there.",
    ]
    assert "- means" in "".join(write_ledger(rows, Terminal(unicode=False)))


def test_what_a_cell_of_the_ledger_says():
    sha = "4d" * 20
    assert read_cell(f"security only, exact 3.8.0b1 {sha}") == [
        Cell("security only", None, None),
        Cell("exact", "3.8.0b1", sha),
    ]
    assert read_cell(f"undone {sha}") == [Cell("undone", None, sha)]
    assert read_cell("=1+1") == []


def test_a_ledger_of_a_range(ask):
    one = json.loads(ask("ledger", "3.8.0..3.9.0", "--format", "json"))
    assert len(one) >= len(json.loads(ask("ledger", "3.9.0a2", "--format", "json"))) > 0
    assert ask("ledger", "3.9.0a2", "--wide").splitlines()


def test_a_commit_says_what_users_saw(ask):
    assert "in 3.8.0a2, no longer in 3.8.0a3 28 days later" in ask("commit", LANDING)
    facts = json.loads(ask("commit", "6a150bcaeb", "--format", "json"))["facts"]
    assert facts["shipped"] == "never: 3.8.0b1 was the first with it, and with its undo"


def test_a_timeline_says_whose_title_it_has_and_which_release_had_what_was_undone(ask):
    text = ask("timeline", "bpo-33608")
    assert "title in this tool's words" in text
    assert "this tool: `miner fetch bpo-33608` brings the tracker's" in ask("issue", "bpo-33608")
    assert "first with 1 commit of the issue, 1 undone later" in text
    assert "first without 1 commit of the issue that had been undone" in text


@pytest.mark.parametrize("name", ["v3.9.0a99", "3.8.0..v3.9.0a99", "v3.9.0a99..3.9.0"])
def test_an_unknown_release_names_its_neighbours(refuse, name):
    message = refuse("release", name)
    assert "The database knows no release" in message
    assert "v3.9.0a" in message
    assert len(message.splitlines()) == 1


def test_a_ledger_of_nothing_known(refuse):
    assert "is not an issue" in refuse("ledger", "x")
