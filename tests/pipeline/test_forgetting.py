"""Several repositories in one database: what they share, what is refused, and taking one out again."""

import pytest
from sqlalchemy import text

from miner.errors import LookupFailedError, RepositoryError, StoreError
from miner.pipeline import mine
from miner.pipeline.forgetting import forget_repository
from tests.databases import empty
from tests.dumps import contents
from tests.repositories import Repo

NEWS = {"Misc/NEWS.d/next/Library/2019-03-01.bpo-1001.N1.rst": "It is new.\n"}


@pytest.fixture
def two(tmp_path):
    """CPython, and a fork with a commit, a tag and an issue of its own."""
    one, other = Repo(tmp_path / "one.git"), Repo(tmp_path / "other.git", origin=None)
    for repo in (one, other):
        root = repo.commit("bpo-1000: Begin", {"a": "1"})
        repo.commit("bpo-1001: Go on (GH-12)", {"a": "2"} | NEWS)
    one.tag("v3.9.0a1", root, time=1_551_060_000)
    own = other.commit(f"bpo-1002: On its own\n\nThis reverts commit {root}.", {"b": "1"})
    other.tag("v3.9.0a1", own, time=1_551_100_000)
    other.tag("v3.9.0a2", own, time=1_551_100_000)
    return one, other


def once(template, repo, folder) -> dict:
    path = folder / "once.db"
    path.write_bytes(template.read_bytes())
    with empty(path) as fresh:
        mine(repo.path, fresh.url, workers=1)
        with fresh.engine.connect() as connection:
            return contents(connection)


@pytest.mark.parametrize("order", ["first", "second"])
def test_what_is_forgotten_was_never_there(two, sqlite_template, tmp_path, order):
    one, other = two
    path = tmp_path / "both.db"
    path.write_bytes(sqlite_template.read_bytes())
    with empty(path) as database:
        for repo in two if order == "second" else reversed(two):
            mine(repo.path, database.url, workers=1)
        gone = forget_repository(str(other.path), database.url)
        assert (gone.location, gone.removed, gone.left) == (str(other.path), 1, 2)
        with database.engine.connect() as connection:
            assert contents(connection) == once(sqlite_template, one, tmp_path)


def test_what_made_history_and_is_forgotten(two, sqlite_template, tmp_path):
    one, other = two
    path = tmp_path / "both.db"
    path.write_bytes(sqlite_template.read_bytes())
    with empty(path) as database:
        for repo in two:
            mine(repo.path, database.url, workers=1)
        gone = forget_repository(str(one.path), database.url)
        assert (gone.removed, gone.left, gone.unread) == (0, 3, True)
        with database.engine.connect() as connection:
            found = contents(connection)
            assert [row[0] for row in found["releases"]] == ["v3.9.0a1", "v3.9.0a2"]
        mine(other.path, database.url, workers=1)
        with database.engine.connect() as connection:
            assert contents(connection) == once(sqlite_template, other, tmp_path)


def test_nothing_is_left_of_the_last_one(repo, database):
    repo.commit("bpo-1001: Begin", NEWS)
    repo.tag("v3.9.0a1", time=1_551_060_000)
    mine(repo.path, database.url)
    gone = forget_repository(str(repo.path), database.url)
    assert (gone.removed, gone.left, gone.unread) == (1, 0, False)
    with database.engine.connect() as connection:
        assert not any(rows for name, rows in contents(connection).items() if name != "made_views")
    assert mine(repo.path, database.url).new_commits == 1


def test_what_was_not_mined_cannot_be_forgotten(two, database):
    one, _ = two
    mine(one.path, database.url)
    with pytest.raises(LookupFailedError, match=rf"No repository elsewhere was mined .*; it has {one.path}\."):
        forget_repository("elsewhere", database.url)


def test_another_history_is_refused_before_anything_is_stored(tmp_path, database):
    one, other = Repo(tmp_path / "one.git"), Repo(tmp_path / "other.git")
    one.commit("bpo-1000: Begin", {"a": "1"})
    other.commit("bpo-1000: Begin elsewhere", {"b": "1"})
    mine(one.path, database.url)
    with database.engine.connect() as connection:
        before = contents(connection)
    with pytest.raises(StoreError, match=r"other\.git has no commit in common with what is in this database"):
        mine(other.path, database.url)
    with database.engine.connect() as connection:
        assert contents(connection) == before
        assert connection.execute(text("SELECT COUNT(*) FROM repositories")).scalar_one() == 1


def test_one_history_is_not_of_two_projects(two, database):
    one, other = two
    mine(one.path, database.url)
    with pytest.raises(StoreError, match="has the history as that of CPython, not of another project"):
        mine(one.path, database.url, project="other")
    with pytest.raises(StoreError, match="has the history as that of CPython, not of another project"):
        mine(other.path, database.url, project="other")


def test_a_remote_that_is_not_there_leaves_nothing_behind(two, database):
    one, _ = two
    with pytest.raises(RepositoryError, match="no branches of a remote nowhere"):
        mine(one.path, database.url, remote="nowhere")
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM repositories")).scalar_one() == 0
