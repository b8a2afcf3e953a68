"""Cut the struct and union definitions at file scope out of a header."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from miner.code.masking import Masked, mask

# Expressions that begin with a word without `\b` are searched several times faster.
_HEADS = (
    re.compile(r"struct\b\s*+(?:[A-Za-z_]\w*+\s*+){0,3}\{"),
    re.compile(r"union\b\s*+(?:[A-Za-z_]\w*+\s*+){0,3}\{"),
)
_BRACE = re.compile(r"[{}]")
_TYPEDEF = re.compile(r"\btypedef\s+(?:(?:const|volatile)\s+)*\Z")
_ALIAS = re.compile(r"typedef\s+(?:const\s+)?(?:struct|union)\s+([A-Za-z_]\w*)\s+([A-Za-z_]\w*)\s*(?:,[^;{}()]*)?;")
_BLANKS = re.compile(r"[ \t\r\f\v]+")


class Cut(NamedTuple):
    """A definition: its text, with its own directives; the conditions around it; and its line in the file, from 1."""

    text: str
    conditions: tuple[str, ...]
    line: int


class Header(NamedTuple):
    """What a header defines, and the (tag, name) of each ``typedef struct TAG NAME;`` without a definition."""

    cuts: list[Cut]
    aliases: list[tuple[str, str]]


def cut(text: str) -> Header:
    """Return the definitions of a header and the names that it gives to structs."""
    if "struct" not in text and "union" not in text:
        return Header([], [])
    masked = mask(text)
    cuts = list(_cut(text, masked))
    aliases = list(dict.fromkeys((match[1], match[2]) for match in _ALIAS.finditer(masked.text)))
    return Header(cuts, aliases)


def _cut(text: str, masked: Masked) -> Iterator[Cut]:
    heads = {match.end() - 1: match.start() for head in _HEADS for match in head.finditer(masked.text)}
    if not heads:
        return
    scope = _Scope(masked)
    begin = None  # of the definition that is open
    for match in _BRACE.finditer(masked.text):
        scope.reach(match.start())
        if match[0] == "{":
            if scope.depth == 0 and begin is None:
                begin = heads.get(match.start())
            scope.depth += 1
            continue
        scope.depth = max(scope.depth - 1, 0)
        if scope.depth == 0 and begin is not None:
            end = masked.text.find(";", match.end())
            if end >= 0:
                yield _found(text, masked, begin, end + 1)
            begin = None


def _found(text: str, masked: Masked, begin: int, end: int) -> Cut:
    if typedef := _TYPEDEF.search(masked.text, max(begin - 200, 0), begin):
        begin = typedef.start()
    return Cut(_squeezed(text, masked, begin, end), masked.conditions(begin), text.count("\n", 0, begin) + 1)


def _squeezed(text: str, masked: Masked, begin: int, end: int) -> str:
    """Return a masked definition with its conditional directives, and without blanks that mean nothing.

    Definitions that differ in comments only have the same text.
    """
    pieces = []
    place = begin
    for directive in masked.directives:
        if begin <= directive.start < end:
            pieces += [masked.text[place : directive.start], _directive(text[directive.start : directive.end])]
            place = directive.end
    pieces.append(masked.text[place:end])
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(lines)


def _directive(text: str) -> str:
    """Return a directive on one line, followed by as many empty ones as it had continued."""
    line = re.sub(r"/\*.*?\*/|//.*", " ", text.replace("\\\n", " ").replace("\\\r\n", " "), flags=re.DOTALL)
    return line.replace("\n", " ") + "\n" * text.count("\n")


class _Scope:
    """How many braces are open. The branches of an ``#if`` begin with the same number, and the first one counts."""

    def __init__(self, masked: Masked) -> None:
        self.depth = 0
        self._waiting = iter(masked.directives)
        self._next = next(self._waiting, None)
        self._stack: list[list[int | None]] = []  # the depth before, and after the first branch

    def reach(self, place: int) -> None:
        """Follow the directives up to a place."""
        while self._next is not None and self._next.end <= place:
            word = self._next.word
            if word.startswith("if"):
                self._stack.append([self.depth, None])
            elif self._stack:
                before, after = self._stack[-1]
                if after is None:
                    self._stack[-1][1] = after = self.depth
                if word == "endif":
                    self._stack.pop()
                    self.depth = after
                else:
                    self.depth = before or 0
            self._next = next(self._waiting, None)
