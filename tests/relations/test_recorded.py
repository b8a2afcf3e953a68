"""What pull requests say that no commit says: undos and relands, whenever their records come."""

import json

import pytest
from sqlalchemy import text

from miner.history.history import open_history
from miner.pipeline import mine
from miner.pipeline.fetching import import_records
from tests.tracker.forms import comment, issue, pull

NOW = 1_551_000_000
DAY = 86_400
CARL = ("Carl", "carl@example.org")
RECORDS = [
    pull(121, title="Tidy it", body="Reverts python/cpython#120, because it leaks.", merged="2019-02-25T00:00:00Z"),
    pull(
        122, title="Polish it", body="This is an un-revert of #120 (reverted in #121).", merged="2019-02-26T00:00:00Z"
    ),
    # What was never merged, or is only talked about, did nothing.
    pull(123, title='Revert "Polish it (#122)"', closed="2019-02-27T00:00:00Z"),
    issue(110_001, body="We should revert GH-122."),
    comment(1, 122, "Reverts #124?", is_pull=True),
]


def history(repo):
    repo.commit("Begin", {"a": "0", "b": "0"}, time=NOW)
    original = repo.commit("Add it (GH-120)", {"a": "1", "b": "1"}, time=NOW + 10)
    undo = repo.commit("Tidy it (GH-121)", {"a": "2"}, time=NOW + 20, author=CARL)
    reland = repo.commit("Polish it (GH-122)", {"b": "3"}, time=NOW + 100 * DAY, author=CARL)
    repo.commit("Other (GH-124)", {"b": "4"}, time=NOW + 200 * DAY)
    return original, undo, reland


def take_in(database, tmp_path, records):
    (tmp_path / "records.json").write_text(json.dumps(records))
    import_records(database.url, [tmp_path / "records.json"])


def told(database, kind="record"):
    select = """
    SELECT r.kind, s.sha, t.sha, e.detail FROM relations r JOIN evidence e ON e.relation_id = r.id
    JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id WHERE e.kind = :kind ORDER BY 1, 4
    """
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select), {"kind": kind})]


def reasons(database):
    with open_history(database.url.render_as_string(hide_password=False)) as asked:
        return {(row["reason"], row["basis"]) for row in asked.query("revert_reasons").dicts()}


@pytest.mark.parametrize("records_first", [False, True])
def test_what_only_pull_requests_say(repo, database, tmp_path, records_first):
    original, undo, reland = history(repo)
    if records_first:
        take_in(database, tmp_path, RECORDS)
    mine(repo.path, database.url)
    if not records_first:
        assert told(database) == []
        take_in(database, tmp_path, RECORDS)
    tried = "This is an un-revert of #120 (reverted in #121)."
    own = "Reverts python/cpython#120, because it leaks."
    assert told(database) == [
        ("relands", reland, original, tried),
        ("undoes", undo, original, own),
        ("undoes", undo, original, tried),
    ]
    # The later pull request still tells what the earlier one did.
    take_in(database, tmp_path, [{**RECORDS[0], "body": "Nothing is reverted here."}])
    assert told(database) == [("relands", reland, original, tried), ("undoes", undo, original, tried)]
    take_in(database, tmp_path, [{**RECORDS[1], "body": "Polished."}])
    assert told(database) == []


def test_a_commit_by_the_beginning_of_its_sha(repo, database, tmp_path):
    original, undo, _ = history(repo)
    mine(repo.path, database.url)
    body = f"This reverts commit {original[:10]}."
    take_in(database, tmp_path, [pull(121, body=body), pull(124, body="Revert commit 0123abc")])
    assert told(database) == [("undoes", undo, original, body)]


@pytest.mark.parametrize("records_first", [False, True])
def test_comments_only_confirm(repo, database, tmp_path, records_first):
    repo.commit("Begin", {"a": "0", "b": "0"}, time=NOW)
    original = repo.commit("Add it (GH-120)", {"a": "1", "b": "1"}, time=NOW + 10)
    undo = repo.commit('Revert "Add it (GH-120)" (GH-121)', {"a": "0", "b": "0"}, time=NOW + 20)
    other = repo.commit("Other (GH-122)", {"c": "1"}, time=NOW + 30)
    assert original != other
    said = [
        comment(1, 121, "We had to revert #120, for it leaks.", is_pull=True),
        comment(2, 77_789, "An un-revert of #120 (reverted in #121) would help."),
        # Nothing else says so.
        comment(3, 122, "Should this revert #120, too?", is_pull=True),
    ]
    if records_first:
        take_in(database, tmp_path, said)
    mine(repo.path, database.url)
    if not records_first:
        take_in(database, tmp_path, said)
    assert reasons(database) == {("An un-revert of #120 (reverted in #121) would help.", "discussion")}
    take_in(database, tmp_path, [pull(121, title='Revert "Add it (GH-120)"', body="It leaks because of it.")])
    assert reasons(database) == {("It leaks because of it.", "pull request")}
    with open_history(database.url.render_as_string(hide_password=False)) as asked:
        (row,) = asked.query("standing", commit=original).dicts()
    assert (row["standing"], row["reason"]) == ("undone", "It leaks because of it.")
    assert told(database, "discussion") == [
        ("undoes", undo, original, "An un-revert of #120 (reverted in #121) would help."),
        ("undoes", undo, original, "We had to revert #120, for it leaks."),
    ]


@pytest.mark.parametrize("records_first", [False, True])
def test_pull_requests_name_what_they_port(repo, database, tmp_path, records_first):
    begin = repo.commit("Begin", {"a": "0"}, time=NOW)
    repo.commit("Maintain", {"d": "0"}, branch="3.11", parents=[begin], time=NOW + 5)
    original = repo.commit("Add it (GH-120)", {"a": "1"}, time=NOW + 10)
    port = repo.commit("Bring it here (GH-131)", {"a": "2"}, branch="3.11", time=NOW + 20)
    repo.commit("Revert it (GH-132)", {"a": "0"}, branch="3.11", time=NOW + 30)
    said = [
        pull(131, title="[3.11] Add it (GH-120)", merged="2019-02-25T00:00:00Z", base="3.11"),
        # A revert is no port of what it reverts.
        pull(132, title="Revert it", body=f"(cherry picked from commit {original})", base="3.11"),
    ]
    if records_first:
        take_in(database, tmp_path, said)
    mine(repo.path, database.url)
    if not records_first:
        take_in(database, tmp_path, said)
    assert told(database) == [("backports", port, original, "[3.11] Add it (GH-120)")]
