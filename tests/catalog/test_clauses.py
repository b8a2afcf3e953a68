"""Clauses: SQL that many queries share, put into its place when a query is read."""

import pytest

from miner.catalog.catalog import Catalog
from miner.catalog.clauses import Clauses
from miner.catalog.header import parse
from miner.errors import QueryError
from miner.resources import directory

HEADER = """\
-- title: Numbers
-- description: Numbers between two others.
-- parameter: low   integer  optional  the lowest
-- parameter: high  integer  optional  the highest
-- parameter: word  text     optional  a word
-- column: n  the number
"""
BETWEEN = """\
-- description: Whether a number is between two others.
-- argument: number  the number
({low} IS NULL OR {twice {number}} >= {low})
AND ({high} IS NULL OR {twice {number}} <= {high})
"""
TWICE = "-- description: Twice a number.\n-- argument: number  the number\n2 * {number}\n"
SAME = "-- description: Whether two texts\n--   are the same.\n-- argument: one  a\n-- argument: other  b\n{one} = {other}\n"
ALL = "-- description: All rows.\nLIMIT 9\n"


@pytest.fixture
def read(tmp_path):
    folder = tmp_path / "clauses"
    folder.mkdir()
    for name, text in {"between": BETWEEN, "twice": TWICE, "same": SAME, "every": ALL}.items():
        (folder / f"{name}.sql").write_text(text)

    def reading(sql):
        path = tmp_path / "numbers.sql"
        path.write_text(HEADER + sql)
        return parse(path, Clauses(folder)).sql

    return reading


def test_a_clause_takes_its_place_and_keeps_its_indent(read):
    assert read("SELECT 1 AS n FROM t\nWHERE {between t.n} AND :word = ''\n{every}") == (
        "SELECT 1 AS n FROM t\n"
        "WHERE (CAST(:low AS integer) IS NULL OR 2 * t.n >= CAST(:low AS integer))\n"
        "      AND (CAST(:high AS integer) IS NULL OR 2 * t.n <= CAST(:high AS integer)) AND :word = ''\n"
        "LIMIT 9"
    )


def test_a_clause_takes_parameters_from_a_row_that_has_them(read):
    assert read("SELECT 1 AS n FROM (SELECT {given low, high, word}) AS g\nWHERE {between t.n from g}") == (
        "SELECT 1 AS n FROM (SELECT CAST(:low AS integer) AS low,\n"
        "                           CAST(:high AS integer) AS high,\n"
        "                           CAST(:word AS text) AS word) AS g\n"
        "WHERE (g.low IS NULL OR 2 * t.n >= g.low)\n"
        "      AND (g.high IS NULL OR 2 * t.n <= g.high)"
    )


def test_the_last_argument_has_the_remaining_commas(read):
    sql = read("SELECT {given low, high} WHERE {same :word, COALESCE('a', 'b')}")
    assert sql.endswith("WHERE :word = COALESCE('a', 'b')")


@pytest.mark.parametrize(
    ("sql", "line", "complaint"),
    [
        ("SELECT 1\nWHERE {beween t.n}", 8, "no clause beween; there are given, between, every, same, twice"),
        ("SELECT 1\nWHERE {between}", 8, "write {between NUMBER} instead of {between}"),
        ("SELECT 1\nWHERE {same :word}", 8, "write {same ONE, OTHER} instead of {same :word}"),
        ("SELECT 1\n{every x}", 8, "write {every} instead of {every x}"),
        ("SELECT 1\n{}", 8, "{} is not the use of a clause"),
        ("SELECT {given low, hig}", 7, ":hig is used but not declared"),
        ("SELECT {given low, word}\nWHERE {same :words, 'x'}", 8, ":words is used but not declared"),
        ("SELECT {given low, high}", 5, "parameter word is declared but not used"),
    ],
)
def test_a_wrong_use_is_told_with_its_line(read, tmp_path, sql, line, complaint):
    with pytest.raises(QueryError) as caught:
        read(sql)
    assert str(caught.value).startswith(f"{tmp_path / 'numbers.sql'}:{line}: ")
    assert complaint in str(caught.value)


def test_a_clause_may_need_a_parameter_that_the_query_lacks(read, tmp_path):
    path = tmp_path / "few.sql"
    path.write_text("-- title: Few\n-- description: Few.\n-- column: n  the number\nSELECT 1 AS n\nWHERE {between 1}")
    with pytest.raises(QueryError, match=r"few.sql:5: :low is used but not declared"):
        parse(path, Clauses(tmp_path / "clauses"))


@pytest.mark.parametrize(
    ("source", "line", "complaint"),
    [
        ("-- argument: x  an x\n{x}", 1, "needs one description"),
        ("-- description: One.\n-- description: Two.\n1", 1, "needs one description"),
        ("-- description: One.\n-- argument: x  an x\n1", 2, "argument x is declared but not used"),
        ("-- description: One.\n-- argument: x\n{x}", 2, "write `-- argument: NAME  description`"),
        ("-- description: One.\n-- column: x  an x\n1", 2, "unknown key"),
        ("-- description: One.", 1, "no SQL"),
    ],
)
def test_what_is_wrong_with_a_clause_is_told_with_its_line(tmp_path, source, line, complaint):
    (tmp_path / "wrong.sql").write_text(source)
    with pytest.raises(QueryError) as caught:
        Clauses(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'wrong.sql'}:{line}: ")
    assert complaint in str(caught.value)


def test_what_is_written_once_is_written_nowhere_else():
    folder = directory("queries")
    for path in [*folder.glob("*.sql"), *folder.glob("postgresql/*.sql")]:
        text = path.read_text(encoding="utf-8")
        for part in (":limit", ":since", ":until", "LIKE given.path", "_at, 1, 10)", "MIN(r.position)"):
            assert part not in text, path


def test_every_clause_is_used():
    clauses = Clauses(directory("queries") / "clauses")
    texts = "".join(path.read_text(encoding="utf-8") for path in directory("queries").rglob("*.sql"))
    assert [name for name in clauses.all if f"{{{name} " not in texts and f"{{{name}}}" not in texts] == []
    assert not any("{" in Catalog.load()[name].sql for name in Catalog.load())
