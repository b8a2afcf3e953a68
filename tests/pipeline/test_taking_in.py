"""Records that come after mining lead to what they would have led to before it."""

import json
import os

import pytest
from alembic import command
from click.testing import CliRunner

from miner.cli import cli
from miner.pipeline import mine
from miner.pipeline.fetching import import_records
from tests.databases import empty
from tests.dumps import contents
from tests.pipeline.test_keeping_up import fresh
from tests.store.test_migrations import config
from tests.tracker.forms import comment, issue, migrated_body, pull

NOW = 1_640_000_000
DAY = 86_400
BEN = ("Ben", "ben@example.org")


def history(repo):
    """Halves of bpo-44444, which only a record ties to gh-88888; a third issue that a wrong guess has taken for it."""
    repo.commit("Begin", {"a": "0", "b": "0", "c": "0"}, time=NOW)
    repo.commit("bpo-44444: Add it", {"a": "1\n2\n", "b": "1"}, time=NOW + 10)
    repo.commit("Other", {"d": "1"}, time=NOW + 20)
    repo.commit("gh-88888: Remove the thing of this issue", {"a": "0", "b": "3"}, time=NOW + 300 * DAY, author=BEN)
    repo.commit("Revert the changes of gh-88888", {"b": "1", "a": "5"}, time=NOW + 301 * DAY, author=BEN)
    repo.commit("gh-88888: Add it again", {"a": "1\n2\n", "c": "2"}, time=NOW + 310 * DAY, author=BEN)
    repo.commit("bpo-44445, gh-88889: A pair", {"e": "2"}, time=NOW + 320 * DAY)
    repo.commit(
        "gh-88890: With news",
        {"Misc/NEWS.d/next/Library/2022-11-01-00-00-00.gh-issue-88890.abcdef.rst": "It works.\n", "e": "3"},
        time=NOW + 330 * DAY,
    )
    port = repo.commit("[3.10] bpo-44446: With news", {"e": "3"}, branch="3.10", time=NOW + 340 * DAY)
    repo.commit("gh-88888: Finish (GH-99001)", {"f": "1"}, time=NOW + 350 * DAY, branch="3.10", parents=[port])


def migrated(bpo, gh, **more):
    return issue(gh, body=migrated_body(bpo, **more), title=f"Issue {bpo}")


RECORDS = {
    "halves": [migrated(44_444, 88_888)],
    "another pair": [migrated(44_445, 88_885), issue(88_889)],
    "the other of a pair": [migrated(44_440, 88_889)],
    "with news": [migrated(44_446, 88_890, superseder=44_444)],
    "a pull request": [pull(99_001, title="gh-88888: Finish"), comment(5, 88_888, "As in bpo-44445.")],
}
RECORDS["all"] = [record for records in RECORDS.values() for record in records]


@pytest.mark.parametrize("name", RECORDS)
def test_when_records_come_makes_no_difference(repo, sqlite_template, tmp_path, name):
    history(repo)
    (tmp_path / "records.json").write_text(json.dumps(RECORDS[name]))
    os.utime(tmp_path / "records.json", (NOW, NOW))

    mined = {"": sqlite_template}

    def after(order):
        """Return the database after these steps; what they begin with is shared."""
        if order not in mined:
            with fresh(after(order[:-1]), tmp_path / f"{order}.db") as database:
                if order[-1] == "m":
                    mine(repo.path, database.url, workers=1)
                else:
                    import_records(database.url, [tmp_path / "records.json"])
            mined[order] = tmp_path / f"{order}.db"
        return mined[order]

    def told(order):
        with empty(after(order)) as database, database.engine.connect() as connection:
            return contents(connection)

    expected = told("im")
    for order in ("mi", "mim", "imi"):
        found = told(order)
        assert {table for table in expected if found[table] != expected[table]} == set(), order


@pytest.mark.parametrize("how", ["mine", "upgrade"])
def test_what_an_upgrade_forgets_is_understood_again(repo, sqlite_template, tmp_path, how):
    history(repo)
    (tmp_path / "records.json").write_text(json.dumps(RECORDS["all"]))
    with fresh(sqlite_template, tmp_path / "history.db") as database:
        mine(repo.path, database.url, workers=1)
        import_records(database.url, [tmp_path / "records.json"])
        with database.engine.begin() as connection:
            expected = contents(connection)
            command.downgrade(config(connection), "0014")
            if how == "mine":
                command.upgrade(config(connection), "head")
        if how == "mine":
            mine(repo.path, database.url, workers=1)
        else:
            result = CliRunner().invoke(cli, ["--db", str(tmp_path / "history.db"), "db", "upgrade"])
            assert result.exit_code == 0, result.output
        with database.engine.connect() as connection:
            found = contents(connection)
    assert {table for table in expected if found[table] != expected[table]} == set()
