"""Canned queries: reading their files, checking what is given, running them where nothing can be written."""

import datetime as dt

import pytest
from sqlalchemy import text

from miner.catalog.catalog import Catalog
from miner.catalog.clauses import Clauses
from miner.catalog.header import opening_word, parse
from miner.catalog.query import Parameter
from miner.catalog.run import run, run_text
from miner.errors import QueryError, StoreError
from miner.store.engine import explained, open_for_reading

HEADER = """\
-- title: Numbers
-- description: Numbers from one
--   to a limit.
"""
PARAMETER = "-- parameter: limit  integer  default 3  how many\n"
COLUMN = "-- column: n  the number\n"


def write(folder, source, name="numbers"):
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.sql"
    path.write_text(source)
    return path


def parsed(path):
    return parse(path, Clauses(path.parent / "clauses"))


def test_a_query_says_what_it_takes_and_answers(tmp_path):
    query = parsed(
        write(
            tmp_path,
            HEADER
            + PARAMETER
            + "-- parameter: issue  issue  required  bpo-N, gh-N\n--   or an address\n"
            + "-- parameter: since  day  optional  from this day on\n"
            + COLUMN
            + "SELECT 1 AS n WHERE 1 < :limit AND :issue = 'x' AND CAST(:since AS text) IS NULL\n",
        )
    )
    assert query.name == "numbers"
    assert query.title == "Numbers"
    assert query.description == "Numbers from one to a limit."
    assert query.parameters == (
        Parameter("limit", "integer", "default", "3", "how many"),
        Parameter("issue", "issue", "required", None, "bpo-N, gh-N or an address"),
        Parameter("since", "day", "optional", None, "from this day on"),
    )
    assert [column.name for column in query.columns] == ["n"]
    assert query.sql.startswith("SELECT 1 AS n")


@pytest.mark.parametrize(
    ("source", "line", "complaint"),
    [
        (COLUMN + "SELECT 1", 1, "lacks a title"),
        ("-- title: x\n" + COLUMN + "SELECT 1", 1, "lacks a description"),
        (HEADER + "SELECT 1", 1, "declares no column"),
        (HEADER + COLUMN, 4, "no SQL"),
        ("", 1, "no SQL"),
        (HEADER + COLUMN + "\nDELETE FROM x", 6, "begins with SELECT or WITH"),
        (HEADER + COLUMN + "WITH a AS (SELECT 1)\nDELETE FROM a", 6, "DELETE has no place"),
        (HEADER + COLUMN + "SELECT 1\nWHERE :nothing", 6, ":nothing is used but not declared"),
        (HEADER + PARAMETER + COLUMN + "SELECT 1", 4, "limit is declared but not used"),
        (HEADER + PARAMETER + PARAMETER + COLUMN + "SELECT :limit", 5, "declared twice"),
        (HEADER + COLUMN + COLUMN + "SELECT 1", 5, "declared twice"),
        ("-- title: x\n" + HEADER + COLUMN + "SELECT 1", 2, "two title lines"),
        (HEADER + "-- colum: n  the number\nSELECT 1", 4, "unknown key"),
        (
            HEADER + "-- parameter: x number optional y\n" + COLUMN + "SELECT :x",
            4,
            "kind number of parameter x is none of issue, commit",
        ),
        (HEADER + "-- parameter: x integer sometimes y\n" + COLUMN + "SELECT :x", 4, "write `-- parameter"),
        (HEADER + "-- parameter: x integer optional\n" + COLUMN + "SELECT :x", 4, "no description"),
        (HEADER + "-- parameter: x integer default a b\n" + COLUMN + "SELECT :x", 4, "default does not fit"),
        (HEADER + "-- parameter: x integer default\n" + COLUMN + "SELECT :x", 4, "write `-- parameter"),
        (HEADER + "-- parameter: x text(a, b) optional y\n" + COLUMN + "SELECT :x", 4, "x is no choice"),
        (HEADER + "-- parameter: x choice optional y\n" + COLUMN + "SELECT :x", 4, "write the values of parameter x"),
        (HEADER + "-- parameter: x choice() optional y\n" + COLUMN + "SELECT :x", 4, "write the values"),
        (HEADER + "-- parameter: x choice(a) optional y\n" + COLUMN + "SELECT :x", 4, "write the values"),
        (HEADER + "-- parameter: x choice(a b, c) optional y\n" + COLUMN + "SELECT :x", 4, "write the values"),
        (HEADER + "-- parameter: x choice(a, 'b) optional y\n" + COLUMN + "SELECT :x", 4, "write the values"),
        (HEADER + "-- parameter: x choice(a, a) optional y\n" + COLUMN + "SELECT :x", 4, "must differ"),
        (HEADER + "-- parameter: x choice(a, B) optional y\n" + COLUMN + "SELECT :x", 4, "in lower case"),
        (HEADER + "-- parameter: x choice(a, b) default c y\n" + COLUMN + "SELECT :x", 4, "takes a or b, not 'c'"),
        (HEADER + "-- column: n\nSELECT 1", 4, "write `-- column"),
        (HEADER + COLUMN + "SELECT 1\n  ::int", 6, "CAST(x AS type)"),
        (HEADER + COLUMN + "SELECT '12:30'", 5, "colon or a brace inside quotes"),
        (HEADER + COLUMN + "SELECT 1 -- is :n", 5, "colon before a word, or a brace, in a comment"),
        (HEADER + COLUMN + "SELECT '{}'", 5, "colon or a brace inside quotes"),
        (HEADER + COLUMN + "SELECT 1 -- {x}", 5, "or a brace, in a comment"),
        (HEADER + COLUMN + "SELECT 1\nWHERE {", 6, "a brace that opens or closes no clause"),
        (HEADER + COLUMN + "SELECT 1;\n", 5, "without a semicolon"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(tmp_path, source, line, complaint):
    path = write(tmp_path, source)
    with pytest.raises(QueryError) as caught:
        parsed(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert complaint in str(caught.value)


def test_what_only_looks_like_a_parameter_is_none(tmp_path):
    query = parsed(
        write(tmp_path, HEADER + COLUMN + "SELECT 'it''s; fine' AS \"update\" /* note: this */ -- and: that")
    )
    assert query.parameters == ()


@pytest.mark.parametrize(
    ("sql", "word"), [("select 1", "SELECT"), (" -- x\n/* y */ (WITH", "WITH"), ("", ""), ("--", ""), ("; x", "")]
)
def test_the_first_word_is_found_behind_comments(sql, word):
    assert opening_word(sql) == word


@pytest.mark.parametrize(
    ("kind", "given", "bound"),
    [
        ("integer", "20", 20),
        ("integer", 20, 20),
        ("day", "2019-02-24", "2019-02-24"),
        ("day", "20190224", "2019-02-24"),
        ("day", dt.date(2019, 2, 24), "2019-02-24"),
        ("day", dt.datetime(2019, 2, 24, 15, 40, tzinfo=dt.UTC), "2019-02-24"),
        ("boolean", "Yes", 1),
        ("boolean", False, 0),
        ("text", " words ", "words"),
        ("words", " remove* ", "remove*"),
        ("issue", 33608, "33608"),
        ("path", "Lib/", "Lib/"),
        ("path", "./Lib/asyncio", "Lib/asyncio"),
        ("path", ".././.gitignore", ".././.gitignore"),
        ("person", "Ann ", "Ann"),
        ("text", "", None),
        ("day", " ", None),
        ("integer", "", None),
        ("boolean", "\t", None),
    ],
)
def test_values_become_what_is_bound(kind, given, bound):
    assert Parameter("name", kind, "required", None, "x").convert(given) == bound


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("integer", "many"),
        ("integer", "-1"),
        ("integer", str(2**31)),
        ("day", "2019-13-01"),
        ("day", "yesterday"),
        ("boolean", "maybe"),
        ("words", "*"),
        ("words", '"_"'),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(kind, given):
    with pytest.raises(QueryError, match="--my-name takes"):
        Parameter("my_name", kind, "required", None, "x").convert(given)


def test_a_choice_lists_all_that_it_takes(tmp_path):
    source = (
        HEADER
        + "-- parameter: state  choice('in it', undone,\n--   'takes back')  default 'in it'  only 'these' commits\n"
        + COLUMN
        + "SELECT 1 AS n WHERE :state = 'undone'"
    )
    (state,) = parsed(write(tmp_path, source)).parameters
    assert state.choices == ("in it", "undone", "takes back")
    assert (state.need, state.default, state.description) == ("default", "in it", "only 'these' commits")
    assert state.convert("Takes back ") == "takes back"
    assert state.convert(" ") is None
    with pytest.raises(QueryError, match=r"--state takes in it, undone or takes back, not 'these'\."):
        state.convert("these")


def test_a_quoted_word_in_a_description_is_only_a_word():
    phase = Parameter("phase", "text", "optional", None, "such as 'alpha' or 'beta'")
    assert phase.choices == ()
    assert phase.convert("final") == "final"


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_an_empty_value_is_not_given(empty):
    search = Catalog.load()["search"]
    given = {parameter.name: empty for parameter in search.parameters}
    assert search.values({**given, "text": "x"}) == {**dict.fromkeys(given), "text": "x"}
    with pytest.raises(QueryError, match=r"search needs --text \(the words\)"):
        search.values(given)
    slowest = Catalog.load()["slowest_reverts"]
    assert slowest.values({"limit": empty, "issue": empty}, {"issue": lambda name: f"bpo-{name}"}) == slowest.values({})
    assert slowest.values({})["limit"] == 20


def test_without_a_limit_no_limit_is_in_the_statement():
    for query in map(Catalog.load().__getitem__, Catalog.load()):
        declared = {parameter.name for parameter in query.parameters}
        for dialect in ("sqlite", "postgresql"):
            sql, bound = query.statement(dialect, dict.fromkeys(declared))
            assert bound.keys() == declared - {"limit"}
            assert ":limit" not in sql
            values = dict.fromkeys(declared, 1)
            assert query.statement(dialect, values) == (query.sql_for(dialect), values)


def test_a_missing_parameter_is_asked_for_with_an_example():
    with pytest.raises(QueryError, match=r"search needs --text \(the words\): add, say, --text pending"):
        Catalog.load()["search"].values({})


def test_an_unknown_parameter_is_refused():
    with pytest.raises(QueryError, match=r"has no parameter lines; it takes: .*line"):
        Catalog.load()["search"].values({"lines": "main"})


def test_names_are_looked_up_by_kind():
    values = Catalog.load()["issue_facts"].values({"issue": "33608"}, {"issue": lambda name: f"bpo-{name}"})
    assert values == {"issue": "bpo-33608"}


def test_the_catalog_takes_dashes_and_names_the_nearest():
    catalog = Catalog.load()
    assert catalog["issue-commits"] is catalog["issue_commits"]
    assert "issue-commits" in catalog
    assert "nothing" not in catalog
    assert 3 not in catalog
    assert len(catalog) == len(list(catalog))
    with pytest.raises(QueryError, match="did you mean issue-commits"):
        catalog["issue_comits"]
    with pytest.raises(QueryError, match="miner query --help"):
        catalog["zzzz"]


def test_every_query_that_ships_can_be_read():
    catalog = Catalog.load()
    for name in catalog:
        query = catalog[name]
        assert query.title[0].isupper(), name
        assert not query.title.endswith("."), name
        assert query.description.endswith("."), name


def test_a_variant_may_differ_in_its_statement_only(tmp_path):
    write(tmp_path, HEADER + COLUMN + "SELECT 1 AS n")
    write(tmp_path / "postgresql", HEADER + COLUMN + "SELECT 2 AS n")
    query = Catalog.load(tmp_path)["numbers"]
    assert query.sql_for("sqlite") == "SELECT 1 AS n"
    assert query.sql_for("postgresql") == "SELECT 2 AS n"
    write(tmp_path / "postgresql", HEADER + "-- column: m  the number\nSELECT 2 AS m")
    with pytest.raises(QueryError, match="differ from those of"):
        Catalog.load(tmp_path)["numbers"]


def test_a_query_runs_alike_on_both_databases(database, tmp_path):
    source = HEADER + PARAMETER + COLUMN + "SELECT 10 * 0.5 AS n, 1 = 1 AS yes, '100%' AS share WHERE 2 < :limit"
    query = parsed(write(tmp_path, source))
    with database.engine.connect() as connection:
        rows = run(connection, query, query.values({}))
        assert rows.columns == ("n", "yes", "share")
        assert rows.dicts() == [{"n": 5, "yes": 1, "share": "100%"}]
        assert len(run(connection, query, query.values({"limit": 1}))) == 0


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM commits",
        "",
        "WITH gone AS (SELECT 1) DELETE FROM people",
        "WITH gone AS (SELECT 1) INSERT INTO people SELECT 1, 'a', 'b', 'c', 'd'",
        "SELECT 1; DELETE FROM people",
        "SELECT 1; COMMIT; DELETE FROM people",
        "PRAGMA query_only = OFF",
        "COMMIT",
        "SELECT nothing",
    ],
)
def test_a_statement_that_would_write_is_refused_in_one_sentence(database, sql):
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO people VALUES (1, 'Ann', 'a', 'Ann', 'a')"))
    engine = open_for_reading(database.url)
    try:
        with pytest.raises((QueryError, StoreError)) as caught, explained(database.url), engine.connect() as connection:
            run_text(connection, sql)
        assert "\n" not in str(caught.value)
        with engine.connect() as connection:
            assert run_text(connection, "SELECT name FROM people -- 100% :sure").rows == [("Ann",)]
    finally:
        engine.dispose()
