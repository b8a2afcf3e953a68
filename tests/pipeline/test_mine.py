"""From a repository to a database, on both dialects."""

import shutil
import subprocess
import sys

import pytest
from sqlalchemy import text

from miner import processes
from miner.errors import RepositoryError, StoreError
from miner.model import Gap
from miner.pipeline import mine
from miner.pipeline.ahead import derive_ahead
from miner.reading import pool
from miner.store import tables
from miner.store.engine import database_url
from tests.dumps import contents, indexes

OPTIONS = ("--raw", "--no-renames", "--no-merges", "--all", "--format=")


@pytest.fixture
def story(repo):
    """A change that lands, is reverted and lands again, a backport, and a release of each line."""
    shas = {}
    shas["root"] = repo.commit("Initial revision", {"a.c": "0\n", ".mailmap": "Ann Maintainer <ann@example.org>\n"})
    shas["land"] = repo.commit(
        "bpo-33608: Title of the change (GH-11617)\n\nReported by Carl Sample.",
        {"a.c": "1\n", "b.c": "1\n"},
        offset=-480,
    )
    shas["revert"] = repo.commit(
        f'Revert "bpo-33608: Title of the change (GH-11617)" (GH-12159)\n\nThis reverts commit {shas["land"]}.',
        {"a.c": "0\n", "b.c": None},
    )
    repo.tag("v3.8.0a1", shas["revert"], time=1_560_000_000, offset=120)
    shas["reland"] = repo.commit("bpo-33608: Title of the change (GH-12360)", {"a.c": "1\n", "b.c": "1\n"})
    shas["backport"] = repo.commit(
        f"[3.7] bpo-33608: Title of the change (GH-12360)\n\n(cherry picked from commit {shas['reland'][:10]})",
        {"a.c": "1\n"},
        branch="3.7",
        parents=[shas["root"]],
    )
    return repo, shas


def rows(database, select):
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


def test_fills_the_tables(story, database):
    repo, shas = story
    summary = mine(repo.path, database.url)
    assert (summary.commits, summary.new_commits, summary.removed_commits, summary.gaps) == (5, 5, 0, 0)
    assert summary.changes == 2 + 2 + 2 + 2 + 1
    assert summary.relations == {"backports": 1, "relands": 1, "undoes": 1}
    assert rows(database, "SELECT sha, authored_at, authored_offset FROM commits WHERE authored_offset <> 0") == [
        (shas["land"], "2019-02-24T18:00:00-08:00", -480)
    ]
    assert rows(database, "SELECT DISTINCT canonical_name FROM people") == [("Ann Maintainer",)]
    assert rows(database, "SELECT role, name FROM credits") == [("reporter", "Carl Sample")]
    assert rows(database, "SELECT key FROM issues") == [("bpo-33608",)]
    with database.engine.connect() as connection:
        assert indexes(connection) >= {
            index.name for table in tables.metadata.tables.values() for index in table.indexes
        }


def test_a_database_in_memory_is_read_by_nobody_else(story):
    summary = mine(story[0].path, database_url(":memory:"))
    assert (summary.commits, summary.relations) == (5, {"backports": 1, "relands": 1, "undoes": 1})


def test_full_text_that_was_built_apart_is_whole_and_grows(story, database):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL has no such table")
    repo, shas = story
    mine(repo.path, database.url)
    repo.commit("Say nothing of pelicans", {"a.c": "2\n"}, branch="main", parents=[shas["reland"]])
    mine(repo.path, database.url)
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO message_index (message_index) VALUES ('integrity-check')"))
    found = "SELECT subject FROM commits WHERE id IN (SELECT rowid FROM message_index WHERE message_index MATCH '{}')"
    assert rows(database, found.format("pelicans")) == [("Say nothing of pelicans",)]
    assert len(rows(database, found.format("title"))) == 4


def test_an_interruption_ends_what_is_derived_ahead(story, database):
    mine(story[0].path, database.url)
    with pytest.raises(KeyboardInterrupt), derive_ahead(database.engine, words=True, returns=True):
        raise KeyboardInterrupt
    assert mine(story[0].path, database.url).relations == {"backports": 1, "relands": 1, "undoes": 1}


def test_relates_what_belongs_together(story, database):
    repo, shas = story
    mine(repo.path, database.url)
    found = rows(
        database,
        """
        SELECT r.kind, s.sha, t.sha, h.sha, r.extent, e.kind FROM relations r
        JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id
        LEFT JOIN commits h ON h.id = r.through_id JOIN evidence e ON e.relation_id = r.id
        ORDER BY r.kind, e.kind
        """,
    )
    assert found == [
        ("backports", shas["backport"], shas["reland"], None, "adapted", "pull-request"),
        ("backports", shas["backport"], shas["reland"], None, "adapted", "trailer"),
        ("relands", shas["reland"], shas["land"], shas["revert"], None, "added-again"),
        ("relands", shas["reland"], shas["land"], shas["revert"], None, "author-and-paths"),
        ("relands", shas["reland"], shas["land"], shas["revert"], None, "equal-blobs"),
        ("relands", shas["reland"], shas["land"], shas["revert"], None, "issue-and-paths"),
        ("relands", shas["reland"], shas["land"], shas["revert"], None, "same-title"),
        ("undoes", shas["revert"], shas["land"], None, "full", "inverse-blobs"),
        ("undoes", shas["revert"], shas["land"], None, "full", "pull-request"),
        ("undoes", shas["revert"], shas["land"], None, "full", "sha"),
        ("undoes", shas["revert"], shas["land"], None, "full", "title"),
    ]


def test_knows_lines_and_first_releases(story, database):
    repo, shas = story
    mine(repo.path, database.url)
    lines = dict(rows(database, "SELECT sha, line FROM commits"))
    assert {name: lines[sha] for name, sha in shas.items()} == {
        "root": "main",
        "land": "main",
        "revert": "main",
        "reland": "main",
        "backport": "3.7",
    }
    first = rows(
        database,
        "SELECT c.sha, r.tag, r.released_at FROM release_commits x"
        " JOIN commits c ON c.id = x.commit_id JOIN releases r ON r.id = x.release_id",
    )
    at = "2019-06-08T15:20:00+02:00"
    assert sorted(first) == sorted((shas[name], "v3.8.0a1", at) for name in ("root", "land", "revert"))


def test_a_second_run_changes_nothing(story, database):
    repo, _ = story
    mine(repo.path, database.url)
    with database.engine.connect() as connection:
        before = contents(connection)
        runs = connection.execute(text("SELECT COUNT(*) FROM runs")).scalar()
    summary = mine(repo.path, database.url)
    assert (summary.commits, summary.new_commits) == (5, 0)
    with database.engine.connect() as connection:
        assert contents(connection) == before
        assert connection.execute(text("SELECT COUNT(*) FROM runs")).scalar() == runs


def test_several_processes_give_the_same(story, database, tmp_path, monkeypatch):
    repo, _ = story
    monkeypatch.setattr(pool, "PART", 1)
    mine(repo.path, database.url, workers=3)
    with database.engine.connect() as connection:
        spread = contents(connection)
    from tests.databases import empty

    with empty(tmp_path / "single.db") as single:
        mine(repo.path, single.url, workers=1)
        with single.engine.connect() as connection:
            assert contents(connection) == spread


@pytest.mark.parametrize("last_words", ["", "sys.stdout.buffer.write((9).to_bytes(8, 'big') + b'half'); "])
def test_a_dead_reader_is_explained(story, database, monkeypatch, last_words):
    repo, _ = story
    monkeypatch.setattr(pool, "PART", 1)
    monkeypatch.setattr(processes, "_START", f"import sys; {last_words}sys.exit(3) # {{path!r}} {{module}}")
    with pytest.raises(RepositoryError, match="run the command again"):
        mine(repo.path, database.url, workers=2)


def test_another_miner_is_noticed(story, database):
    repo, _ = story

    class Intruder:
        def stage(self, name, total=None):
            if name == "Reading commits":
                mine(repo.path, database.url)

        def advance(self, steps):
            pass

        def done(self):
            pass

    with pytest.raises(StoreError, match="Another run is writing"):
        mine(repo.path, database.url, Intruder())


def test_odd_commits_become_rows_and_gaps(repo, database):
    repo.commit(b"caf\xe9 title", {"a": "1"})
    repo.commit("", {"a": "2"}, time=0)
    repo.commit("far future title", {"a": "3"}, time=400_000_000_000)
    repo.commit("x" * 5_000_000, {"a": "4"}, time=2**31)
    repo.commit("nul \0 inside the title", {"a": "5"})
    first = repo.tip("main")
    endless = repo.commit("no future title", {"a": "6"}, branch=None, time=10**30)
    arms = [repo.commit(f"arm {n}", branch=None, parents=[first]) for n in range(3)]
    repo.commit("octopus title", parents=[first, *arms, endless])
    summary = mine(repo.path, database.url)
    assert summary.commits == 10
    gaps = rows(database, "SELECT kind, reason FROM gaps ORDER BY reason")
    assert [kind for kind, _ in gaps] == ["date", "date", "encoding", "encoding"]
    assert ("encoding", "the message is not utf-8; read as latin-1") in gaps
    assert ("encoding", "the message contains NUL bytes; stored as U+FFFD") in gaps
    assert rows(database, "SELECT subject FROM commits WHERE authored_utc = 0 ORDER BY subject") == [
        ("",),
        ("no future title",),
    ]
    assert rows(database, "SELECT COUNT(*) FROM parents WHERE position = 4") == [(1,)]


def test_a_gap_keeps_its_commit(repo, database, monkeypatch):
    sha = repo.commit("title", {"a": "1"})
    monkeypatch.setattr(
        "miner.reading.reader.ChangeReader.read",
        lambda _, shas: ({one: [] for one in shas}, [Gap("changes", sha, "why")]),
    )
    mine(repo.path, database.url)
    assert rows(database, "SELECT g.reason, c.sha FROM gaps g JOIN commits c ON c.id = g.commit_id") == [("why", sha)]


def test_readers_need_no_main_guard(story, tmp_path):
    """A script that mines at its top level does not start itself again in a worker process."""
    repo, _ = story
    script = tmp_path / "script.py"
    script.write_text(
        "from miner.pipeline import mine\n"
        "from miner.reading import pool\n"
        "from miner.store.engine import database_url\n"
        "pool.PART = 1\n"
        f"print(mine({str(repo.path)!r}, database_url({str(tmp_path / 's.db')!r}), workers=2).commits)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout == "5\n"


@pytest.mark.history
def test_mines_real_history(real_history, mined_history, tmp_path):
    database, summary = mined_history
    listed = subprocess.run(
        ["git", "--git-dir", real_history, "rev-list", "--all", "--count"], capture_output=True, check=True
    )
    assert summary.commits == int(listed.stdout)
    logged = subprocess.run(
        ["git", "--git-dir", real_history, "-c", "log.mailmap=false", "log", *OPTIONS],
        capture_output=True,
        check=True,
    )
    assert summary.changes == logged.stdout.count(b"\n:") + logged.stdout.startswith(b":")
    again = shutil.copy(database, tmp_path)
    assert mine(real_history, database_url(again)).new_commits == 0
