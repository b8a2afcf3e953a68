"""Counting names: what `git log -S` finds for whole words, healed gaps and other versions, on both dialects."""

import re
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from miner.pipeline import line_counts, mine
from miner.store import symbols
from tests.chance import examples
from tests.dumps import contents

WORDS = ("_Py_Name", "PyName", "take_name", "Other", "name", "PyName2", "0xAB", "N", "x" * 250 + "_")
FILES = ("Include/a.h", "Python/b.c", "Lib/c.py")
LINES = st.lists(st.lists(st.sampled_from(WORDS), max_size=4), max_size=6)
COUNTS = """
SELECT s.name, c.sha, p.path, x.added, x.removed FROM symbol_changes x JOIN symbols s ON s.id = x.symbol_id
JOIN commits c ON c.id = x.commit_id JOIN paths p ON p.id = x.path_id
"""


def rows(database, select=COUNTS):
    with database.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(text(select)))


def dump(database):
    with database.engine.connect() as connection:
        return contents(connection)


def by_git(repo, name: str) -> set[str]:
    """Return the commits that git finds for a whole word."""
    found = subprocess.run(
        ["git", "-C", repo.path, "log", "--all", "--format=%H", "--no-merges", "--no-renames", "--full-history",
         "--pickaxe-regex", rf"-S\b{name}\b", "--", *sorted({file.split("/")[0] for file in FILES[:2]})],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return set(found.stdout.split())


@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.tuples(st.sampled_from(FILES), st.one_of(st.none(), LINES)), min_size=1, max_size=8))
def test_finds_the_commits_that_git_finds(repo_at, database_at, versions):
    repo, database = repo_at(), database_at()
    there = {}
    for number, (path, lines) in enumerate(versions):
        content = None if lines is None else f"{number}\n" + "".join("(".join(line) + "\n" for line in lines)
        if content is not None or path in there:
            repo.commit(f"title {number}", {path: content})
            there = {**there, path: content} if content is not None else {k: v for k, v in there.items() if k != path}
    mine(repo.path, database.url, workers=1, lines=True)
    found = rows(database)
    for name in WORDS:
        counted = re.search("[A-Z_]", name) and not name[0].isdigit() and len(name) <= 200
        assert {row[1] for row in found if row[0] == name} == (by_git(repo, name) if counted else set())
    assert all(added != removed for *_, added, removed in found)
    for name in WORDS[:4]:
        for path in FILES[:2]:
            occurrences = len(re.findall(rf"\b{name}\b", there.get(path) or ""))
            assert sum(row[3] - row[4] for row in found if row[0] == name and row[2] == path) == occurrences


def history(repo):
    repo.commit("a title", {"Include/a.h": "int Py_Name;\n", "Lib/a.py": "Py_Name\n"})
    repo.commit("another title", {"Include/a.h": "int Py_Name(Py_Type);\nPy_Name\n"})
    return repo.commit("a third title", {"Include/a.h": None, "Python/b.c": "Py_Name " * 700 + "\nPy_Type\n"})


def test_counts_added_and_removed_words(repo, database):
    third = history(repo)
    mine(repo.path, database.url, lines=True)
    assert [row[2:] for row in rows(database) if row[:2] == ("Py_Name", third)] == [
        ("Include/a.h", 0, 2),
        ("Python/b.c", 700, 0),
    ]
    assert "Lib/a.py" not in {row[2] for row in rows(database)}
    versions = "SELECT p.path, l.names_version FROM line_prints l JOIN paths p ON p.id = l.path_id"
    assert set(rows(database, versions + " WHERE l.names_version = 1")) == {("Include/a.h", 1), ("Python/b.c", 1)}
    assert set(rows(database, versions + " WHERE l.names_version IS NULL")) == {("Lib/a.py", None)}


def test_large_changes_have_names(repo, database):
    repo.commit("a title", {"Modules/a.c": "".join(f"Py_Name({number});\n" for number in range(900))})
    mine(repo.path, database.url, lines=True)
    assert [row[3:] for row in rows(database)] == [(900, 0)]


def test_names_are_counted_later(repo, database):
    """A database whose lines an earlier version counted gets the names, and nothing else changes."""
    history(repo)
    mine(repo.path, database.url, lines=True)
    before = dump(database)
    with database.engine.begin() as connection:
        for statement in ("DELETE FROM symbol_changes", "DELETE FROM symbols"):
            connection.execute(text(statement))
        connection.execute(text("UPDATE line_prints SET names_version = NULL"))
    assert mine(repo.path, database.url).uncounted == 4
    assert mine(repo.path, database.url, lines=True).uncounted == 0
    assert dump(database) == before


def test_another_version_counts_all_again(repo, database, monkeypatch):
    history(repo)
    mine(repo.path, database.url, lines=True)
    before = rows(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE symbol_changes SET added = added + 5"))
        connection.execute(text("UPDATE line_prints SET names_version = 0 WHERE names_version = 1"))
    mine(repo.path, database.url, lines=True)
    assert rows(database) == before


def test_nothing_is_counted_twice(repo, database, monkeypatch):
    history(repo)
    mine(repo.path, database.url, lines=True)
    before = dump(database)
    monkeypatch.setattr(line_counts, "Scratch", None)
    mine(repo.path, database.url, lines=True)
    assert dump(database) == before


def test_what_is_missing_is_counted_when_it_is_there(repo, database):
    repo.commit("a title", {"Include/a.h": "int Py_Name;\n"})
    repo.commit("another title", {"Include/a.h": "long Py_Name;\nPy_Name\n"})
    blob = str(repo.git.create_blob(b"int Py_Name;\n"))
    file = repo.path / "objects" / blob[:2] / blob[2:]
    data = file.read_bytes()
    file.unlink()
    assert mine(repo.path, database.url, lines=True).uncounted == 2
    assert rows(database) == []
    file.write_bytes(data)
    assert mine(repo.path, database.url, lines=True).uncounted == 0
    assert [row[3:] for row in rows(database)] in ([(1, 0), (2, 1)], [(2, 1), (1, 0)])


def test_what_is_forgotten_leaves_no_names(repo, database):
    repo.commit("a title", {"Include/a.h": "Py_Name\n"})
    kept = repo.tip("main")
    repo.commit("another title", {"Include/a.h": "Py_Other\n"})
    mine(repo.path, database.url, lines=True)
    repo.branch("main", kept)
    repo.commit("a third title", {"Include/a.h": "Py_Third\n"})
    mine(repo.path, database.url, lines=True)
    assert rows(database, "SELECT name FROM symbols") == [("Py_Name",), ("Py_Third",)]
    assert {row[0] for row in rows(database)} == {"Py_Name", "Py_Third"}


def test_names_are_looked_up_in_parts(repo, database, monkeypatch):
    monkeypatch.setattr(symbols, "_AT_ONCE", 2)
    repo.commit("a title", {"Include/a.h": "Py_A Py_B Py_C Py_D Py_E\n"})
    mine(repo.path, database.url, lines=True)
    repo.commit("another title", {"Include/a.h": "Py_A Py_B Py_C Py_F Py_E Py_E\n"})
    mine(repo.path, database.url, lines=True)
    assert len(rows(database, "SELECT name FROM symbols")) == 6
    assert [row[0] for row in rows(database) if row[3] == 2] == ["Py_E"]


@pytest.fixture
def repo_at(tmp_path_factory):
    """Make repositories, each in a folder of its own."""
    from tests.repositories import Repo

    return lambda: Repo(tmp_path_factory.mktemp("repo") / "repo.git")


@pytest.fixture
def database_at(sqlite_template, tmp_path_factory):
    """Make empty databases, which are closed at the end."""
    from tests.databases import empty

    opened = []

    def make():
        path = tmp_path_factory.mktemp("database") / "history.db"
        path.write_bytes(sqlite_template.read_bytes())
        opened.append(empty(path))
        return opened[-1].__enter__()

    yield make
    for each in opened:
        each.__exit__(None, None, None)
