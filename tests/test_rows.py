"""The answers as Python values: iterating, choosing, sorting, and what notebooks and other libraries get."""

import pytest

from miner.answers import Rows
from miner.errors import QueryError

ROWS = Rows(("line", "commits"), [("3.10", 2), ("main", 9), (None, 2)])


def test_rows_are_a_sequence():
    assert list(ROWS) == ROWS.rows
    assert ROWS[1] == ("main", 9)
    assert ROWS[-1] == (None, 2)
    assert len(ROWS) == 3
    assert repr(ROWS) == "<Rows: 3 of line, commits>"


def test_a_notebook_shows_a_table_in_which_text_stays_text():
    shown = Rows(("<b>",), [("<script>",), (None,)])._repr_html_()
    assert "<th>&lt;b&gt;</th>" in shown
    assert "<td>&lt;script&gt;</td>" in shown
    assert "<td></td>" in shown
    assert "<p>40 more rows</p>" in Rows(("a",), [(1,)] * 100)._repr_html_()


def test_pandas_and_arrow_keep_text():
    frame = pytest.importorskip("pandas", reason="pandas is not installed") and ROWS.to_pandas()
    assert list(frame["line"])[:2] == ["3.10", "main"]
    assert list(frame["commits"]) == [2, 9, 2]
    table = pytest.importorskip("pyarrow", reason="the extra [parquet] is not installed") and ROWS.to_arrow()
    assert table.to_pydict() == {"line": ["3.10", "main", None], "commits": [2, 9, 2]}
    assert Rows(("a", "b"), []).to_arrow().column_names == ["a", "b"]
    mixed = Rows(("a", "b", "c"), [(1, 1, None), ("x", 0.5, None)]).to_arrow()
    assert mixed.to_pydict() == {"a": ["1", "x"], "b": [1.0, 0.5], "c": [None, None]}
    assert [str(kind) for kind in mixed.schema.types] == ["string", "double", "string"]
    assert Rows(("a",), [(b"\x00\xff",), (None,)]).to_arrow().to_pydict() == {"a": ["00ff", None]}
    many = [(None if n % 7 == 0 else f"é{n}" if n % 3 else str(n), n if n % 5 else None, "") for n in range(2500)]
    table = Rows(("a", "b", "c"), many).to_arrow()
    table.validate(full=True)
    assert [str(kind) for kind in table.schema.types] == ["string", "int64", "string"]
    assert list(zip(*table.to_pydict().values(), strict=True)) == many
    with pytest.raises(QueryError, match="There are two columns a"):
        Rows(("a", "a"), [(1, 2)]).to_arrow()


def test_columns_are_chosen_and_rows_sorted():
    assert ROWS.chosen(("commits", "line")) == Rows(("commits", "line"), [(2, "3.10"), (9, "main"), (2, None)])
    assert ROWS.chosen((), ("-commits", "line")).rows == [("main", 9), ("3.10", 2), (None, 2)]
    assert ROWS.chosen(("commits",), ("-line",)).rows == [(9,), (2,), (2,)]
    assert Rows(("a",), [("x",), (1,), (None,), (0.5,)]).chosen((), ("a",)).rows == [(0.5,), (1,), ("x",), (None,)]
    with pytest.raises(QueryError, match="There is no column year: the columns are line, commits"):
        ROWS.chosen((), ("-year",))
    with pytest.raises(QueryError, match="There is no column '': the columns"):
        ROWS.chosen((), ("-",))
    with pytest.raises(QueryError, match="The column line is chosen twice"):
        ROWS.chosen(("line", "commits", "line"))


def test_instants_are_sorted_by_utc():
    rows = Rows(("at",), [("2019-02-24T20:00:00-08:00",), ("2019-02-25T03:00:00+00:00",), ("2019-02-24",), ("-",)])
    assert [row[0][:16] for row in rows.chosen((), ("at",))] == [
        "2019-02-24",
        "2019-02-25T03:00",
        "2019-02-24T20:00",
        "-",
    ]
