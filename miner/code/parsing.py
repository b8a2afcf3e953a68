"""Understand the text of one struct with tree-sitter.

Directives are blanked, so the fields of all branches follow each other; which conditions hold for each is known from
its place. Only this module knows tree-sitter.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from miner.code.masking import Masked, mask
from miner.errors import SettingsError

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

#: Change it when structs are understood otherwise than before: all are then read again.
READER = 1

# The largest in CPython has 10,000 characters.
_LARGEST = 200_000
_AGGREGATES = {"struct_specifier": "struct", "union_specifier": "union"}
_MACRO = re.compile(r"(?<=[{};])(\s*)([A-Za-z_]\w*(?:[ \t]*\([^(){};]*\))?)(?=[ \t]*(?:\n|\}))")
_NEXT = re.compile(r"\s*(\*|[A-Za-z_]\w*\s*[;,\[:=])")
_TYPES = frozenset(("int", "char", "short", "long", "unsigned", "signed", "float", "double", "void", "struct", "union"))


class Field(NamedTuple):
    """A field: its path through named inner structs, its type without and its shape with what the declarator adds.

    ``condition`` are the conditions inside of the struct, joined. The path of a macro is its call in angle brackets;
    that of a bit-field without a name its width.
    """

    path: str
    type: str
    shape: str
    condition: str


class Struct(NamedTuple):
    """A struct or union: what it is called, and its fields in order. ``problem_line`` is the first that is no C."""

    kind: str
    tag: str | None
    typedef: str | None
    variable: str | None
    fields: list[Field]
    problem_line: int | None


def parse(text: str) -> Struct | None:
    """Return the struct that a text defines, None if it defines none, or is larger or deeper than any real one."""
    if len(text) > _LARGEST:
        return None
    try:
        return _parse(text)
    except RecursionError:
        return None


def _parse(text: str) -> Struct | None:
    masked = mask(text)
    code, macros = _take_macros(masked.text)
    root = _parser().parse(code.encode("latin-1", "replace")).root_node
    definition = next((node for node in root.named_children if node.type != "comment"), None)
    if definition is None:
        return None
    specifier = _first(definition, _AGGREGATES)
    body = specifier.child_by_field_name("body") if specifier else None
    if specifier is None or body is None:
        return None
    reader = _Reader(code, masked)
    fields = sorted([*reader.fields(body, ""), *((at, reader.macro(at, name)) for at, name in macros)])
    names = [name for node in definition.children_by_field_name("declarator") if (name := _plain_name(node, code))]
    is_typedef = definition.type == "type_definition"
    tag = specifier.child_by_field_name("name")
    return Struct(
        _AGGREGATES[specifier.type],
        _text(tag, code) if tag else None,
        names[0] if names and is_typedef else None,
        names[0] if names and not is_typedef else None,
        [field for _, field in fields],
        _problem(root),
    )


@cache
def _parser() -> "Parser":
    try:
        import tree_sitter_c  # noqa: PLC0415 - only for those who ask for structs
        from tree_sitter import Language, Parser  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            "Reading structs needs the extra `code`: install it with `pip install 'cpython-miner[code]'`."
        ) from error
    return Parser(Language(tree_sitter_c.language()))


def require() -> None:
    """Raise SettingsError if the extra is missing."""
    _parser()


def _take_macros(code: str) -> tuple[str, list[tuple[int, str]]]:
    """Blank the macros that stand for fields: a name alone on a line, without a semicolon. Return their places, too."""
    found: list[tuple[int, str]] = []
    place = 0
    while match := _MACRO.search(code, place):
        start, end = match.span(2)
        if match[2] in _TYPES or _NEXT.match(code, end):
            place = match.end()
            continue
        found.append((start, re.sub(r"\s+", "", match[2])))
        code = f"{code[:start]}{' ' * (end - start)}{code[end:]}"
        place = match.start(1)
    return code, found


class _Reader:
    """Reads the declarations of a text; offsets are those of the text, in which each character is a byte."""

    def __init__(self, code: str, masked: Masked) -> None:
        self._code = code
        self._masked = masked

    def fields(self, body: "Node", prefix: str) -> Iterator[tuple[int, Field]]:
        """Yield the fields of a struct's body with their places, inner ones after what holds them."""
        for node in body.named_children:
            if node.type == "field_declaration":
                yield from self._declaration(node, prefix)
            elif node.type.startswith("preproc"):  # none is left but in broken texts
                continue

    def macro(self, place: int, name: str) -> Field:
        """Return the field that a macro stands for."""
        return Field(f"<{name}>", "", "", self._condition(place))

    def _declaration(self, node: "Node", prefix: str) -> Iterator[tuple[int, Field]]:
        type_node = node.child_by_field_name("type")
        if type_node is None:
            return
        inner = type_node.child_by_field_name("body") if type_node.type in _AGGREGATES else None
        kind = self._type(node, type_node)
        condition = self._condition(node.start_byte)
        named = False
        for number, child in enumerate(node.children):
            if node.field_name_for_child(number) != "declarator":
                continue
            after = node.children[number + 1] if number + 1 < len(node.children) else None
            bits = _text(after, self._code) if after is not None and after.type == "bitfield_clause" else ""
            name, shape = self._declarator(child)
            shape += re.sub(r"\s+", "", bits)
            named = True
            path = f"{prefix}{name}" if name else f"{prefix}<{shape}>"
            yield node.start_byte, Field(path, kind, shape, condition)
            if inner is not None:
                yield from self.fields(inner, f"{path}.")
        if named:
            return
        if inner is not None and type_node.child_by_field_name("name") is None:
            yield from self.fields(inner, prefix)
        elif type_node.type == "type_identifier":  # PyObject_HEAD;
            yield node.start_byte, Field(f"{prefix}<{_text(type_node, self._code)}>", "", "", condition)

    def _type(self, node: "Node", type_node: "Node") -> str:
        words = []
        for number, child in enumerate(node.children):
            if node.field_name_for_child(number) == "declarator" or child.type in {";", ",", "bitfield_clause"}:
                continue
            if child == type_node and (inner := child.child_by_field_name("body")):
                words.append(self._code[child.start_byte : inner.start_byte])
            else:
                words.append(_text(child, self._code))
        return " ".join(" ".join(words).split())

    def _declarator(self, node: "Node") -> tuple[str, str]:
        """Return the name, empty if there is none, and the declarator without it."""
        name = _named(node)
        if name is None or name.is_missing:
            return "", _tidy(_text(node, self._code) if name is None else "")
        before = self._code[node.start_byte : name.start_byte]
        return _text(name, self._code), _tidy(before + self._code[name.end_byte : node.end_byte])

    def _condition(self, place: int) -> str:
        return " && ".join(self._masked.conditions(place))


def _tidy(text: str) -> str:
    """Return a shape with blanks only between words and after commas."""
    text = re.sub(r"\s*([*()\[\],:])\s*", r"\1", " ".join(text.split()))
    return text.replace(",", ", ").strip()


def _first(node: "Node", kinds: Collection[str]) -> "Node | None":
    """Return the first node of some kinds in a tree, from the outside to the inside."""
    waiting = [node]
    while waiting:
        one = waiting.pop(0)
        if one.type in kinds:
            return one
        waiting += [child for child in one.children if child.type not in {"parameter_list", "ERROR"}]
    return None


def _named(node: "Node") -> "Node | None":
    """Return the name in a declarator, None if it has none."""
    while node.type not in {"field_identifier", "identifier", "type_identifier"}:
        inner = node.child_by_field_name("declarator")
        if inner is None and node.type in {"parenthesized_declarator", "attributed_declarator"}:
            inner = next(
                (child for child in node.named_children if child.type.endswith(("declarator", "identifier"))), None
            )
        if inner is None:
            return None
        node = inner
    return node


def _plain_name(node: "Node", code: str) -> str | None:
    """Return the name that a declarator declares, None if that is a pointer to it."""
    while node.type in {"array_declarator", "init_declarator"} and (inner := node.child_by_field_name("declarator")):
        node = inner
    return _text(node, code) if node.type in {"identifier", "type_identifier"} else None


def _problem(root: "Node") -> int | None:
    """Return the first line that is no C, from 0."""
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.type == "ERROR" or (node.is_missing and not _is_nameless_bits(node)):
            return int(node.start_point[0])
        waiting += [child for child in reversed(node.children) if child.has_error or child.is_missing]
    return None


def _is_nameless_bits(node: "Node") -> bool:
    after = node.next_sibling
    return node.type == "field_identifier" and after is not None and after.type == "bitfield_clause"


def _text(node: "Node", code: str) -> str:
    return code[node.start_byte : node.end_byte]
