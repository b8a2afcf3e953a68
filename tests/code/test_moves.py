"""Fields that move: between structs, out of what holds them, for some conditions, and from variables of sources."""

import pytest

OTHERS = "int a1; int a2; int a3;"


def test_a_field_moves_to_another_struct(history):
    history.commit("first", a="struct a { int x; PyObject *y; };", b="struct b { int z; };")
    second = history.commit("second", a="struct a { int x; };", b="struct b { int z; PyObject *y; };")
    history.mine()
    assert history.moves() == [("moved", "a.y", "b.y", second, "stands")]
    assert history.places() == [("a.y", "b.y")]
    assert [(row["struct"], row["began"], row["ended"]) for row in history.fields(path="y")] == [
        ("a", "added", "moved"),
        ("b", "moved", None),
    ]


@pytest.mark.parametrize("type_", ["long y", "PyObject **y", "PyObject y"])
def test_a_field_of_another_type_is_another_field(history, type_):
    history.commit("first", a="struct a { int x; PyObject *y; };", b="struct b { int z; };")
    history.commit("second", a="struct a { int x; };", b=f"struct b {{ int z; {type_}; }};")
    history.mine()
    assert history.moves() == ([("moved", "a.y", "b.y", history.repo.tip("main"), "stands")] if "**" in type_ else [])


def test_types_are_compared_by_what_they_name(history):
    history.commit("first", a="struct a { T *y; int x; };\ntypedef struct t { int x; } T;", b="struct b { int z; };")
    history.commit("second", a="struct a { int x; };\nstruct u { int x; };", b="struct b { int z; struct u *y; };")
    history.mine()
    assert [move[:3] for move in history.moves()] == [("moved", "a.y", "b.y")]


def test_a_field_moves_from_what_one_struct_holds_to_what_another_holds(history):
    history.commit(
        "first",
        runtime="struct ceval { int kept; int pending; };\nstruct runtime { struct ceval ceval; };",
        interp="struct interp { int id; };",
    )
    second = history.commit(
        "second",
        runtime="struct ceval { int kept; };\nstruct runtime { struct ceval ceval; };",
        interp="struct state { int pending; };\nstruct interp { int id; struct state ceval; };",
    )
    history.mine()
    assert history.moves() == [("moved", "ceval.pending", "state.pending", second, "stands")]
    assert history.places() == [
        ("ceval.pending", "interp.ceval.pending"),
        ("ceval.pending", "state.pending"),
        ("runtime.ceval.pending", "interp.ceval.pending"),
        ("runtime.ceval.pending", "state.pending"),
    ]


def test_what_is_in_a_struct_that_another_holds_is_not_in_that(history):
    """Since the runtime holds an interpreter by value, everything of an interpreter is in the runtime, too."""
    interp = "struct interp {{ int id; {0} }};"
    history.commit("first", runtime="struct runtime { int gc; struct interp main; };", interp=interp.format(""))
    history.commit("second", runtime="struct runtime { struct interp main; };", interp=interp.format("int gc;"))
    history.mine()
    assert ("runtime.gc", "interp.gc") in history.places()
    history.commit("third", thread="struct thread { int gc; };", interp=interp.format(""))
    history.mine()
    assert ("interp.gc", "thread.gc") in history.places()
    assert ("runtime.main.gc", "thread.gc") in history.places()
    assert ("runtime.main.gc", "interp.gc") not in history.places()


def test_a_part_that_becomes_a_struct_of_its_own_moves_nothing(history):
    history.commit("first", a="struct a { int x; struct { int level; int at; } node; };")
    history.commit("second", a="struct node { int level; int at; };\nstruct a { int x; struct node node; };")
    history.mine()
    assert history.moves() == []


def test_an_inner_struct_moves_as_a_whole(history):
    inner = "struct { int mutex; int level; } lock;"
    history.commit("first", a=f"struct a {{ int x; {inner} }};", b="struct b { int z; };")
    second = history.commit("second", a="struct a { int x; };", b=f"struct b {{ int z; {inner} }};")
    history.mine()
    assert history.moves() == [("moved", "a.lock", "b.lock", second, "stands")]
    assert {row["ended"] for row in history.fields(struct="a", removed=second)} == {"moved"}
    assert {row["began"] for row in history.fields(struct="b", added=second)} == {"moved"}


def test_the_only_field_of_a_struct_s_type_moves_under_another_name(history):
    gil = "struct gil { int locked; };\n"
    history.commit("first", a=f"{gil}struct a {{ int x; struct gil gil; }};", b="struct b { int z; };")
    history.commit("second", a=f"{gil}struct a {{ int x; }};", b="struct b { int z; struct gil _gil; };")
    history.mine()
    assert [move[:3] for move in history.moves()] == [("moved", "a.gil", "b._gil")]


def test_another_type_may_take_the_place_of_what_moved(history):
    types = "struct old { int o1; int o2; };\nstruct new { int n1; };\n"
    history.commit("first", a=f"{types}struct a {{ int x; struct old mem; }};", b="struct b { int z; };")
    history.commit(
        "second", a=f"{types}struct a {{ int x; struct new mem; }};", b="struct b { int z; struct old mem; };"
    )
    history.mine()
    assert [move[:3] for move in history.moves()] == [("moved", "a.mem", "b.mem")]


def test_a_field_that_moves_for_some_conditions_only(history):
    history.commit("first", a="struct a { int x; int gil; };", b="struct b { int z; };")
    second = history.commit(
        "second",
        a="struct a { int x;\n#ifndef ISOLATED\nint gil;\n#endif\n};",
        b="struct b { int z;\n#ifdef ISOLATED\nint gil;\n#endif\n};",
    )
    history.mine()
    assert history.moves() == [("conditional", "a.gil", "b.gil", second, "stands")]
    assert history.now("a") == ["x", "gil"]


def test_two_structs_that_have_next_to_nothing_in_common_are_no_move(history):
    history.commit("first", a="struct a { int name; long o1; long o2; };")
    history.commit("second", a="struct b { int name; char n1; char n2; };")
    history.mine()
    assert history.moves() == []


@pytest.mark.parametrize(
    ("source", "field", "variable"),
    [
        ("static PyObject *small_ints[10];\n", "PyObject *small_ints[10];", "small_ints"),
        ("static int _initialized = 0;\n", "int initialized;", "_initialized"),
        ("static PyObject *unicode_latin1[256];\n", "PyObject *latin1[256];", "unicode_latin1"),
        ("static int level, atbol[2];\n", "struct { struct { int level; } node; } parser;", "level"),
        ("static int other;\n", "int initialized;", None),
        ("static void f(int initialized) {}\n", "int initialized;", None),
    ],
)
def test_a_static_variable_becomes_a_field(history, source, field, variable):
    a = "struct unicode_state {{ int x; {0} }};"
    history.commit("first", a=a.format(""), files={"Objects/unicode.c": f"int kept;\n{source}"})
    second = history.commit("second", a=a.format(field), files={"Objects/unicode.c": "int kept;\n"})
    history.mine()
    assert [(move[0], move[1], move[3]) for move in history.moves()] == (
        [("from-static", variable, second)] if variable else []
    )
    if variable:
        assert history.rows("SELECT from_file, to_file FROM field_move_details") == [
            ("Objects/unicode.c", "Include/a.h")
        ]


def test_a_variable_that_another_source_has_now_is_still_one(history):
    history.commit("first", a="struct a { int x; };", files={"a.c": "static int y;\n", "b.c": "\n"})
    history.commit("second", a="struct a { int x; int y; };", files={"a.c": "\n", "b.c": "static int y;\n"})
    history.mine()
    assert history.moves() == []


def test_what_became_of_moves(history):
    """Moves that are undone and made again, one taken back by hand, and one whose field goes."""
    here = {"a": f"struct a {{ {OTHERS} int undone; int back; int gone; }};", "b": "struct b { int z; };"}
    history.commit("first", **here)
    there = {"a": f"struct a {{ {OTHERS} }};", "b": "struct b { int z; int undone; int back; int gone; };"}
    moved = history.commit("Move them to where they belong", **there)
    back = history.commit("Change two", b="struct b { int z; int undone; };", a=f"struct a {{ {OTHERS} int back; }};")
    history.mine()
    assert [(move[1], move[3], move[4]) for move in history.moves()] == [
        ("a.back", moved, "undone"),
        ("a.gone", moved, "removed"),
        ("a.undone", moved, "stands"),
        ("b.back", back, "stands"),
    ]
    undo = history.commit(f'Revert "Move them"\n\nThis reverts commit {moved}.', **here)
    again = history.commit("Move them once more", **there)
    history.mine()
    select = (
        "SELECT from_path, standing, by_sha, redone_sha FROM field_move_details WHERE sha = '{0}' ORDER BY from_path"
    )
    assert history.rows(select.format(moved)) == [
        ("back", "undone", back, again),
        ("gone", "removed", back, again),
        ("undone", "undone", undo, again),
    ]
    assert {row[1:] for row in history.rows(select.format(again))} == {("stands", again, None)}
