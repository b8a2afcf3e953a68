"""Verifying a database."""

from pathlib import Path

import pytest
from sqlalchemy import text

from miner.errors import StoreError
from miner.pipeline import mine
from miner.pipeline.checking import check_database
from miner.store.engine import database_url
from miner.store.writing import vacuumed


@pytest.fixture
def mined(repo, database):
    repo.commit("bpo-40001: Add", {"a": "1"})
    repo.commit("bpo-40002: Change", {"a": "2"})
    mine(repo.path, database.url)
    return repo, database


def wrong(database):
    return [(one.check, one.found) for one in check_database(database.url) if one.state == "wrong"]


def test_what_was_mined_is_fine(mined):
    _, database = mined
    assert not wrong(database)
    assert ("clone", "fine") in {(one.check, one.state) for one in check_database(database.url)}


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("INSERT INTO paths (id, path) VALUES (99, 'nobody/changes/it')", "orphans of paths"),
        ("UPDATE runs SET finished_at = NULL", "runs"),
        ("UPDATE commits SET sha = '00000000' || SUBSTR(sha, 9, 32) WHERE id = 1", "clone"),
    ],
)
def test_each_kind_of_damage_is_found(mined, statement, check):
    _, database = mined
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    assert {name for name, _ in wrong(database)} == {check}


def test_a_reference_to_nothing_is_found(mined):
    _, database = mined
    if database.engine.dialect.name != "sqlite":
        pytest.skip("the server enforces them")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE changes SET path_id = 99"))
    assert ("foreign keys", "2 rows of changes refer to paths that are not there") in wrong(database)


def test_a_damaged_file_is_found(mined):
    _, database = mined
    if database.engine.dialect.name != "sqlite":
        pytest.skip("the server keeps its files")
    database.engine.dispose()
    vacuumed(database.url)
    with Path(database.url.database).open("r+b") as file:
        file.seek(100 * 4096)
        file.write(b"\xff" * 4096)
    assert {name for name, _ in wrong(database)} == {"integrity"}


def test_a_clone_that_has_changed_or_gone_is_unknown(mined, tmp_path):
    repo, database = mined
    repo.commit("bpo-40003: Change", {"a": "3"})
    assert ("clone", "unknown") in {(one.check, one.state) for one in check_database(database.url)}
    repo.path.rename(tmp_path / "away")
    assert ("clone", "unknown") in {(one.check, one.state) for one in check_database(database.url)}
    assert not wrong(database)


def test_unused_space_is_given_back(mined):
    _, database = mined
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE filler AS SELECT 'x' AS a"))
        for _ in range(14):
            connection.execute(text("INSERT INTO filler SELECT a || a FROM filler"))
        connection.execute(text("DROP TABLE filler"))
    database.engine.dispose()
    before, after = vacuumed(database.url)
    assert after < before or database.engine.dialect.name == "postgresql"  # statistics need room, too


def test_there_must_be_a_database(tmp_path):
    with pytest.raises(StoreError, match="There is no database"):
        vacuumed(database_url(tmp_path / "none.db"))
