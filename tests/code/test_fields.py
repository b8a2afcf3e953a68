"""How the fields of a struct come, change and go, and under which names their structs go on."""

import pytest

A = "struct a {{ {0} }};\n"
MANY = "int one; int two; int three;"


def test_fields_come_change_and_go(history):
    first = history.commit("first", a="struct a { int x; long y; };")
    second = history.commit("second", a="struct a { long x; long y; char *z; };")
    third = history.commit("third", a="struct a {\n#ifdef B\nlong x;\n#endif\nchar *z; };")
    history.mine()
    found = [
        (row["path"], row["type"], row["condition"], row["added"], row["began"], row["removed"], row["ended"])
        for row in history.fields()
    ]
    assert found == [
        ("x", "int", "", first, "added", second, "changed"),
        ("y", "long", "", first, "added", third, "removed"),
        ("x", "long", "", second, "retyped", third, "changed"),
        ("z", "char", "", second, "added", None, None),
        ("x", "long", "defined(B)", third, "conditional", None, None),
    ]
    assert {row["since"] for row in history.fields(path="x")} == {first}
    assert history.now("a") == ["x", "z"]


def test_a_path_may_be_declared_for_several_conditions(history):
    history.commit("first", a="struct a {\n#ifdef B\nint x;\n#else\nlong x;\n#endif\n};")
    second = history.commit("second", a="struct a {\n#ifdef B\nint x;\n#else\nchar x;\n#endif\n};")
    history.mine()
    assert [(row["type"], row["condition"], row["removed"], row["began"]) for row in history.fields()] == [
        ("int", "defined(B)", None, "added"),
        ("long", "!defined(B)", second, "added"),
        ("char", "!defined(B)", None, "retyped"),
    ]


def test_new_fields_stand_where_they_are_declared(history):
    history.commit("first", a="struct a { int one; int three; };")
    history.commit("second", a="struct a { int zero; int one; int two; int three; int four; };")
    history.mine()
    assert history.now("a") == ["zero", "one", "two", "three", "four"]


def test_a_struct_that_changes_its_file_moves_nothing(history):
    first = history.commit("first", a="struct a { int x; };", b="\n")
    second = history.commit("second", a="\n", b="struct a { int x; };")
    history.mine()
    assert history.moves() == []
    assert [(row["file"], row["since"], row["began"], row["added"]) for row in history.fields()] == [
        ("Include/a.h", first, "added", first),
        ("Include/b.h", first, "refiled", second),
    ]
    assert len(history.rows("SELECT id FROM structs")) == 1


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("typedef struct { int x; } T;", "typedef struct t { int x; } T;", ["T", "T"]),
        ("struct t { int x; };", "typedef struct t { int x; } T;", ["t", "T"]),
        ("struct t { int x; };", "struct t { int x; };\ntypedef struct t T;", ["t", "T"]),
        (f"struct t {{ {MANY} }};", f"struct u {{ {MANY} int four; }};", ["t", "u"]),
        (f"typedef struct {{ {MANY} }} T;", f"typedef struct {{ {MANY} }} U;", ["T", "U"]),
    ],
)
def test_a_struct_with_another_name_is_the_same(history, before, after, names):
    first = history.commit("first", a=before)
    history.commit("second", a=after)
    history.mine()
    assert [name for (name,) in history.rows("SELECT name FROM struct_names ORDER BY id")] == names
    assert history.rows("SELECT name FROM structs") == [(names[-1],)]
    old = [row for row in history.fields() if row["path"] != "four"]
    assert {row["added"] for row in old} == {first}
    assert {row["ended"] for row in old} == {None}


def test_a_name_that_is_used_again_is_of_another_struct(history):
    history.commit("first", a="struct a { int x; };")
    history.commit("second", a="\n")
    third = history.commit("third", a="struct a { int x; };")
    history.mine()
    assert history.rows("SELECT name FROM structs") == [("a",), ("a",)]
    assert [(row["since"] == third, row["ended"]) for row in history.fields()] == [(False, "removed"), (True, None)]


def test_structs_with_nothing_but_a_macro_in_common_are_not_the_same(history):
    history.commit("first", a="typedef struct {\nPyObject_HEAD\nint x;\n} A;")
    history.commit("second", a="typedef struct {\nPyObject_HEAD\nint y;\n} B;")
    history.mine()
    assert history.rows("SELECT name FROM structs ORDER BY id") == [("A",), ("B",)]


def test_sources_have_structs_of_their_own(history):
    sources = {"Modules/a.c": "struct state { int x; };", "Modules/b.c": "struct state { int y; };"}
    history.commit("first", files=sources, a="struct a { int z; };")
    history.mine(folders=("Modules", "Include/"))
    assert sorted((row["struct"], row["path"], row["file"]) for row in history.fields()) == [
        ("a", "z", "Include/a.h"),
        ("state", "x", "Modules/a.c"),
        ("state", "y", "Modules/b.c"),
    ]
    history.commit("second", files={"Modules/b.c": "struct state { int y; int w; };"})
    history.mine()  # the folders of the last run
    assert ("w", "Modules/b.c") in {(row["path"], row["file"]) for row in history.fields()}


def test_a_renamed_field_may_have_another_type(history):
    history.commit("first", a="struct a { int kept; PyThreadState *finalizing; };")
    second = history.commit("second", a="struct a { int kept; _Py_atomic_address _finalizing; };")
    history.mine()
    assert history.moves() == [("renamed", "a.finalizing", "a._finalizing", second, "stands")]
    assert history.rows("SELECT from_type, type FROM field_move_details") == [("PyThreadState", "_Py_atomic_address")]


def test_renamed_fields(history):
    history.commit("first", a="struct a { int preinitialized; int kept; PyX *first; int also; char *last; };")
    second = history.commit(
        "second", a="struct a { int pre_initialized; int kept; PyX *initial; int also; char *other; };"
    )
    history.mine()
    assert history.moves() == [
        ("renamed", "a.preinitialized", "a.pre_initialized", second, "stands"),
        ("renamed", "a.first", "a.initial", second, "stands"),
    ]
    assert [row["ended"] for row in history.fields() if row["removed"]] == ["renamed", "renamed", "removed"]
