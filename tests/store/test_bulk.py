"""Many rows at once, and the indexes that stay."""

import pytest
from sqlalchemy import inspect, text

from miner.store import bulk, tables
from miner.store.indexes import drop_indexes, ensure_indexes

_COLUMNS = ("tracker", "number", "issue_id", "source")


@pytest.mark.parametrize("count", [3, 150])
def test_updates_what_the_keys_name(database, count):
    """PostgreSQL takes another way for many rows; a key may be set, too."""
    with database.engine.begin() as connection:
        bulk.insert(connection, tables.issues, ("id", "key"), [(1, "bpo-1"), (2, "bpo-2")])
        rows = [("bpo", str(number), 1, "message") for number in range(count + 1)]
        bulk.insert(connection, tables.issue_numbers, _COLUMNS, rows)
        changed = [("gh", 2, "bpo", str(number)) for number in range(count)]
        bulk.update(connection, tables.issue_numbers, ("tracker", "issue_id"), ("tracker", "number"), changed)
        stored = connection.execute(text("SELECT tracker, number, issue_id, source FROM issue_numbers")).all()
    wanted = {("gh", str(number), 2, "message") for number in range(count)} | {("bpo", str(count), 1, "message")}
    assert set(map(tuple, stored)) == wanted


def test_holds_each_id_once(database):
    with database.engine.begin() as connection, bulk.holding(connection, "held", [3, 1, 3]):
        assert list(bulk.rows(connection, "SELECT id FROM held ORDER BY id")) == [(1,), (3,)]


@pytest.mark.parametrize("few", [0, 2, 9])
def test_values_are_the_same_one_by_one_and_all_at_once(database, monkeypatch, few):
    monkeypatch.setattr(bulk, "_ONE_BY_ONE", few)
    with database.engine.begin() as connection:
        bulk.insert(connection, tables.issues, ("id", "key"), [(one, f"bpo-{one}") for one in (1, 2, 4)])
        asked = bulk.Asked[str](connection, "SELECT id, key FROM issues", "id")
        assert [asked[one] for one in (4, 3, 1, 3, 2, 5)] == ["bpo-4", None, "bpo-1", None, "bpo-2", None]


def test_an_index_has_the_line_on_postgresql_while_it_is_set(database):
    """Without one the transaction that sets lines could not use the indexes that it creates afterwards."""
    with database.engine.begin() as connection:
        drop_indexes(connection)
        left = {index["name"] for index in inspect(connection).get_indexes("commits")}
        assert ("ix_commits_line_authored_utc" in left) == (database.dialect == "postgresql")
        ensure_indexes(connection)
        whole = {index["name"] for index in inspect(connection).get_indexes("commits")}
    assert {index.name for index in tables.commits.indexes} <= whole
