"""``miner tried``."""

import csv
import io
import json

import pytest

from miner.pipeline import mine
from miner.store.engine import database_url

HEAD = "--- a/Include/internal/pycore_ceval.h\n+++ b/Include/internal/pycore_ceval.h\n"
DIFF = f"{HEAD}@@ -1 +1,2 @@\n here\n+a line that is new\n"


def test_a_path(ask):
    text = ask("tried", "Include/internal/pycore_ceval.h", "--before", "2019-05-01")
    assert text.count("taken back   2019-0") == 2
    assert "after 1 h 1 min 54 s on main by" in text
    assert "same files   1 of" in text


def test_a_diff_from_standard_input_or_a_file(ask, tmp_path):
    rows = json.loads(ask("tried", "--diff", "-", "--format", "json", input=DIFF))
    assert [row["tie"] for row in rows] == ["same files"] * 3
    assert [row["pull_request"] for row in rows] == [13780, 12806, 12159]
    file = tmp_path / "change.diff"
    file.write_text(DIFF)
    assert json.loads(ask("tried", "--diff", file, "--format", "json")) == rows
    table = list(csv.DictReader(io.StringIO(ask("tried", "--diff", file, "--format", "csv"), newline="")))
    assert [row["sha"] for row in table] == [row["sha"] for row in rows]


def test_what_is_left_out_is_counted(run, sample):
    result = run("--db", sample, "tried", "Include", "Python", "--limit", "2", "--format", "jsonl")
    assert len(result.stdout.splitlines()) == 2
    assert " more, of a weaker tie or earlier, are left out: --limit " in result.stderr
    everything = result.stderr.split("--limit ")[1].split()[0]
    result = run("--db", sample, "tried", "Include", "Python", "--limit", everything, "--format", "jsonl")
    assert len(result.stdout.splitlines()) == int(everything)
    assert result.stderr == ""


def test_nothing_is_no_problem(ask):
    assert ask("tried", "Doc/README") == "(nothing that was tried here was taken back)\n"
    assert ask("tried", "Doc/README", "--format", "csv").count("\n") == 1


@pytest.mark.parametrize("width", [80, 160])
def test_it_fits_its_terminal(ask, width):
    text = ask("tried", "Include", "Python", env={"COLUMNS": str(width)})
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Lib/nowhere.py",), "No commit has changed a path Lib/nowhere.py"),
        (("--diff", "/nowhere/at/all"), "The diff /nowhere/at/all cannot be read: No such file or directory."),
        (("--diff", "/"), "The diff / cannot be read: Is a directory."),
        (("--diff", "-"), "The diff is empty"),
        (("--branch", "nowhere"), "has no branch nowhere"),
        (("Include", "--before", "soon"), "'soon' is not a commit"),
    ],
)
def test_problems(refuse, arguments, message):
    text = refuse("tried", *arguments, input="")
    assert message in text
    assert text.count("\n") == 1


def test_a_binary_diff_has_files(ask):
    binary = "diff --git a/Python/ceval.c b/Python/ceval.c\nindex 1..2\nBinary files a/x and b/x differ\n"
    assert {row["tie"] for row in json.loads(ask("tried", "--diff", "-", "--format", "json", input=binary))} == {
        "same files"
    }


@pytest.mark.parametrize("arguments", [(), ("Include", "--branch", "main"), ("--diff", "-", "--branch", "main")])
def test_one_place_is_asked_about(refuse, arguments):
    assert "Give paths, or --diff, or --branch." in refuse("tried", *arguments, code=2)


def test_a_branch(run, repo, tmp_path):
    text = "".join(f"line {number}\n" for number in range(9))
    root = repo.commit("Begin with a title", {"a": "1"})
    subject = "bpo-1001: Add lines"
    landed = repo.commit(subject, {"a": text})
    repo.commit(f'Revert "{subject}"\n\nThis reverts commit {landed}.', {"a": "1"})
    repo.commit("Add lines again", {"a": text}, branch="topic", parents=[root])
    database = tmp_path / "history.db"
    mine(repo.path, database_url(database), lines=True)
    result = run("--db", database, "tried", "--branch", "topic")
    assert result.exit_code == 0
    assert "same change  9 of 9 lines of it" in result.stdout
