"""Issues and their numbers: who names them, the strongest first, in whatever order it was read."""

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import text

from miner.pipeline import mine
from miner.store import issues
from miner.store.issue_names import Tie, join
from miner.tracked import KnownIssue
from tests.news.test_stage import waiting

NUMBERS = "SELECT n.tracker, n.number, i.key, n.source FROM issue_numbers n JOIN issues i ON i.id = n.issue_id"
NOW = 1_660_000_000  # when numbers without a name are those of GitHub


def numbers(database) -> set[tuple[str, ...]]:
    with database.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(text(NUMBERS))}


def told(issue: str) -> dict[str, str]:
    """Return the file of a NEWS entry about an issue that waits."""
    tracker, _, number = issue.partition("-")
    return waiting(int(number), "It changes.") if tracker == "bpo" else {
        f"Misc/NEWS.d/next/Library/2019-03-01.gh-issue-{number}.N{number}.rst": "It changes.\n"
    }  # fmt: skip


@pytest.mark.parametrize("order", ["message first", "news first", "at once"])
def test_the_news_are_stronger_than_a_message(repo, database, order):
    says = ("bpo-1001: Title of a change", {"a": "1"})
    tells = ("Tell of it", told("bpo-1001"))
    if order == "at once":
        repo.commit(says[0], {**says[1], **tells[1]})
    for message, files in {"message first": (says, tells), "news first": (tells, says)}.get(order, ()):
        mine(repo.path, database.url)
        repo.commit(message, files)
    mine(repo.path, database.url)
    assert numbers(database) == {("bpo", "1001", "bpo-1001", "news")}


def test_a_source_that_goes_leaves_the_next_strongest(repo, database):
    repo.commit("bpo-1001: Title of a change", {"a": "1", **told("bpo-1001")})
    mine(repo.path, database.url)
    assert numbers(database) == {("bpo", "1001", "bpo-1001", "news")}
    repo.commit("Do not tell", dict.fromkeys(told("bpo-1001")))
    mine(repo.path, database.url)
    assert numbers(database) == {("bpo", "1001", "bpo-1001", "message")}


def test_an_entry_that_only_a_commit_has_counts(repo, database):
    repo.commit("bpo-1001: Title of a change", {"a": "1", **told("bpo-1001")})
    repo.commit("Take it back", {"a": "0", **dict.fromkeys(told("bpo-1001"))})
    mine(repo.path, database.url, lines=True)
    assert numbers(database) == {("bpo", "1001", "bpo-1001", "news")}


def test_what_nothing_names_any_more_goes(repo, database):
    root = repo.commit("Begin", {"a": "0"})
    repo.commit("bpo-1001: Title of a change", {"a": "1"}, branch="side", parents=[root])
    repo.commit("Tell of it", told("bpo-1002"), branch="side")
    repo.commit("bpo-1003: Title of a change", {"a": "1"})
    mine(repo.path, database.url)
    assert {key for _, _, key, _ in numbers(database)} == {"bpo-1001", "bpo-1003"}
    repo.branch("3.9", repo.tip("side"))
    mine(repo.path, database.url)
    assert {key for _, _, key, _ in numbers(database)} == {"bpo-1001", "bpo-1002", "bpo-1003"}
    for branch in ("side", "3.9"):
        repo.git.references.delete(f"refs/heads/{branch}")
    mine(repo.path, database.url)
    assert numbers(database) == {("bpo", "1003", "bpo-1003", "message")}


OLD, NEW = ("bpo-33608: Title of a change", {"a": "1"}), ("gh-77789: Title of a change", {"a": "2"})
TOLD = ("Tell of it", told("gh-77789"))


@pytest.mark.parametrize(
    ("commits", "sources"),
    [
        ([OLD], {"33608": "message", "77789": "shipped"}),
        ([NEW], {"33608": "shipped", "77789": "message"}),
        ([NEW, OLD], {"33608": "message", "77789": "message"}),
        ([TOLD], {"33608": "shipped", "77789": "news"}),
        ([OLD, TOLD], {"33608": "message", "77789": "news"}),
        ([TOLD, OLD], {"33608": "message", "77789": "news"}),
    ],
)
def test_both_numbers_of_an_issue_are_one_issue(repo, database, commits, sources):
    for message, files in commits:
        repo.commit(message, files, time=NOW)
        mine(repo.path, database.url)
    assert {number: source for _, number, _, source in numbers(database)} == sources
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT key, creator FROM issues")).all()
    assert found == [("bpo-33608", "eric.snow")]


def test_two_issues_become_one_when_it_is_known(repo, database):
    """As where a later version of the tool knows more."""
    one = repo.commit("bpo-1001: Title of a change", {"a": "1", **told("gh-90001")}, time=NOW)
    two = repo.commit("gh-90001: Title of a change", {"a": "2"}, time=NOW)
    mine(repo.path, database.url)
    assert {key for _, _, key, _ in numbers(database)} == {"bpo-1001", "gh-90001"}
    fact = KnownIssue(1001, 90001, date(2019, 1, 1), None, "ann", "Title", "a test")
    with database.engine.begin() as connection:
        changed = join(connection, [Tie(("bpo", "1001"), ("gh", "90001"), "shipped")])
        assert (len(changed.commits), changed.news) == (1, True)
        assert issues.record(connection, [fact]) == 1
        mentioned = "SELECT c.sha, i.key FROM mentions m JOIN commits c ON c.id = m.commit_id JOIN issues i ON i.id = m.issue_id"
        assert dict(tuple(row) for row in connection.execute(text(mentioned))) == {one: "bpo-1001", two: "bpo-1001"}
        entries = "SELECT DISTINCT i.key FROM news_issues n JOIN issues i ON i.id = n.issue_id"
        assert connection.scalars(text(entries)).all() == ["bpo-1001"]
        assert connection.execute(text("SELECT key, title FROM issues")).all() == [("bpo-1001", "Title")]
    assert numbers(database) == {("bpo", "1001", "bpo-1001", "message"), ("gh", "90001", "bpo-1001", "news")}
    with database.engine.begin() as connection:  # what is no longer known to be one is two again
        assert join(connection, []).news
        assert dict(tuple(row) for row in connection.execute(text(mentioned))) == {one: "bpo-1001", two: "gh-90001"}
    assert numbers(database) == {("bpo", "1001", "bpo-1001", "message"), ("gh", "90001", "gh-90001", "news")}


def test_facts_stay_as_long_as_the_news_name_the_issue(repo, database):
    begin = repo.commit("Begin", told("gh-77789"))
    repo.commit("bpo-33608: Title of a change", {"a": "1"}, branch="side", parents=[begin])
    mine(repo.path, database.url)
    repo.git.references.delete("refs/heads/side")
    mine(repo.path, database.url)
    assert numbers(database) == {("bpo", "33608", "bpo-33608", "shipped"), ("gh", "77789", "bpo-33608", "news")}


def test_a_fetched_record_is_stronger_than_all(repo, database):
    repo.commit("bpo-1001: Title of a change", {"a": "1", **told("bpo-1001")})
    mine(repo.path, database.url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE issue_numbers SET source = 'record'"))
    repo.commit("Do not tell", dict.fromkeys(told("bpo-1001")))
    mine(repo.path, database.url)
    assert numbers(database) == {("bpo", "1001", "bpo-1001", "record")}


def test_numbers_are_looked_up_in_slices(repo, database, monkeypatch):
    monkeypatch.setattr(issues, "_SLICE", 2)
    for first, last in pairwise(range(1001, 1020, 6)):
        repo.commit("".join(f"bpo-{number}: It changes.\n" for number in range(first, last + 3)))
        mine(repo.path, database.url)
    assert len(numbers(database)) == 21
