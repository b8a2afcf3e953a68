"""Blanking what is no declaration: the length and the lines stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.code.cutting import cut
from miner.code.masking import mask, negate
from miner.code.parsing import parse

PIECES = st.sampled_from(
    [
        "struct s {", "union {", "typedef struct", "}", "};", " x;", "int a;\n", "\n", "#if A\n", "#ifdef __cplusplus\n",
        "#else\n", "#elif B\n", "#endif\n", "#define X { \\\n }\n", "/*", "*/", "//", '"', "'", "\\", "(", ")",
        "PROTO((", "_Atomic(", "__attribute__((", "Py_ALIGNED_DEF(8, ", "PyObject_HEAD\n", ":", "[", "]", "*", "é", "\0",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)


@given(TEXTS)
def test_a_mask_has_the_length_and_the_lines_of_the_text(text):
    masked = mask(text).text
    assert len(masked) == len(text)
    assert [at for at, one in enumerate(masked) if one == "\n"] == [at for at, one in enumerate(text) if one == "\n"]


@given(TEXTS)
def test_no_text_is_too_broken_to_be_cut_and_parsed(text):
    for one in cut(text.encode("latin-1", "replace").decode("latin-1")).cuts:
        assert one.line >= 1
        parse(one.text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("a /* { */ b", "a         b"),
        ("a // } \\\n } \nb", "a       \n   \nb"),
        ('char c = "{";', 'char c = " ";'),
        ("c = '}';", "c = ' ';"),
        ("#define X {\\\n{\nint a;", "            \n \nint a;"),
        ('#ifdef __cplusplus\nextern "C" {\n#endif\nint a;', "                  \n            \n      \nint a;"),
        ("#ifndef __cplusplus\na\n#else\nb\n#endif\n", "                   \na\n     \n \n      \n"),
        ("#if 0\na\n#else\nb\n#endif\n", "     \n \n     \nb\n      \n"),
        ("int (*f) Py_PROTO((int));", "int (*f)          (int) ;"),
        ("_Atomic(int) a;", "        int  a;"),
        ("struct __attribute__((packed)) s {", "struct                         s {"),
        ("Py_ALIGNED_DEF(8, char) a[8];", "                  char  a[8];"),
    ],
)
def test_what_is_blanked(text, masked):
    assert mask(text).text == masked


def conditions(text: str) -> list[str]:
    masked = mask(text)
    return [" && ".join(masked.conditions(at)) for at, one in enumerate(masked.text) if one == "@"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@\n#ifdef A\n@\n#else\n@\n#endif\n@", ["", "defined(A)", "!defined(A)", ""]),
        ("#ifndef A\n@\n#endif", ["!defined(A)"]),
        ("#if defined A  &&  \\\n X > 1\n@\n#endif", ["defined(A) && X > 1"]),
        ("#if A\n@\n#elif B\n@\n#else\n@\n#endif", ["A", "!A && B", "!A && !B"]),
        ("#if A > 1\n#ifdef B\n@\n#endif\n@\n#else\n@\n#endif", ["A > 1 && defined(B)", "A > 1", "!(A > 1)"]),
        ("#ifndef Py_X_H\n#define Py_X_H\n@\n#endif", [""]),
        ("#if 1\n@\n#endif\n#else\n#endif\n@", ["", ""]),
    ],
)
def test_conditions(text, found):
    assert conditions(text) == found


@pytest.mark.parametrize("condition", ["defined(A)", "!defined(A)", "A", "!A", "A > 1 && B", "!(A || B)"])
def test_the_opposite_of_the_opposite_is_the_same(condition):
    assert negate(negate(condition)) == condition
