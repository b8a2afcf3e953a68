"""A database that an older reader filled is understood again by the next run, without reading the clone's commits."""

import shutil
from collections.abc import Callable, Iterator

import pygit2
import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import text

from miner.cli import cli
from miner.git.repository import Repository
from miner.model import READER_VERSION
from miner.pipeline import mine, run, understanding
from miner.reading import pool, reader
from miner.reading.understanding import understand
from miner.store import schema
from tests.databases import Database, empty
from tests.dumps import contents
from tests.news.test_stage import waiting
from tests.pipeline.test_keeping_up import Stop, StopsAt, build
from tests.pipeline.test_line_counts import versions
from tests.repositories import Repo
from tests.store.test_migrations import migrate

KINDS = ("land", "revert", "claim", "port", "quiet", "pick", "reapply", "svnmerge", "backout", "graft", "merge", "twin")
STEPS = [(kind, "3.9" if kind in {"pick", "port"} else "main", 2 * at, at % 3) for at, kind in enumerate(KINDS)]
SHIFT = str.maketrans("0123456789v", "1234567890w")


def misread(message, committed, parents, changes, project):
    """Understand a commit as no version of the reader ever did: with other numbers and words, and half its files."""
    changes = list(changes)
    words = f"{message.translate(SHIFT)}\n\nReported by Old Reader. See bpo-4242.\n\nRevert something, it leaks (GH-77)"
    return understand(words, committed, parents, changes[len(changes) // 2 :], project)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def databases(request, tmp_path) -> Iterator[Callable[[], Database]]:
    """What opens one new database after the other, all of one dialect."""
    opened = []

    def fresh() -> Database:
        if request.param == "sqlite":
            path = tmp_path / f"{len(opened)}.db"
            path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
            opened.append(empty(path))
        else:
            template = request.getfixturevalue("_postgresql_template")
            opened.append(request.getfixturevalue("postgresql").database(template))
        return opened[-1].__enter__()

    yield fresh
    for database in opened:
        database.__exit__(None, None, None)


@pytest.fixture
def history(tmp_path) -> Repo:
    """A history of everything, the NEWS and what is odd included."""
    made, _ = build(tmp_path / "history.git", STEPS, versions)
    made.commit(b"caf\xe9 \0 and a title, bpo-1001", {"c": "1", **waiting(1001, "It changes.")}, time=0)
    made.commit("far future title", {"d": "3"}, time=400_000_000_000)
    made.commit(
        "[3.9] Reported by Ann. (GH-5) (GH-6)", {"\udcff".encode("utf-8", "surrogateescape").decode("latin-1"): "4"}
    )
    return made


def dump(database: Database) -> dict[str, list]:
    """Return all that a database says, but for the versions of the reader that filled it."""
    with database.engine.connect() as connection:
        return {name: rows for name, rows in contents(connection).items() if name != "runs"}


def scalars(database: Database, select: str) -> list:
    with database.engine.connect() as connection:
        return list(connection.scalars(text(select)))


def age(database: Database, version: int | None) -> None:
    """Let an older version of the reader have understood everything."""
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE runs SET reader_version = :version"), {"version": version})


def misread_by(patch: pytest.MonkeyPatch, repo: Repo, database: Database, **options) -> None:
    with patch.context() as older:
        older.setattr(reader, "understand", misread)
        mine(repo.path, database.url, workers=1, **options)


def forbid(patch: pytest.MonkeyPatch, *, understanding_again: bool = False) -> None:
    """Let nothing read commits or their changes, or understand stored ones again."""

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("this must not be done again")

    for owner, name in ((Repository, "read_commit"), (reader.Reader, "read")):
        patch.setattr(owner, name, forbidden)
    if understanding_again:
        patch.setattr(understanding, "understand_again", forbidden)


@pytest.mark.parametrize("version", [None, READER_VERSION - 1])
def test_an_older_reader_leaves_no_trace(databases, history, monkeypatch, version):
    old, new = databases(), databases()
    mine(history.path, new.url, workers=1)
    expected = dump(new)
    misread_by(monkeypatch, history, old)
    age(old, version)
    misunderstood = dump(old)
    for table in ("mentions", "credits", "undo_claims", "quoted_titles", "reasons", "issues", "issue_numbers"):
        assert misunderstood[table] != expected[table], table
    for table in ("pull_requests", "relations", "evidence", "commits"):
        assert misunderstood[table] != expected[table], table
    forbid(monkeypatch)
    monkeypatch.setattr(understanding, "_PART", 3)
    assert mine(history.path, old.url, workers=1).new_commits == 0
    assert dump(old) == expected
    assert scalars(old, "SELECT reader_version FROM runs ORDER BY id") == [version, READER_VERSION]


def test_lines_stay_counted(databases, history, monkeypatch):
    old, new = databases(), databases()
    mine(history.path, new.url, workers=1, lines=True)
    misread_by(monkeypatch, history, old, lines=True)
    age(old, None)
    mine(history.path, old.url, workers=1)
    assert dump(old) == dump(new)


def test_new_commits_come_with_what_is_understood_again(databases, history, monkeypatch):
    old, new = databases(), databases()
    misread_by(monkeypatch, history, old)
    age(old, READER_VERSION - 1)
    history.commit("bpo-1001: Add to it (GH-900)", {"e": "1"})
    assert mine(history.path, old.url, workers=1).new_commits == 1
    mine(history.path, new.url, workers=1)
    assert dump(old) == dump(new)


def test_a_second_repository_may_find_the_database_outdated(databases, history, tmp_path, monkeypatch):
    pygit2.clone_repository(str(history.path), str(tmp_path / "other.git"), bare=True)
    other = Repo(tmp_path / "other.git")
    other.commit("bpo-2002: Title of its own (GH-901)", {"o": "1"})
    old, new = databases(), databases()
    misread_by(monkeypatch, history, old)
    age(old, None)
    for database in (old, new):
        for repo in (other, history) if database is old else (history, other):
            mine(repo.path, database.url, workers=1)
    assert dump(old) == dump(new)


def test_the_current_reader_understands_nothing_again(databases, history, monkeypatch):
    database = databases()
    mine(history.path, database.url, workers=1)
    before = dump(database)
    with monkeypatch.context() as patch:
        forbid(patch, understanding_again=True)
        mine(history.path, database.url, workers=1)
    assert dump(database) == before
    assert scalars(database, "SELECT COUNT(*) FROM runs") == [1]
    history.commit("bpo-1001: Add to it (GH-900)", {"e": "1"})
    monkeypatch.setattr(understanding, "understand_again", None)
    assert mine(history.path, database.url, workers=1).new_commits == 1


@pytest.mark.parametrize("stop", [0, 1, 2, 5, 9])
def test_a_run_that_is_cut_short_is_repeated(sqlite_template, history, tmp_path, monkeypatch, stop):
    """Before, while, and after all is understood again; the first time it may be, and the second time it must be."""
    with empty(shutil.copy(sqlite_template, tmp_path / "new.db")) as new:
        mine(history.path, new.url, workers=1)
        expected = dump(new)
    monkeypatch.setattr(understanding, "_PART", 8)
    with empty(shutil.copy(sqlite_template, tmp_path / "old.db")) as old:
        misread_by(monkeypatch, history, old)
        age(old, None)
        with pytest.raises(Stop):
            mine(history.path, old.url, StopsAt(stop), workers=1)
        mine(history.path, old.url, workers=1)
        assert dump(old) == expected
        assert scalars(old, "SELECT reader_version FROM runs ORDER BY id") == [None, READER_VERSION, READER_VERSION]


@pytest.mark.parametrize("stop", [3, 5, 14])
def test_a_first_run_of_an_older_reader_that_was_cut_short(sqlite_template, history, tmp_path, monkeypatch, stop):
    monkeypatch.setattr(pool, "PART", 2)
    monkeypatch.setattr(run, "TOGETHER", 1)
    with empty(shutil.copy(sqlite_template, tmp_path / "new.db")) as new:
        mine(history.path, new.url, workers=1)
        expected = dump(new)
    with empty(shutil.copy(sqlite_template, tmp_path / "old.db")) as old:
        with pytest.raises(Stop):
            misread_by(monkeypatch, history, old, progress=StopsAt(stop))
        assert scalars(old, "SELECT COUNT(*) FROM commits")[0] > 0
        age(old, READER_VERSION - 1)
        mine(history.path, old.url, workers=1)
        assert dump(old) == expected


def test_a_newer_reader_is_left_alone(sqlite_template, history, tmp_path):
    path = shutil.copy(sqlite_template, tmp_path / "history.db")
    other = Repo(tmp_path / "other.git")
    other.commit("Title of its own", {"o": "1"})
    with empty(path) as database:
        mine(history.path, database.url, workers=1)
        age(database, READER_VERSION + 1)
        before = dump(database)
        for repo in (history, other):
            refused = CliRunner().invoke(cli, ["--db", str(path), "mine", str(repo.path)])
            assert (refused.exit_code, refused.stdout) == (1, "")
            message = "Error: A newer version of the tool has mined into this database: upgrade cpython-miner.\n"
            assert refused.stderr == message
        assert dump(database) == before


@pytest.mark.parametrize("version", ["0004", "0005"])
def test_an_older_schema_comes_without_what_is_kept_today(databases, history, monkeypatch, version):
    old, new = databases(), databases()
    mine(history.path, new.url, workers=1)
    misread_by(monkeypatch, history, old)
    with old.engine.begin() as connection:
        schema._drop_views(connection)
    migrate(old, command.downgrade, version)
    forbid(monkeypatch)
    mine(history.path, old.url, workers=1)
    assert dump(old) == dump(new)
