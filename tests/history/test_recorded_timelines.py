"""Timelines with what trackers tell: what happened to an issue and to its pull requests, whenever that was fetched."""

import json

import pytest

from miner.history.history import open_history
from miner.pipeline import mine
from miner.pipeline.fetching import Wish, fetch, import_records
from tests.tracker.conftest import server, trackers  # noqa: F401 - fixtures
from tests.tracker.forms import event, issue, migrated_body, pull
from tests.tracker.server import Reply

NOW = 1_551_000_000  # 2019-02-24T09:20:00Z
NOTE = "python/cpython#78748"


def history(repo):
    repo.commit("Begin", {"a": "0"}, time=NOW)
    sha = repo.commit("bpo-34567: Factor it out (GH-11627)", {"a": "1"}, time=NOW + 10)
    repo.commit("Something else", {"b": "1"}, branch="3.9", parents=[sha], time=NOW + 20)
    return sha


def records(**more):
    body = migrated_body(34_567, opened="2018-05-22.19:34:00", pulls=(9335, 11_627), **more)
    return [
        issue(78_748, body=body, title="Mark objects", closed="2020-05-15T01:31:54Z", reason="duplicate"),
        pull(9335, opened="2018-09-15T00:00:00Z", closed="2019-01-18T00:00:00Z"),
        pull(11_627, merged="2019-02-24T09:20:10Z", base="master"),
        pull(11_628, title='bpo-34567: Revert "Factor it out (GH-11627)"', closed="2019-03-01T00:00:00Z"),
    ]


def take_in(database, tmp_path, found):
    (tmp_path / "records.json").write_text(json.dumps(found))
    import_records(database.url, [tmp_path / "records.json"])


def told(database, **filters):
    with open_history(database.url.render_as_string(hide_password=False)) as asked:
        rows = asked.timeline("gh-78748", **filters).rows.dicts()
    return [(row["at"][:19], row["kind"], row["sha"], row["line"], row["detail"], row["source"]) for row in rows]


def expected(sha):
    return [
        ("2018-05-22T19:34:00", "opened", None, None, "by ann.author", NOTE),
        ("2018-09-15T00:00:00", "pr-opened", None, "main", "GH-9335 by annauthor", "python/cpython#9335"),
        ("2019-01-18T00:00:00", "pr-opened", None, "main", "GH-11627 by annauthor", "python/cpython#11627"),
        ("2019-01-18T00:00:00", "pr-opened", None, "main", "GH-11628 by annauthor", "python/cpython#11628"),
        ("2019-01-18T00:00:00", "pr-closed", None, "main", "GH-9335 never landed", "python/cpython#9335"),
        ("2019-02-24T09:20:10", "landed", sha, "main", None, "message"),
        ("2019-02-24T09:20:10", "pr-merged", sha, "main", "GH-11627", "python/cpython#11627"),
        (
            "2019-03-01T00:00:00",
            "pr-closed",
            None,
            "main",
            "GH-11628 would have undone something, but never landed",
            "python/cpython#11628",
        ),
        ("2020-05-15T01:31:54", "closed", None, None, None, NOTE),
        ("2020-05-15T01:31:54", "superseded", None, None, "by bpo-40512", NOTE),
    ]


@pytest.mark.parametrize("records_first", [False, True])
def test_records_tell_of_pull_requests(repo, database, tmp_path, records_first):
    sha = history(repo)
    if records_first:
        take_in(database, tmp_path, records(superseder=40_512))
    mine(repo.path, database.url)
    if not records_first:
        take_in(database, tmp_path, records(superseder=40_512))
    assert told(database) == expected(sha)
    assert [row[1] for row in told(database, line="3.9")] == ["opened", "closed", "superseded"]
    assert [row[1] for row in told(database, since="2019-03-01")] == ["pr-closed", "closed", "superseded"]


def test_pull_requests_that_never_landed(repo, database, tmp_path):
    sha = history(repo)
    mine(repo.path, database.url)
    take_in(database, tmp_path, records())
    with open_history(database.url.render_as_string(hide_password=False)) as asked:
        rows = asked.query("issue_pull_requests", issue="gh-78748").dicts()
        assert [row["number"] for row in asked.query("issue_pull_requests", since="2019-01-20").dicts()] == [11_627]
    assert [(row["number"], row["how"], row["sha"], row["line"], row["state"]) for row in rows] == [
        (9335, "listed", None, "main", "closed"),
        (11_627, "landed", sha, "main", "merged"),
        (11_628, "listed", None, "main", "closed"),
    ]
    assert rows[0]["closed_at"] == "2019-01-18T00:00:00+00:00"


def test_timelines_tell_what_happened(repo, database, tmp_path, trackers):  # noqa: F811
    sha = history(repo)
    mine(repo.path, database.url)
    take_in(database, tmp_path, records(superseder=40_512))
    trackers.pages["/repos/python/cpython/issues/78748/timeline?per_page=100"] = Reply(
        200,
        [
            event("closed", "2020-03-01T00:00:00Z", commit_id=sha, state_reason="completed"),
            event("reopened", "2020-04-01T00:00:00Z", login="ben"),
            event("closed", "2020-05-15T01:31:54Z", state_reason="not_planned"),
            event("marked_as_duplicate", "2020-05-15T01:31:53Z"),
        ],
    )
    fetch(database.url, Wish(("gh-78748",), timelines=True))
    assert told(database, since="2019-03-02") == [
        ("2020-03-01T00:00:00", "closed", sha, None, "by annauthor", NOTE),
        ("2020-04-01T00:00:00", "reopened", None, None, "by ben", NOTE),
        ("2020-05-15T01:31:53", "superseded", None, None, "by bpo-40512, says annauthor", NOTE),
        ("2020-05-15T01:31:54", "closed", None, None, "as not planned by annauthor", NOTE),
    ]
