"""``miner moves`` and ``miner struct``."""

import csv
import io
import json

import pytest

from tests.databases import empty
from tests.queries import world


@pytest.fixture(scope="module")
def filled(sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("structs") / "history.db"
    path.write_bytes(sqlite_template.read_bytes())
    with empty(path) as database, database.engine.begin() as connection:
        world.fill(connection)
    return path


def test_moves(run, filled):
    result = run("--db", filled, "moves", "Runtime", "Interp", "--since", "2019-02-01", "--line", "main")
    assert result.exit_code == 0, result.output
    assert "Runtime.calls.pending  Interp.ceval.pending" in result.stdout
    rows = run("--db", filled, "moves", "static", "Interp", "--until", "2019-12-31", "--format", "csv").stdout
    assert [row["how"] for row in csv.DictReader(io.StringIO(rows))] == ["from-static"]


def test_struct(run, filled):
    text = run("--db", filled, "struct", "Interp").stdout
    assert text.startswith("struct Interp\n")
    assert "Fields on main today" in text
    assert "Fields that left it" in text
    page = json.loads(run("--db", filled, "struct", "Interp", "--line", "3.8", "--format", "json").stdout)
    assert [row["path"] for row in page["fields"]] == ["id"]


def test_releases(run, filled):
    rows = json.loads(run("--db", filled, "struct", "_interp", "--at", "v3.9.0a1", "--format", "json").stdout)
    assert [row["path"] for row in rows] == ["id", "ceval.pending", "lock"]
    both = ("--at", "v3.8.0a1", "--against", "v3.9.0a1")
    rows = json.loads(run("--db", filled, "struct", "_interp", *both, "--format", "json").stdout)
    assert [(row["path"], row["difference"]) for row in rows] == [("ceval.pending", "added"), ("lock", "added")]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("struct", "Nowhere"), 1, "No header has had a struct Nowhere"),
        (("struct", "Interp", "--against", "v3.8.0"), 2, "Give --at, too"),
        (("struct", "Interp", "--at", "1.0"), 1, "knows no release 1.0"),
        (("moves", "Runtime", "Interp", "--since", "soon"), 2, "'soon' does not match"),
        (("moves", "Runtime", "Interp", "--line", "9.9"), 1, "No commit was made for a line 9.9"),
    ],
)
def test_problems(run, filled, arguments, code, message):
    result = run("--db", filled, *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
