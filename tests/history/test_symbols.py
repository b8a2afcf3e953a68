"""The history of a name in C code: with counted names, and by searching with git without them."""

import shutil
import sys

import pytest
from sqlalchemy import text

from miner.errors import LookupFailedError, RepositoryError
from miner.history import searches
from miner.history.history import open_history
from miner.pipeline import mine


@pytest.fixture
def named(repo, monkeypatch, tmp_path):
    """A history of a name on two lines, with an undo; the cache is a folder of the test."""
    monkeypatch.setenv("MINER_CACHE", str(tmp_path / "cache"))
    repo.commit("bpo-1001: Begin", {"Include/a.h": "int Py_Name(void);\n", "Lib/a.py": "Py_Name\n"})
    repo.branch("3.9")
    code = "int\nPy_Name(void)\n{\n    return 0;\n}\n"
    landed = repo.commit("bpo-1001: Define it", {"Python/a.c": code, "Python/notes.txt": "Py_Name Py_Name\n"})
    repo.commit(f'Revert "bpo-1001: Define it"\n\nThis reverts commit {landed}.', {"Python/a.c": None})
    repo.commit("[3.9] Use it", {"Python/b.c": "int x = Py_Name();\n/* Py_Name2 */\n"}, branch="3.9")
    return repo


def asked(database, *name, **how):
    """Return an answer, and the sentences that were told with it."""
    told = []
    with open_history(str(database.url.render_as_string(hide_password=False)), told.append) as history:
        return history.symbol(*name, **how), [note for note in told if "release tag" not in note]


def test_tells_commits_with_roles(named, database):
    mine(named.path, database.url, lines=True)
    found, told = asked(database, " Py_Name ")
    assert told == []
    assert found.whole_words
    assert [(row["line"], row["path"], row["delta"], row["roles"]) for row in found.rows.dicts()] == [
        ("main", "Include/a.h", 1, "declaration +1"),
        ("main", "Python/a.c", 1, None),
        ("main", "Python/notes.txt", 2, None),
        ("main", "Python/a.c", -1, "definition -1"),
        ("3.9", "Python/b.c", 1, "use +1"),
    ]
    assert [row["standing"] for row in found.rows.dicts()][1:4] == ["undone", "undone", "stands"]
    assert found.rows.dicts()[1]["by_sha"] == named.tip("main")
    main, other = found.spans
    assert (main.line, main.commits, main.delta) == ("main", 3, 3)
    assert (main.first["issues"], main.last["sha"]) == ("bpo-1001", named.tip("main"))
    assert (other.line, other.commits, other.first) == ("3.9", 1, other.last)


def test_every_role_and_filters(named, database):
    mine(named.path, database.url, lines=True)
    rows = asked(database, "Py_Name", path="Python", line="main", every_role=True)[0].rows.dicts()
    assert [row["roles"] for row in rows] == ["definition +1", None, "definition -1"]
    assert asked(database, "Py_Name", path="Modules")[0].spans == ()


def test_without_counted_names_git_searches(named, database, monkeypatch):
    mine(named.path, database.url)
    counted = asked(database, "Py_Name", line="master")[0].rows.dicts()
    found, told = asked(database, "Py_Name")
    assert "so git searches for it as a text" in told[0]
    assert not found.whole_words
    assert [(row["line"], row["path"], row["delta"], row["added"]) for row in found.rows.dicts()] == [
        ("main", "Include/a.h", 1, None),
        ("main", "Python/a.c", 1, None),
        ("main", "Python/notes.txt", 2, None),
        ("main", "Python/a.c", -1, None),
        ("3.9", "Python/b.c", 2, None),
    ]
    assert [row["line"] for row in counted] == ["main"] * 4
    assert [row["standing"] for row in counted] == ["stands", "undone", "undone", "stands"]
    assert [row["path"] for row in asked(database, "Py_Name", path="*.txt")[0].rows.dicts()] == ["Python/notes.txt"]
    monkeypatch.setattr("miner.git.pickaxe.program", None)  # the answer is in the cache
    assert asked(database, "Py_Name")[0] == found


def test_a_name_that_is_not_counted_is_searched_for(named, database):
    mine(named.path, database.url, lines=True)
    found, told = asked(database, "return")
    assert [row["delta"] for row in found.rows.dicts()] == [1, -1]
    assert "so git searches for it as a text" in told[0]


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("two words", True, "'two words' is not a name in C"),
        ("Py_Na", True, "there is Py_Name, Py_Name2."),
        ("Py%", True, "is not a name in C"),
        ("Py_Unheard", True, "Programs or Python."),
        ("Py_Unheard", False, "No commit has changed how often Py_Unheard occurs"),
    ],
)
def test_unknown_names(named, database, name, lines, message):
    mine(named.path, database.url, lines=lines)
    with pytest.raises(LookupFailedError, match=message):
        asked(database, name)


def test_a_clone_without_contents_cannot_be_searched(named, database, tmp_path):
    mine(named.path, database.url)
    blob = str(named.git.create_blob(b"int Py_Name(void);\n"))
    (named.path / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(RepositoryError, match="lacks file contents"):
        asked(database, "Py_Name")


def test_a_clone_that_is_gone(named, database):
    mine(named.path, database.url, lines=True)
    shutil.rmtree(named.path)
    found, told = asked(database, "Py_Name")
    assert len(found.rows) == 5
    assert told == ["The mined clone is not there any more, so what the occurrences are is not told."]
    with pytest.raises(RepositoryError, match="not there any more"):
        asked(database, "return")


def test_without_the_extra(named, database, monkeypatch):
    mine(named.path, database.url, lines=True)
    monkeypatch.setitem(sys.modules, "miner.code.roles", None)
    found, told = asked(database, "Py_Name")
    assert {row["roles"] for row in found.rows.dicts()} == {None}
    assert "cpython-miner[code]" in told[0]


def test_without_a_cache_it_works_too(named, database, monkeypatch, tmp_path):
    mine(named.path, database.url)
    (tmp_path / "file").touch()
    monkeypatch.setattr(searches.settings, "cache_folder", lambda: tmp_path / "file")
    assert len(asked(database, "Py_Name")[0].rows) == 5


def test_names_counted_in_part_are_told(named, database):
    mine(named.path, database.url, lines=True)
    with database.engine.begin() as connection:
        last = connection.scalar(text("SELECT MAX(path_id) FROM symbol_changes"))
        for statement in ("DELETE FROM symbol_changes", "UPDATE line_prints SET names_version = NULL"):
            connection.execute(text(f"{statement} WHERE path_id = :last"), {"last": last})
    assert "Names were counted only in part, so commits may be missing" in asked(database, "Py_Name")[1][0]
    mine(named.path, database.url, lines=True)
    assert asked(database, "Py_Name")[1] == []


def test_a_damaged_clone_leaves_the_roles_open(named, database):
    mine(named.path, database.url, lines=True)
    blob = str(named.git.create_blob(b"int Py_Name(void);\n"))
    (named.path / "objects" / blob[:2] / blob[2:]).unlink()
    rows = asked(database, "Py_Name", line="main", every_role=True)[0].rows.dicts()
    assert [row["roles"] for row in rows] == [None, "definition +1", None, "definition -1"]


def test_without_git_the_roles_stay_open(named, database, monkeypatch):
    mine(named.path, database.url, lines=True)
    monkeypatch.setattr("miner.git.program.available", lambda: False)
    found, told = asked(database, "Py_Name")
    assert {row["roles"] for row in found.rows.dicts()} == {None}
    assert "install git" in told[0]
