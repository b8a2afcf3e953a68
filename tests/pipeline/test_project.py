"""Whose history a clone has, and what that changes."""

import pytest
from sqlalchemy import text

from miner.history.history import open_history
from miner.pipeline import mine, project
from tests.repositories import Repo

SVN = ["HG:extra convert_revision:svn%3Auuid/python/branches/py3k%4060100"]


@pytest.fixture
def unknown(tmp_path) -> Repo:
    """A repository of which neither the commits nor the address are known."""
    return Repo(tmp_path / "unknown.git", origin=None)


def rows(database, select: str) -> list[tuple]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


def project_of(database) -> str:
    return rows(database, "SELECT project FROM repositories")[0][0]


def widgets(repo: Repo) -> None:
    """Make a project that is not CPython."""
    repo.commit("Merge pull request #2306 from x/y", {"a": "0"}, time=1_414_000_000)
    repo.commit(
        "Fix the cache (#1500)\n\nFixes #1499.",
        {"a": "1", "Misc/NEWS": "What's New in Python 2.31.0?\n"},
        time=1_463_000_000,
    )
    repo.tag("v2.31.0", time=1_463_000_100)
    repo.commit("Sort the names", {"a": "2"}, time=1_463_100_000)
    repo.branch("release-2.31.1", repo.commit("Bring it over", {"b": "2"}, branch=None, parents=[repo.tip("main")]))


@pytest.mark.parametrize(
    ("messages", "files", "headers", "expected"),
    [
        (["bpo-40000: Start (GH-22000)"], {}, [], "cpython"),
        (["Begin", *["gh-110000: Go on (GH-110001)"] * 2, *["Go on"] * 20], {}, [], "cpython"),
        (["Begin", "gh-110000: Go on (GH-110001)", *["Go on"] * 20], {}, [], "other"),
        (["Begin"], {}, SVN, "cpython"),
        (["Begin"], {"Include/patchlevel.h": "#define PY_VERSION\n"}, [], "cpython"),
        (["Begin", "Fix the cache (#1500)"], {"Misc/NEWS": "New\n"}, [], "other"),
    ],
)
def test_an_unknown_history_is_cpythons_if_it_follows_its_conventions(
    unknown, database, messages, files, headers, expected
):
    for number, message in enumerate(messages):
        unknown.commit(message, {"a": str(number)} | files, headers=headers)
    mine(unknown.path, database.url)
    assert project_of(database) == expected


def test_a_known_commit_decides_whatever_the_messages_say(unknown, database, monkeypatch):
    root = unknown.commit("Merge pull request #2306 from x/y", {"a": "0"})
    unknown.commit("Fix the cache (#1500)", {"a": "1"})
    monkeypatch.setattr(project, "known_commits", lambda: [root])
    mine(unknown.path, database.url)
    assert project_of(database) == "cpython"


@pytest.mark.parametrize("asked", ["cpython", "other"])
def test_what_is_asked_for_decides(repo, database, asked):
    repo.commit("Fix the cache (#1500)", {"a": "0"})
    mine(repo.path, database.url, project=asked)
    assert project_of(database) == asked


def test_another_project_has_numbers_lines_and_releases_of_its_own(unknown, database):
    widgets(unknown)
    mine(unknown.path, database.url, lines=True)
    assert rows(database, "SELECT key FROM issues") == [("issue-1499",)]
    assert rows(database, "SELECT tracker, number, role FROM mentions ORDER BY commit_id, ordinal") == [
        ("pr", "2306", "tags"),
        ("pr", "1500", "tags"),
        ("issue", "1499", "closes"),
    ]
    assert set(rows(database, "SELECT era, line FROM commits")) == {("git", "main"), ("git", "2.31")}
    assert rows(database, "SELECT COUNT(*) FROM news_entries") == [(0,)]
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        assert history.release("2.31.0").title == "v2.31.0"
        said = [(event.kind, event.subject) for event in history.timeline("#1499").events]
        assert said == [("landed", "Fix the cache (#1500)"), ("released", "2.31.0")]
        assert history.issue("1499").title == "issue-1499  Fix the cache"
        assert history.commit("GH-1500").title == "Fix the cache (#1500)"


def test_the_default_branch_of_another_project_is_main(unknown, database):
    unknown.git.set_head("refs/heads/develop")
    root = unknown.commit("Begin", {"a": "0"}, branch="develop")
    unknown.commit("Draw the pages", {"a": "1"}, branch="gh-pages", parents=[])
    mine(unknown.path, database.url)
    assert rows(database, "SELECT sha FROM commits WHERE line = 'main'") == [(root,)]
    unknown.git.set_head("refs/heads/gh-pages")
    mine(unknown.path, database.url)
    assert rows(database, "SELECT sha FROM commits WHERE line = 'main'") == [(unknown.tip("gh-pages"),)]


def test_a_change_of_gerrit_on_another_line_is_a_backport(unknown, database):
    footer = f"\n\nChange-Id: I{'0123456789' * 4}\n"
    unknown.commit("Begin", {"a": "1"})
    unknown.branch("release-1.0")
    original = unknown.commit(f"Add the option{footer}", {"option.py": "all = 1\n"})
    backport = unknown.commit(f"Option for users{footer}", {"option.py": "some = 1\n"}, branch="release-1.0")
    mine(unknown.path, database.url)
    told = "SELECT backport_sha, original_sha, evidence, extent FROM backports"
    assert rows(database, told) == [(backport, original, "trailer", "adapted")]


def test_a_revision_that_git_svn_wrote_is_found(unknown, database):
    trailer = "\n\ngit-svn-id: https://svn.example.org/trunk@{} 01234567-0123-0123-0123-0123456789ab\n"
    broken = unknown.commit("Sort names" + trailer.format(41), {"a": "1\n2\n"})
    undo = unknown.commit("Revert r41, it is slow" + trailer.format(42), {"a": "1\n", "b": "0\n"})
    mine(unknown.path, database.url)
    assert rows(database, "SELECT undoing_sha, undone_sha FROM undo_links") == [(undo, broken)]
