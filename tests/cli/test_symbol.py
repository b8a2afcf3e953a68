"""``miner symbol``."""

import json

import pytest

from miner.pipeline import mine
from miner.store.engine import database_url


@pytest.fixture
def database(repo, tmp_path):
    repo.commit("bpo-1001: Begin", {"Include/a.h": "int Py_Name(void);\n"})
    repo.commit("bpo-1001: Use it", {"Python/a.c": "int x = Py_Name();\n"})
    repo.commit("[3.9] Once more", {"Python/b.c": "int y = Py_Name();\n"}, branch="3.9", parents=[repo.tip("main")])
    repo.tag("v3.9.0", repo.tip("3.9"), time=1_560_000_000)
    path = tmp_path / "history.db"
    mine(repo.path, database_url(path), lines=True)
    return path


def test_a_table_for_each_line(run, database):
    result = run("--db", database, "symbol", "Py_Name")
    assert result.exit_code == 0, result.output
    assert "Py_Name on main: 2 commits\n  first  2019-02-25 " in result.stdout
    assert "(bpo-1001), in 3.9.0\n  last   2019-02-25 " in result.stdout
    assert "Py_Name on 3.9: 1 commit\n  first  2019-02-25 " in result.stdout
    assert result.stdout.count("use +1") == 2
    assert "(no commit there" in run("--db", database, "symbol", "Py_Name", "--path", "Modules").stdout


def test_rows(run, database):
    result = run("--db", database, "symbol", "Py_Name", "--line", "3.9", "--format", "json")
    (row,) = json.loads(result.stdout)
    assert (row["symbol"], row["line"], row["delta"], row["first_release"]) == ("Py_Name", "3.9", 1, "3.9.0")


@pytest.mark.parametrize("name", ["Py_Nowhere", "no name"])
def test_problems(run, database, name):
    result = run("--db", database, "symbol", name)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
