"""The fields of structs over time, as the facade answers; the queries have tests of their own."""

import pytest
from sqlalchemy import text

from miner.errors import LookupFailedError
from miner.history.history import open_history
from tests.queries import world


@pytest.fixture
def filled(database):
    with database.engine.begin() as connection:
        world.fill(connection)
    return database


def opened(database, told=None):
    return open_history(database.url.render_as_string(hide_password=False), None if told is None else told.append)


@pytest.fixture
def history(filled):
    with opened(filled) as history:
        yield history


def short(sha):
    return sha[:2]


def test_moves(history):
    rows = history.moves("Runtime", "Interp", line="master").dicts()
    assert [(row["field"], short(row["sha"]), row["standing"]) for row in rows] == [
        ("calls.pending", "03", "undone"),
        ("calls.pending", "07", "undone"),
        ("calls.pending", "09", "stands"),
        ("lock", "14", "stands"),
    ]
    assert history.moves(" struct _runtime ", "Interp").dicts() == rows
    assert len(history.moves("Runtime", "Interp", "2019-02-01", "2019-02-25", issue="bpo-100")) == 2
    (row,) = history.moves("STATIC", "Interp").dicts()
    assert (row["field"], row["from_path"], row["standing"]) == ("small_cache", "Modules/b.c", "removed")


def test_a_page(history):
    page = history.struct("struct _interp")
    assert page.title == "struct Interp"
    assert dict(page.facts) == {
        "struct": "Interp",
        "line": "main",
        "fields": 3,
        "left": 1,
        "headers": "Include/internal/d.h",
    }
    fields, left, names = (section.rows.dicts() for section in page.sections)
    assert [(row["path"], row["elsewhere"]) for row in fields] == [
        ("id", None),
        ("ceval.pending", "Calls.pending"),
        ("lock", "Runtime.lock"),
    ]
    assert [(row["path"], row["ended_as"], row["now"]) for row in left] == [("small", "removed", None)]
    assert [(row["from_name"], row["to_name"]) for row in names] == [("_interp", "Interp")]


def test_a_struct_whose_fields_all_left(history):
    page = history.struct("Calls")
    assert page.facts["struct"] == "Calls"
    assert page.facts["headers"] is None
    assert page.sections[0].otherwise == "On main the struct has no fields today."
    assert page.sections[1].rows.dicts()[0]["now"] == "Interp.ceval.pending"


def test_two_releases(history):
    assert [row["path"] for row in history.struct_at("Runtime", "3.8.0a1").dicts()] == ["gil", "calls", "lock"]
    (row,) = history.struct_at("Runtime", "3.8.0a1", "3.9.0a1").dicts()
    assert (row["difference"], row["path"], row["before"], row["condition"]) == (
        "changed",
        "lock",
        "void *",
        "!defined(PER_INTERP)",
    )


def test_pages_of_commits_tell_moves(history):
    page = history.commit(world.sha(9))
    (rows,) = (section.rows.dicts() for section in page.sections if section.name == "moves")
    assert [(row["from_path"], row["to_path"]) for row in rows] == [("Calls.pending", "Interp.ceval.pending")]
    assert "moves Calls.pending to Interp.ceval.pending" in {
        event.detail for event in history.timeline("bpo-100").events
    }


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("moves", "Runtime", "Interpr"), "No header has had a struct Interpr; near to it are Interp, _interp."),
        (("moves", "Zzz", "Interp"), "No header has had a struct Zzz."),
        (("struct", "union Interp x"), "No header has had a struct union Interp x"),
        (("struct_at", "Interp", "3.7.0"), "The database knows no release 3.7.0"),
    ],
)
def test_unknown_names(history, asked, message):
    with pytest.raises(LookupFailedError, match=message):
        getattr(history, asked[0])(*asked[1:])


def test_structs_that_were_not_read(filled):
    with filled.engine.begin() as connection:
        for table in ("struct_name_lines", "struct_names", "struct_lines"):
            connection.execute(text(f"DELETE FROM {table}"))
    told = []
    with opened(filled, told) as history:
        with pytest.raises(LookupFailedError, match="run `miner mine --structs`"):
            history.struct("Interp")
        history.timeline("bpo-100")
        assert "moves" not in [section.name for section in history.commit(world.sha(9)).sections]
        assert [note for note in told if "Structs" in note] == []
        assert len(history.query("struct_renames")) == 0
    assert [note for note in told if "Structs" in note] == [
        "Structs were not followed, so none are known: run `miner mine --structs`."
    ]


def test_structs_that_were_not_read_to_the_end(filled):
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE struct_lines SET tip_id = 12 WHERE line = '3.8'"))
    told = []
    with opened(filled, told) as history:
        history.moves("Runtime", "Interp")
    assert "Structs were followed before 1 of the lines went on" in "".join(told)


def test_names_that_were_not_counted(filled):
    with filled.engine.begin() as connection:
        for table in ("symbol_changes", "symbols"):
            connection.execute(text(f"DELETE FROM {table}"))
    told = []
    with opened(filled, told) as history:
        assert len(history.query("api_added_by_release")) == 0
    assert "The names in C code were not counted: run `miner mine --lines` with a full clone." in told
