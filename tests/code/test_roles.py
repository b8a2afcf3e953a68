"""What the occurrences of a name in C code do."""

import pytest

from miner.code.roles import roles

FILE = rb"""
#ifndef GUARD_H
#define GUARD_H
#define VALUE(x) helper_of(x, VALUE_MAX)
PyAPI_FUNC(int) Exported(PyObject *);
PyAPI_DATA(PyTypeObject) Exported_Type;
extern struct opaque *make_opaque(int how_many);
struct forward;
typedef struct _tagged {
    int a_field;
    struct opaque *to_opaque;
    int (*a_callback)(int);
} tagged_t;
enum { FIRST_ONE = VALUE_MAX, SECOND_ONE };
static int TABLE[TABLE_SIZE] = {FIRST_ONE};
static PyObject *
do_it(PyObject *self)
{
    int how_many = helper_of("helper_of");  /* helper_of is called */
#if defined(WITH_CHECKS) && \
    WITH_CHECKS > 1
    self->a_field = TABLE_SIZE;
#endif
    return tagged_t_new(self);
}
#endif
int (*hook_of)(int);
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GUARD_H", {"definition": 1, "use": 1}),
        ("VALUE", {"definition": 1}),
        ("VALUE_MAX", {"use": 2}),
        ("helper_of", {"use": 2, "text": 1, "comment": 1}),
        ("Exported", {"declaration": 1}),
        ("Exported_Type", {"declaration": 1}),
        ("make_opaque", {"declaration": 1}),
        ("opaque", {"use": 2}),
        ("how_many", {"declaration": 1, "definition": 1}),
        ("forward", {"declaration": 1}),
        ("_tagged", {"definition": 1}),
        ("tagged_t", {"definition": 1}),
        ("a_field", {"definition": 1, "use": 1}),
        ("a_callback", {"definition": 1}),
        ("FIRST_ONE", {"definition": 1, "use": 1}),
        ("TABLE", {"definition": 1}),
        ("TABLE_SIZE", {"use": 2}),
        ("do_it", {"definition": 1}),
        ("WITH_CHECKS", {"use": 2}),
        ("hook_of", {"definition": 1}),
        ("nothing_of_it", {}),
    ],
)
def test_each_role(name, expected):
    assert dict(roles(FILE, name.encode())) == expected


def test_broken_code_is_no_problem():
    assert sum(roles(b"}\n} NAME ((( {\nint NAME\n}", b"NAME").values()) == 2
    assert roles(b"", b"NAME") == {}


def test_a_name_counts_only_as_a_whole_word():
    assert sum(roles(b"NAME(NAME_, _NAME, NAMENAME, NAME2);\nint x = NAME", b"NAME").values()) == 2


def test_the_same_piece_counts_wherever_it_is():
    piece = b"int one(void)\n{\n    return NAME;\n}\n"
    assert dict(roles(piece, b"NAME")) == {"use": 1}
    assert dict(roles(piece * 3, b"NAME")) == {"use": 3}
