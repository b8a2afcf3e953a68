"""Structs as they are cut out of headers and understood."""

import builtins

import pytest

from miner.code import parsing
from miner.code.cutting import cut
from miner.errors import SettingsError


def read(text):
    return [(one, parsing.parse(one.text)) for one in cut(text).cuts]


def fields(body: str) -> list[tuple[str, ...]]:
    ((_, struct),) = read(f"struct s {{\n{body}\n}};\n")
    assert struct.problem_line is None
    return [tuple(field) for field in struct.fields]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("int a, *b, c[10], d:3;", [("a", "int", "", ""), ("b", "int", "*", ""), ("c", "int", "[10]", ""), ("d", "int", ":3", "")]),
        ("const struct t *volatile a;", [("a", "const struct t", "*volatile", "")]),
        ("unsigned\n  long long a;", [("a", "unsigned long long", "", "")]),
        ("int (*f)(void *, int);", [("f", "int", "(*)(void*, int)", "")]),
        ("PyObject *(*f[2])(void);", [("f", "PyObject", "*(*[2])(void)", "")]),
        ("PyObject *a[LEFT][RIGHT + 1];", [("a", "PyObject", "*[LEFT][RIGHT + 1]", "")]),
        ("struct { int a; } x;", [("x", "struct", "", ""), ("x.a", "int", "", "")]),
        ("struct t { int a; } *x;", [("x", "struct t", "*", ""), ("x.a", "int", "", "")]),
        ("union { int a; struct { int b; }; };", [("a", "int", "", ""), ("b", "int", "", "")]),
        ("struct { struct { int a; } y; } x;", [("x", "struct", "", ""), ("x.y", "struct", "", ""), ("x.y.a", "int", "", "")]),
        ("struct t { int a; };", []),
        ("enum { A, B } kind;", [("kind", "enum", "", "")]),
        ("unsigned int :24;\nint a;", [("<:24>", "unsigned int", ":24", ""), ("a", "int", "", "")]),
        ("PyObject_HEAD\nint a;", [("<PyObject_HEAD>", "", "", ""), ("a", "int", "", "")]),
        ("PyObject_HEAD;\nint a;", [("<PyObject_HEAD>", "", "", ""), ("a", "int", "", "")]),
        ("HEAD(a, b)\nMORE\nint a;", [("<HEAD(a,b)>", "", "", ""), ("<MORE>", "", "", ""), ("a", "int", "", "")]),
        ("PyObject\n  *a;", [("a", "PyObject", "*", "")]),
        ("Foo\n  a;", [("a", "Foo", "", "")]),
        ("#ifdef A\nint a;\n#else\nlong a;\n#endif", [("a", "int", "", "defined(A)"), ("a", "long", "", "!defined(A)")]),
        ("#if 0\nint a;\n#endif\nint b; /* int c; */", [("b", "int", "", "")]),
    ],
)  # fmt: skip
def test_fields(body, found):
    assert fields(body) == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("struct a { int x; };", ("struct", "a", None, None)),
        ("typedef struct a { int x; } b, *c;", ("struct", "a", "b", None)),
        ("typedef struct { int x; } *a, b;", ("struct", None, "b", None)),
        ("typedef union { int x; } a;", ("union", None, "a", None)),
        ("extern struct { int x; } a;", ("struct", None, None, "a")),
        ("struct\n#ifdef __GNUC__\n__attribute__((packed))\n#endif\na { int x; };", ("struct", "a", None, None)),
    ],
)
def test_names(text, names):
    ((_, struct),) = read(text)
    assert struct[:4] == names


def test_only_definitions_at_file_scope_are_cut():
    text = """
    #ifndef H
    #define H
    struct forward;
    static inline struct forward *f(void) { struct inside { int a; }; return 0; }
    enum { A };
    struct s { const char *text; /* } */ };
    #define M(x) struct m { x }
    #ifdef B
    typedef struct t { int b; } T;
    #endif
    #endif
    """
    assert [(one.line, one.conditions, struct.tag) for one, struct in read(text)] == [
        (7, (), "s"),
        (10, ("defined(B)",), "t"),
    ]


def test_both_branches_may_open_a_brace():
    text = "#ifdef A\nint f() {\n#else\nint g() {\n#endif\n}\nstruct s { int a; };"
    assert [struct.tag for _, struct in read(text)] == ["s"]


def test_definitions_that_differ_in_comments_have_one_text():
    texts = [
        "struct s {\n  int a; /* one */\n#if A /* x */\n int b;\n#endif\n};",
        "struct s {\n int a; // two\n#if A\nint b;\n#endif\n};",
    ]
    assert len({one.text for text in texts for one in cut(text).cuts}) == 1


def test_names_that_are_given_elsewhere():
    assert cut("typedef struct _is PyInterpreterState;\ntypedef struct _ts *T;").aliases == [
        ("_is", "PyInterpreterState")
    ]


def test_what_is_no_c_is_told_with_its_line():
    ((one, struct),) = read("\n\nstruct s {\n  int a;\n  int b : ;\n};")
    assert one.line + struct.problem_line == 5
    assert ("a", "int", "", "") in struct.fields


@pytest.mark.parametrize(
    "text",
    [
        "struct s { int a; " + "struct { " * 3_000 + "int b;" + " } x;" * 3_000 + " };",
        "struct s { " + "int a;\n" * 100_000 + "};",
        "struct " + "a" * 100_000 + ";",
        "struct s { int a; } x " + "PROTO((" * 10_000 + ";",
        "struct s { " + "HEAD\n" * 10_000 + "};",
    ],
    ids=["deep", "large", "a-long-name", "open-parentheses", "macros"],
)
def test_no_text_takes_long_or_too_much(text):
    for one, struct in read(text):
        assert struct is None or struct.tag == "s", one.line


def test_without_the_parser_the_extra_is_named(monkeypatch):
    real = builtins.__import__

    def missing(name, *args):
        if name.startswith("tree_sitter"):
            raise ImportError(name)
        return real(name, *args)

    parsing._parser.cache_clear()
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(SettingsError, match=r"needs the extra `code`: .*cpython-miner\[code\]"):
        parsing.require()
    monkeypatch.undo()
    parsing._parser.cache_clear()
