"""Fetching from a local server: everything once, nothing twice, and the same rows after any interruption."""

import time
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path

import pytest
from sqlalchemy import text

from miner.errors import FetchError, SettingsError
from miner.pipeline import mine
from miner.pipeline.fetching import Wish, fetch, spans
from miner.store import records
from miner.tracker.plan import ANONYMOUS, WITH_TOKEN, Extras, make_plan, seconds
from miner.tracker.wanted import Wanted
from tests.tracker.conftest import clock, server, trackers  # noqa: F401 - fixtures
from tests.tracker.forms import comment, event, graph_page, issue, migrated_body, node, pull, reference, stub
from tests.tracker.server import Reply

REPO = "/repos/python/cpython"
ISSUES = f"{REPO}/issues?state=all&sort=created&direction=asc&per_page=100"
PULLS = f"{REPO}/pulls?state=all&sort=created&direction=asc&per_page=100"
COMMENTS = f"{REPO}/issues/77789/comments?per_page=100"
REDIRECT = "/issue?@action=redirect&bpo="
TOKEN = "ghp_verysecret0123456789"


def rows(database, select):
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


def stored(database):
    """All rows that fetching fills, but for the times."""
    return {
        "records": rows(
            database,
            "SELECT tracker, kind, number, page, content, status, etag, next_url, understood FROM tracker_records ORDER BY 1, 2, 3, 4",
        ),
        "issues": rows(
            database, "SELECT i.key, i.title, i.state, i.opened_at, i.closed_at, i.creator FROM issues i ORDER BY 1"
        ),
        "numbers": rows(
            database,
            "SELECT n.tracker, n.number, i.key, n.source FROM issue_numbers n JOIN issues i ON i.id = n.issue_id ORDER BY 1, 2",
        ),
        **{
            table: rows(database, f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4")
            for table in (
                "pull_requests",
                "issue_pull_requests",
                "issue_links",
                "issue_events",
                "record_claims",
                "record_changesets",
            )
        },
    }


@pytest.fixture
def story(trackers):  # noqa: F811
    """bpo-33608 = gh-77789 with three pull requests and five comments, and a native issue."""
    body = migrated_body(33608, opened="2018-05-22.19:34:00", pulls=(11617, 12024), superseder=40512)
    pages = {
        f"{REPO}/issues/77789": issue(77789, body=body, title="Mark objects", closed="2020-05-15T01:31:54Z"),
        f"{REPO}/issues/110052": issue(110052, body="<!-- gh-linked-prs -->\n### Linked PRs\n* gh-110053\n"),
        f"{REPO}/pulls/11617": pull(11617, merged="2019-02-24T00:00:00Z"),
        f"{REPO}/pulls/12024": pull(12024, closed="2019-02-25T00:00:00Z"),
        f"{REPO}/pulls/110053": pull(
            110053, title='Revert "gh-110052: Add it (#110050)"', body="It leaks because of it."
        ),
    }
    trackers.pages |= {
        path: Reply(200, page, {"etag": f'"{page["number"]}"', "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT"})
        for path, page in pages.items()
    }
    trackers.pages[f"{REDIRECT}33608"] = Reply(
        302, None, {"location": "https://github.com/python/cpython/issues/77789"}
    )
    trackers.listed(COMMENTS, [comment(n, 77789, f"Comment {n}") for n in range(5)])
    return trackers


def run(database, *names, clock=None, **options):  # noqa: F811
    known = {"max_requests", "offline", "only_plan"}
    wish = Wish(tuple(names), **{name: value for name, value in options.items() if name not in known})
    sleep = clock.sleep if clock else time.sleep
    return fetch(database.url, wish, sleep=sleep, **{name: value for name, value in options.items() if name in known})


def test_an_old_issue_is_found_on_github_and_asked_once(database, story, clock):  # noqa: F811
    summary = run(database, "bpo-33608", clock=clock)
    assert story.counts == {f"{REDIRECT}33608": 1, f"{REPO}/issues/77789": 1}
    assert (summary.requests, summary.tally.new, summary.tally.understood) == (2, 2, 2)
    found = stored(database)
    assert found["numbers"] == [("bpo", "33608", "bpo-33608", "record"), ("gh", "77789", "bpo-33608", "record")]
    assert found["issues"] == [
        ("bpo-33608", "Mark objects", "closed", "2018-05-22T19:34:00+00:00", "2020-05-15T01:31:54+00:00", "ann.author")
    ]
    assert found["issue_links"] == [("gh", "77789", "superseded-by", "bpo", "40512", "record")]
    assert run(database, "bpo-33608", "gh-77789", clock=clock).requests == 0


def test_pull_requests_and_comments_come_along(database, story, clock):  # noqa: F811
    run(database, "gh-77789", "gh-110052", pull_requests=True, comments=True, clock=clock)
    assert set(story.counts.values()) == {1}
    pulls = rows(database, "SELECT number, state, merged_at, base, merge_sha IS NULL FROM pull_requests ORDER BY 1")
    assert pulls == [
        (11617, "merged", "2019-02-24T00:00:00+00:00", "main", False),
        (12024, "closed", None, "main", True),
        (110053, "open", None, "main", True),
    ]
    assert rows(database, "SELECT reason FROM pull_requests WHERE number = 110053") == [("It leaks because of it.",)]
    assert rows(database, "SELECT says, to_tracker, to_number FROM record_claims") == [("undoes", "pr", "110050")]
    ties = "SELECT number, pull_number, source FROM issue_pull_requests ORDER BY 2, 3"
    assert ("110052", 110053, "issue") in rows(database, ties)
    assert ("110052", 110053, "title") in rows(database, ties)
    pages = rows(
        database,
        "SELECT page, next_url IS NULL FROM tracker_records WHERE kind = 'comments' AND number = '77789' ORDER BY 1",
    )
    assert pages == [(1, False), (2, False), (3, True)]
    before = stored(database)
    assert run(database, "gh-77789", "gh-110052", pull_requests=True, comments=True, clock=clock).requests == 0
    assert stored(database) == before


def test_what_is_older_than_a_day_is_asked_again_at_no_cost(database, story, clock):  # noqa: F811
    run(database, "gh-77789", clock=clock)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE tracker_records SET fetched_utc = 0"))
    before = stored(database)
    again = run(database, "gh-77789", since=date(2020, 1, 1), clock=clock)
    assert (again.requests, again.tally.new, again.tally.same, again.tally.understood) == (1, 0, 1, 0)
    assert story.asked[-1][1]["if-none-match"] == '"77789"'
    assert story.asked[-1][1]["x-github-api-version"] == "2022-11-28"
    assert stored(database) == before
    assert run(database, "gh-77789", since=date(2020, 1, 1), clock=clock).requests == 0


def test_what_changed_replaces_what_was_said(database, story, clock):  # noqa: F811
    run(database, "gh-110052", clock=clock)
    story.pages[f"{REPO}/issues/110052"] = Reply(200, issue(110052, title="New", closed="2024-01-01T00:00:00Z"))
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    run(database, "gh-110052", since=tomorrow, clock=clock)
    assert rows(database, "SELECT title, state FROM issues") == [("New", "closed")]
    assert rows(database, "SELECT * FROM issue_pull_requests") == []


def test_what_is_gone_is_not_asked_again(database, story, clock):  # noqa: F811
    moved = {**issue(5), "url": "https://api.github.com/repos/python/peps/issues/5", "repository_url": None}
    story.pages |= {
        f"{REPO}/issues/90001": Reply(410, {"message": "deleted"}),
        f"{REPO}/issues/90002": Reply(301, None, {"location": f"{story.address}/repositories/7/issues/5"}),
        "/repositories/7/issues/5": Reply(200, moved),
    }
    summary = run(database, "gh-90001", "gh-90002", "gh-90003", clock=clock)
    assert (summary.tally.gone, summary.tally.understood) == (3, 0)
    assert rows(database, "SELECT number, status FROM tracker_records ORDER BY 1") == [
        ("90001", 410),
        ("90002", 301),
        ("90003", 404),
    ]
    assert rows(database, "SELECT key FROM issues") == []
    assert run(database, "gh-90001", "gh-90002", "gh-90003", clock=clock).requests == 0


def test_failures_on_the_way_change_nothing(database, story, clock):  # noqa: F811
    good = story.pages[f"{REPO}/issues/77789"]
    run(database, "gh-77789", clock=clock)
    expected = stored(database)
    with database.engine.begin() as connection:
        for table in ("tracker_records", "issue_links", "issue_pull_requests", "issue_numbers", "issues"):
            connection.execute(text(f"DELETE FROM {table}"))
    story.pages[f"{REPO}/issues/77789"] = [
        Reply(502),
        Reply(200, good.body, good.headers, cut=99),
        Reply(200, "<html>", {"content-type": "text/html"}),
        Reply(429),
        good,
    ]
    summary = run(database, "gh-77789", clock=clock)
    assert (summary.requests, clock.waits) == (5, [1, 2, 4, 480])
    assert stored(database) == expected


def test_an_issue_that_was_never_moved_has_a_page(database, trackers, clock):  # noqa: F811
    page = (
        "<html><title>Issue 1001: A &lt;b&gt; title - Python tracker</title>"
        "Created on <strong>2008-01-02 03:04</strong> by <strong>ann.author</strong>, last changed. This issue is now closed."
    )
    trackers.pages[f"{REDIRECT}1001"] = Reply(200, "There is no GitHub id for bpo-1001.", {"content-type": "text/html"})
    trackers.pages["/issue1001"] = Reply(200, page, {"content-type": "text/html"})
    assert run(database, "bpo-1001", clock=clock).requests == 2
    facts = rows(database, "SELECT key, title, opened_at, creator, state FROM issues")
    assert facts == [("bpo-1001", "A <b> title", "2008-01-02T03:04:00+00:00", "ann.author", "closed")]
    assert run(database, "bpo-1001", clock=clock).requests == 0


EXPORT = "id,github,title,creation,activity,creator,status,type\n{}"


@pytest.mark.parametrize("answers", [True, False], ids=["export", "no-export"])
def test_many_old_numbers_are_asked_for_at_once(database, story, clock, answers):  # noqa: F811
    path = "/issue?@action=export_csv&@columns=id,github,title,creation,activity,creator,status,type&@filter=id&id=1002,33608"
    lines = "33608,77789.0,Mark objects,2018-05-22.19:34:48,2020-01-01.00:00:00,2377,2,None\n1002,None,Other,2009-01-01.00:00:00,None,1,1,None\n"
    story.pages[path] = Reply(200, EXPORT.format(lines)) if answers else Reply(400, "unknown column")
    story.pages["/issue1002"] = Reply(404)
    run(database, "bpo-33608", "bpo-1002", clock=clock)
    assert story.counts[f"{REDIRECT}33608"] == (0 if answers else 1)
    assert story.counts[f"{REPO}/issues/77789"] == 1
    titles = rows(database, "SELECT title FROM issues WHERE key = 'bpo-1002'")
    assert titles == ([("Other",)] if answers else [])


def mined(repo, database, issues=350):
    """Mine a history that names so many issues that lists are cheaper."""
    for number in range(issues):
        repo.commit(
            f"gh-{91_500 + number}: Title (GH-{92_500 + number})", {"a": str(number)}, time=1_660_000_000 + number
        )
    mine(repo.path, database.url)


@pytest.fixture
def lists(trackers):  # noqa: F811
    pulls = [pull(92_500 + number, title=f"gh-{91_500 + number}: Title", body="x") for number in range(350)]
    issues = [issue(91_500 + number) for number in range(350)] + [stub(one) for one in pulls]
    trackers.listed(ISSUES, issues, 100)
    trackers.listed(PULLS, pulls, 100)
    return trackers


def test_many_records_come_as_lists(repo, database, lists, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr("miner.tracker.plan.LAST_MIGRATED_ISSUE", 0)  # as if numbers began with 91418
    monkeypatch.setattr("miner.tracker.plan._list_lengths", lambda *_: {"issues": 700, "pulls": 350})
    mined(repo, database)
    summary = run(database, mentioned=True, pull_requests=True, clock=clock)
    assert summary.plan.uses_lists
    assert (summary.plan.wanted, summary.plan.one_by_one, summary.plan.by_lists) == (700, 700, 11)
    assert summary.requests == 11
    assert set(lists.counts.values()) == {1}
    assert rows(database, "SELECT COUNT(*), COUNT(title) FROM issues") == [(350, 350)]
    assert rows(database, "SELECT COUNT(*), COUNT(base), COUNT(commit_id) FROM pull_requests") == [(350, 350, 350)]
    assert run(database, mentioned=True, pull_requests=True, clock=clock).requests == 0
    # Mining again keeps what records say.
    before = stored(database)
    repo.commit("gh-91500: More", {"a": "more"}, time=1_670_000_000)
    mine(repo.path, database.url)
    assert stored(database) == before


def test_a_list_goes_on_where_it_was_stopped(repo, database, lists, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr("miner.tracker.plan._list_lengths", lambda *_: {"issues": 700})
    mined(repo, database)
    first = run(database, mentioned=True, max_requests=3, clock=clock)
    assert (first.requests, first.cut_short) == (3, True)
    lists.asked.clear()
    # The cursor is too old by now: the list begins again, and nothing is lost.
    lists.pages[f"{ISSUES}&after=cursor3"] = [
        Reply(422, {"message": "bad cursor"}),
        lists.pages[f"{ISSUES}&after=cursor3"],
    ]
    run(database, mentioned=True, clock=clock)
    assert lists.counts[f"{ISSUES}&after=cursor3"] == 2
    assert rows(database, "SELECT COUNT(*), COUNT(title) FROM issues") == [(350, 350)]


EVENTS = "SELECT number, page, ordinal, kind, at, to_tracker, to_number FROM issue_events ORDER BY 1, 2, 3"


def test_timelines_come_along(database, story, clock):  # noqa: F811
    path = f"{REPO}/issues/77789/timeline?per_page=100"
    events = [event("labeled"), event("closed"), event("reopened", at="2020-01-01T00:00:00Z"), reference(110_052)]
    story.listed(path, events)
    run(database, "gh-77789", timelines=True, clock=clock)
    assert rows(database, EVENTS) == [
        ("77789", 1, 0, "closed", "2019-05-10T10:00:00+00:00", None, None),
        ("77789", 2, 0, "reopened", "2020-01-01T00:00:00+00:00", None, None),
        ("77789", 2, 1, "referenced", "2019-05-11T10:00:00+00:00", "gh", "110052"),
    ]
    assert run(database, "gh-77789", timelines=True, clock=clock).requests == 0
    story.pages[path] = Reply(200, [event("closed")])
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    run(database, "gh-77789", timelines=True, since=tomorrow, clock=clock)
    assert [row[3] for row in rows(database, EVENTS)] == ["closed"]


def graph(trackers):  # noqa: F811
    """Serve the timelines of 350 issues, in four pages; one of them has more events than a page tells."""
    closed = [{"__typename": "ClosedEvent", "stateReason": "COMPLETED"}]
    nodes = [node(91_500 + number, closed, more=number == 7) for number in range(350)]
    for page in range(4):
        cursor = f"cursor{page + 1}" if page < 3 else None
        place = f"/graphql#{f'cursor{page}' if page else None}"
        trackers.pages[place] = Reply(200, graph_page(nodes[page * 100 : page * 100 + 100], cursor))
    trackers.pages[f"{REPO}/issues/91507/timeline?per_page=100"] = Reply(200, [event("closed"), event("reopened")])


def test_many_timelines_come_by_graphql(repo, database, lists, clock, monkeypatch):  # noqa: F811
    monkeypatch.setattr("miner.tracker.plan.LAST_MIGRATED_ISSUE", 0)
    monkeypatch.setattr("miner.tracker.plan._list_lengths", lambda *_: {"issues": 700})
    monkeypatch.setattr("miner.tracker.plan._issues", lambda _: 350)
    mined(repo, database)
    graph(lists)
    # One was fetched before, in two pages.
    path = f"{REPO}/issues/91501/timeline?per_page=100"
    lists.listed(path, [event("closed"), event("labeled"), event("reopened")])
    run(database, "gh-91501", timelines=True, since=date(2020, 1, 1), clock=clock)
    lists.asked.clear()
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE tracker_records SET next_url = 'x' WHERE kind = 'timeline' AND page = 2"))
    # Without a token there is no GraphQL: each timeline takes a request, by lists or not.
    anonymous = run(database, mentioned=True, timelines=True, only_plan=True).plan
    assert (anonymous.one_by_one, anonymous.by_lists) == (699, 7 + 350)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    plan = run(database, mentioned=True, timelines=True, only_plan=True).plan
    assert (plan.one_by_one, plan.by_lists, plan.needs_token) == (699, 7 + 4, True)
    first = run(database, mentioned=True, timelines=True, max_requests=9, clock=clock)
    assert (first.requests, first.cut_short) == (9, True)
    used_up = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700003600", "date": "Tue, 14 Nov 2023 22:13:20 GMT"}
    limited = Reply(200, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, used_up)
    lists.pages["/graphql#cursor2"] = [limited, lists.pages["/graphql#cursor2"]]
    second = run(database, mentioned=True, timelines=True, clock=clock)
    assert second.requests == 3 + 1  # two pages, one of them twice, and the timeline that was cut
    assert max(clock.waits) == 3601
    assert all(headers["authorization"] == f"Bearer {TOKEN}" for _, headers in lists.asked)
    assert rows(database, "SELECT kind, COUNT(*) FROM issue_events GROUP BY kind ORDER BY 1") == [
        ("closed", 350),
        ("reopened", 1),
    ]
    assert run(database, mentioned=True, timelines=True, clock=clock).requests == 0


def test_all_that_the_history_names_by_hand(database, trackers, monkeypatch):  # noqa: F811
    """30,845 issues and 28,513 pull requests up to number 117,475."""
    named = Wanted(issues=["117475"], everything=True)
    named.issues += [str(number) for number in range(32_426, 32_426 + 26_844)]
    named.issues += [str(number) for number in range(91_418, 91_418 + 4_000)]
    named.pulls += [str(number) for number in range(1, 1 + 22_513)]
    named.pulls += [str(number) for number in range(100_000, 100_000 + 6_000)]
    assert len(named) == 59_358
    # 58,992 migrated issues and, as of 10,001 late ones 4,001 are issues, 10,424 of the 26,058 numbers behind them.
    issues = 58_992 + 10_425
    expected = {
        (): (59_358, 1_175),
        ("pull_requests",): (59_358, 1_175 + ceil((117_475 - issues) / 100)),
        ("comments",): (2 * 59_358, 1_175 + 117_475 * 8 // 100),
        ("timelines",): (59_358 + 30_845, 1_175 + 30_845),
        ("timelines", "graphql"): (59_358 + 30_845, 1_175 + ceil(issues / 100)),
    }
    for flags, numbers in expected.items():
        extras = Extras(**dict.fromkeys(flags, True))
        plan = make_plan(database.engine, named, extras, since=0, begin="all")
        assert (plan.one_by_one, plan.by_lists) == numbers, flags
    assert spans(plan) == ("22 min", "31.0 h")


def test_a_dry_run_counts_as_one_does_by_hand(database, trackers):  # noqa: F811
    plan = run(database, "gh-77789", "bpo-1001", "GH-120", only_plan=True, comments=True).plan
    # One redirect; then issue and comments of both issues, and the pull request with its comments.
    assert (plan.wanted, plan.stored, plan.requests) == (3, 0, 1 + 2 * 2 + 2)
    assert trackers.asked == []
    assert rows(database, "SELECT * FROM tracker_records") == []
    assert spans(plan) == ("5 s", "5 s")


@pytest.mark.parametrize(
    ("requests", "limit", "expected"),
    [(59_358, WITH_TOKEN, 11.9), (59_358, ANONYMOUS, 989), (1_500, WITH_TOKEN, 0.3), (60, ANONYMOUS, 0.01), (0, 60, 0)],
)
def test_the_time_of_requests(requests, limit, expected):
    assert seconds(requests, limit) / 3600 == pytest.approx(expected, rel=0.2, abs=0.01)


def test_offline_asks_nobody(database, story):
    with database.engine.begin() as connection:
        records.put(connection, [records.Record("gh", "issue", "1", None, 0)])
    summary = run(database, "bpo-33608", offline=True)
    assert (summary.requests, summary.plan.stored, story.asked) == (0, 0, [])


def test_other_projects_have_other_trackers(repo, database, trackers):  # noqa: F811
    repo.commit("Begin", {"a": "1"})
    mine(repo.path, database.url, project="other")
    with pytest.raises(SettingsError, match="only CPython's trackers are known"):
        run(database, "gh-77789")


def test_a_wrong_token_is_told_and_stored_nowhere(database, story, monkeypatch, clock):  # noqa: F811
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    run(database, "gh-110052", clock=clock)
    assert story.asked[0][1]["authorization"] == f"Bearer {TOKEN}"
    story.pages[f"{REPO}/issues/77789"] = Reply(401, {"message": "Bad credentials"})
    with pytest.raises(FetchError, match="does not accept the token"):
        run(database, "gh-77789", clock=clock)
    # bugs.python.org is not told, although here it is the same server.
    run(database, "bpo-33608", clock=clock, max_requests=1)
    assert {path for path, headers in story.asked if "authorization" not in headers} == {f"{REDIRECT}33608"}
    if database.dialect == "sqlite":
        for path in Path(database.url.database).parent.iterdir():
            assert path.is_dir() or TOKEN.encode() not in path.read_bytes(), path


def test_the_date_of_a_record_is_told_in_utc(database, story, clock):  # noqa: F811
    run(database, "gh-110052", clock=clock)
    ((at, utc),) = rows(database, "SELECT fetched_at, fetched_utc FROM tracker_records")
    assert datetime.fromisoformat(at) == datetime.fromtimestamp(utc, UTC)
