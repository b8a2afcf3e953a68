"""What the occurrences of a name in C code do: declare it, define it, use it, or only speak of it.

A file is not parsed as a whole. It is cut behind each brace that stands at the beginning of a line, which ends a
function or a struct, and only the pieces with the name are parsed: of a large file this takes a hundredth of the time.
Lines with #if and the like are blanked, so that both branches are code.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from itertools import groupby
from typing import Literal

import tree_sitter_c
from tree_sitter import Language, Node, Parser

Role = Literal["definition", "declaration", "use", "comment", "text"]

#: In the order in which they are told.
ROLES: tuple[Role, ...] = ("definition", "declaration", "use", "comment", "text")
_END = b"\n}"
_CONDITION = re.compile(rb"^[ \t]*#[ \t]*(?:if|elif|else|endif)(?:[^\n\\]|\\.)*", re.MULTILINE | re.DOTALL)
_NO_BREAK = re.compile(rb"[^\n]")
# What stands around a name in what declares it.
_DECLARATORS = frozenset(
    {
        "array_declarator",
        "attributed_declarator",
        "function_declarator",
        "init_declarator",
        "parenthesized_declarator",
        "pointer_declarator",
    }
)
_AGGREGATES = frozenset({"struct_specifier", "union_specifier", "enum_specifier"})
_DEFINING = frozenset({"function_definition", "field_declaration", "type_definition"})
# Macros that make a declaration extern.
_EXPORTS = frozenset({b"PyAPI_FUNC", b"PyAPI_DATA", b"DL_IMPORT", b"DL_EXPORT", b"extern"})


def roles(source: bytes, name: bytes) -> Counter[Role]:
    """Return how often each role of a name occurs in the text of a C file, as a whole word."""
    found: Counter[Role] = Counter()
    for (start, end), _ in groupby(_places(source, name), key=partial(_piece, source)):
        found.update(_roles_within(source[start:end], name))
    return found


@lru_cache(maxsize=2000)  # most pieces of a file are the same before and after a change
def _roles_within(piece: bytes, name: bytes) -> Counter[Role]:
    code = _CONDITION.sub(lambda match: _NO_BREAK.sub(b" ", match[0]), piece)
    root = _parser().parse(code).root_node
    nodes = (root.descendant_for_byte_range(place, place + len(name)) for place in _places(piece, name))
    return Counter(_role(node, name) if node else "use" for node in nodes)


def _places(source: bytes, name: bytes) -> Iterator[int]:
    """Yield where a name begins as a whole word; a pattern with a boundary in front would take ten times as long."""
    place = source.find(name)
    while place >= 0:
        end = place + len(name)
        if not (_is_in_word(source[place - 1 : place]) or _is_in_word(source[end : end + 1])):
            yield place
        place = source.find(name, end)


def _is_in_word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_"


def _piece(source: bytes, place: int) -> tuple[int, int]:
    """Return start and end of the piece of a file around a place in it: between braces at the beginning of a line."""
    before, after = source.rfind(_END, 0, place), source.find(_END, place)
    start = 0 if before < 0 else source.find(b"\n", before + 1) + 1
    end = -1 if after < 0 else source.find(b"\n", after + 1)
    # A place in the line of the brace, such as the name of a typedef, belongs to what the brace ends.
    if start > place:
        return _piece(source, before)
    return start, len(source) if end < 0 else end


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_c.language()))


def _role(node: Node, name: bytes) -> Role:
    """Return the role of the innermost node around an occurrence."""
    if node.type == "comment":
        return "comment"
    if node.type in ("string_literal", "string_content", "char_literal", "character", "system_lib_string"):
        return "text"
    if node.text != name:  # in the value of a macro, or a condition that was blanked
        return "use"
    parent = node.parent
    while parent is not None and parent.type in _DECLARATORS:
        if parent.child_by_field_name("declarator") != node and not _is_wrapped(parent, node):
            return "use"  # the size of an array, an initial value
        node, parent = parent, parent.parent
    return "use" if parent is None else _role_in(parent, node)


def _is_wrapped(parent: Node, node: Node) -> bool:
    """Return whether a declarator is inside of parentheses, which have no field for it."""
    return parent.type in ("parenthesized_declarator", "attributed_declarator") and node in parent.named_children


def _role_in(parent: Node, node: Node) -> Role:
    """Return the role of a name, or of the declarator around it, in what it is a part of."""
    if parent.type in ("preproc_def", "preproc_function_def", "enumerator"):
        return "definition" if parent.child_by_field_name("name") == node else "use"
    if parent.type in _AGGREGATES:
        return _role_of_tag(parent, node)
    if node not in parent.children_by_field_name("declarator"):
        return "use"  # a type
    if parent.type in _DEFINING:
        return "definition"
    if parent.type == "declaration":
        return "declaration" if _is_extern(parent) or _declares_function(node) else "definition"
    return "declaration" if parent.type == "parameter_declaration" else "use"


def _role_of_tag(aggregate: Node, node: Node) -> Role:
    if aggregate.child_by_field_name("name") != node:
        return "use"
    if aggregate.child_by_field_name("body") is not None:
        return "definition"
    # Nothing but `struct NAME;` declares a tag.
    return "declaration" if aggregate.parent is not None and aggregate.parent.type == "translation_unit" else "use"


def _is_extern(declaration: Node) -> bool:
    kind = declaration.child_by_field_name("type")
    macro = kind.child_by_field_name("name") if kind is not None and kind.type == "macro_type_specifier" else None
    storage = [child.text for child in declaration.children if child.type == "storage_class_specifier"]
    return any(text in _EXPORTS for text in (*storage, macro.text if macro is not None else None) if text)


def _declares_function(node: Node) -> bool:
    """Return whether a declarator is that of a function, also of one that returns a pointer."""
    while node.type == "pointer_declarator" and (inner := node.child_by_field_name("declarator")) is not None:
        node = inner
    inner = node.child_by_field_name("declarator")
    return node.type == "function_declarator" and inner is not None and inner.type != "parenthesized_declarator"
