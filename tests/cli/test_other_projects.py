"""A project that is not CPython."""

import pytest

from tests.repositories import Repo


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("issue bpo-33608", "'bpo-33608' is not an issue of this project: write issue-12, #12 or 12."),
        (
            "issue 33608",
            "The database knows no issue 33608: no commit names it. For a pull request ask",
        ),
        ("commits --links", "--links knows the addresses of CPython's commits and issues only."),
        ("commit issue-1499", "issue-1499 is an issue, not a commit: ask `miner issue issue-1499`."),
    ],
)
def test_names_are_looked_up_in_that_project_only(tmp_path, run, command, sentence):
    repo = Repo(tmp_path / "widgets.git", origin=None)
    repo.commit("Merge pull request #2306 from x/y", {"a": "0"}, time=1_414_000_000)
    repo.commit("Fix the cache (#1500)\n\nFixes #1499.", {"a": "1"}, time=1_463_000_000)
    mined = run("--db", tmp_path / "h.db", "mine", repo.path)
    assert mined.stderr == (
        f"{repo.path} is not a clone of CPython: its numbers are read as issues and pull requests of its own, its tags "
        "as its own releases, and no NEWS.\n"
    )
    answer = run("--db", tmp_path / "h.db", *command.split())
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith(f"Error: {sentence}")
    assert run("--db", tmp_path / "h.db", "mine", repo.path, "--quiet").output == ""
    assert run("--db", tmp_path / "h.db", "release", "main").stdout.startswith("On main\n2 commits on 1 issue.\n")
