"""Facts that ship are there as long as something names their issues, and give way to records."""

import json

from sqlalchemy import text

from miner.pipeline import mine
from miner.pipeline.fetching import import_records
from tests.tracker.forms import issue, migrated_body, pull


def rows(database, select):
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


PULLS = "SELECT number, state, opened_at, commit_id IS NULL FROM pull_requests ORDER BY number"
TIES = "SELECT number, pull_number, source FROM issue_pull_requests WHERE pull_number = 11617 ORDER BY 1, 3"
LINKS = "SELECT kind, number, to_number FROM issue_links ORDER BY 1, 2, 3"


def test_they_come_and_go_with_what_names_their_issues(repo, database):
    begin = repo.commit("Begin (GH-12024)", {"a": "0"})
    mine(repo.path, database.url)
    assert rows(database, PULLS) == [(12024, None, None, False)]
    repo.commit("bpo-33608: One", {"a": "1"}, branch="3.9", parents=[begin])
    repo.commit("bpo-37127: Other, see gh-84165", {"a": "2"}, branch="3.9", time=1_700_000_000)
    mine(repo.path, database.url)
    assert {(12024, "merged", "2019-02-24", False), (11617, "merged", "2019-01-18", True)} <= set(rows(database, PULLS))
    assert rows(database, TIES) == [("33608", 11617, "shipped"), ("77789", 11617, "shipped")]
    assert ("listed-with", "33608", "37127") in rows(database, LINKS)
    repo.git.references.delete("refs/heads/3.9")
    mine(repo.path, database.url)
    assert rows(database, PULLS) == [(12024, None, None, False)]
    assert rows(database, TIES) == rows(database, LINKS) == []


def test_records_replace_them(repo, database, tmp_path):
    repo.commit("bpo-33608: One", {"a": "1"})
    mine(repo.path, database.url)
    records = [
        issue(77789, body=migrated_body(33608), title="Mark objects"),
        pull(11617, title="bpo-33608: Factor it out", opened="2019-01-18T10:00:00Z", merged="2019-02-24T00:00:00Z"),
    ]
    (tmp_path / "records.json").write_text(json.dumps(records))
    import_records(database.url, [tmp_path / "records.json"])
    for _ in range(2):
        assert (11617, "merged", "2019-01-18T10:00:00+00:00", True) in rows(database, PULLS)
        assert rows(database, TIES) == [("33608", 11617, "title")]
        assert rows(database, "SELECT title FROM issues") == [("Mark objects",)]
        repo.commit("bpo-33608: Two", {"a": "2"})
        mine(repo.path, database.url)
