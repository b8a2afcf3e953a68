"""Blank out of C what is no declaration, so that braces can be counted and structs be parsed.

The masked text has the length and the lines of the original. Both branches of an ``#if`` stay, except what is there
for C++ only and what is under ``#if 0``.
"""

import re
from typing import NamedTuple

# The loops are unrolled, because headers are mostly comments.
_COMMENT = re.compile(
    r"""/\*.*?(?:\*/|\Z) | //[^\n\\]*(?:\\.[^\n\\]*)*  # comments
    | "[^"\\\n]*(?:\\.[^"\\\n]*)*" | '(?:[^'\\\n]|\\.){1,10}'  # texts, whose braces do not count""",
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVE = re.compile(r"^[ \t]*\#[ \t]*(\w*)([^\n\\]*(?:\\.[^\n\\]*)*)", re.MULTILINE | re.DOTALL)
# Prototypes were optional before C89: `Py_PROTO((int))` is an argument list.
_PROTO = re.compile(r"\b\w*PROTO\s*\((?=\s*\()")
# Decorations that take arguments and say nothing about the type; _Atomic(T) is T.
_DECORATION = re.compile(
    r"\b(?:__attribute__|__declspec|__pragma|_Pragma|_?Py_DEPRECATED|_?Py_ALIGN(?!ED_DEF)\w*|_Alignas|alignas|Py_GCC_ATTRIBUTE"
    r"|_Py_ATTR\w*|_PyObject_ALIGN\w*)\s*(?=\()"
)
_BARE_DECORATION = re.compile(r"\b\w+_align(?:ed)?\b(?=\s+[A-Za-z_])")
_ALIGNED_TYPE = re.compile(r"\b_?Py_ALIGNED_DEF\s*\(")
_ATOMIC = re.compile(r"\b_Atomic\s*\(")
_PARENTHESIS = re.compile(r"[()]")
# How far away the parenthesis may be that closes one.
_FARTHEST = 500
_PARTS = ("PROTO", "__attribute__", "__declspec", "ragma", "DEPRECATED", "ALIGN", "lignas", "ATTR", "_Atomic")
_CPLUSPLUS = "__cplusplus"


class Directive(NamedTuple):
    """A conditional directive: its place, and the conditions that hold after it, the outermost first."""

    start: int
    end: int
    conditions: tuple[str, ...]
    word: str


class Masked(NamedTuple):
    """A masked text and its conditional directives in order."""

    text: str
    directives: list[Directive]

    def conditions(self, place: int) -> tuple[str, ...]:
        """Return the conditions that hold at a place of the text."""
        held: tuple[str, ...] = ()
        for directive in self.directives:
            if directive.end > place:
                break
            held = directive.conditions
        return held


def mask(text: str) -> Masked:
    """Blank comments, contents of strings, directives and decorations."""
    without = _COMMENT.sub(_blank_comment, text)
    masked, directives = _mask_directives(without)
    if any(part in masked for part in _PARTS):
        masked = _mask_decorations(masked)
    return Masked(masked, directives)


def _blank_comment(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "/":
        return _blank(found)
    return found[0] + " " * (len(found) - 2) + found[-1] if "\n" not in found else _blank(found)


def _blank(text: str) -> str:
    if "\n" not in text:
        return " " * len(text)
    return "\n".join(" " * len(line) for line in text.split("\n"))


class _Group:
    """An ``#if`` that is open: the condition that holds now, empty if it always does; None: what follows is not C."""

    def __init__(self, condition: str | None) -> None:
        self.now = condition
        self._past = [condition]

    def otherwise(self, condition: str | None) -> None:
        """Begin the next branch; an ``#else`` is one that always holds."""
        if condition is None or "" in self._past:
            self.now = None
        else:
            not_past = [negate(one) for one in self._past if one]
            self.now = " && ".join([*not_past, *([condition] if condition else [])])
        self._past.append(condition)


def _mask_directives(text: str) -> tuple[str, list[Directive]]:
    """Blank all directives and what is not C; return the conditions as well, without that of an include guard."""
    pieces: list[str] = []
    directives: list[Directive] = []
    groups: list[_Group] = []
    place = 0
    matches = list(_DIRECTIVE.finditer(text))
    guard = _guard(matches)
    for number, match in enumerate(matches):
        before = text[place : match.start()]
        pieces.append(before if all(group.now is not None for group in groups) else _blank(before))
        pieces.append(_blank(match[0]))
        place = match.end()
        word = match[1]
        if word in {"if", "ifdef", "ifndef"}:
            groups.append(_Group("" if number == guard else _condition(word, match[2])))
        elif word in {"elif", "elifdef", "elifndef", "else"} and groups:
            groups[-1].otherwise("" if word == "else" else _condition(word.removeprefix("el"), match[2]))
        elif word == "endif" and groups:
            groups.pop()
        else:
            continue
        held = tuple(group.now for group in groups if group.now)
        directives.append(Directive(match.start(), place, held, word))
    rest = text[place:]
    pieces.append(rest if all(group.now is not None for group in groups) else _blank(rest))
    return "".join(pieces), directives


def _guard(matches: list[re.Match[str]]) -> int | None:
    """Return the number of the directive that is an include guard: the first, if the second defines what it asks."""
    if len(matches) < 2 or matches[1][1] != "define":
        return None
    asked = re.fullmatch(r"!?\s*(?:defined)?\s*\(?\s*(\w+)\s*\)?", matches[0][2].strip())
    defined = matches[1][2].split()[:1]
    is_first = matches[0][1] == "ifndef" or (matches[0][1] == "if" and matches[0][2].strip().startswith("!"))
    return 0 if asked and is_first and defined == [asked[1]] else None


def _condition(word: str, argument: str) -> str | None:
    """Return a condition as text, empty if it always holds; None if what follows is not C."""
    said = " ".join(argument.replace("\\\n", " ").split())
    if word == "if":
        said = re.sub(r"\bdefined\s*(?:\(\s*(\w+)\s*\)|(\w+))", r"defined(\1\2)", said)
        said = re.sub(r"!\s+", "!", said)
    elif word in {"ifdef", "ifndef"}:
        said = f"{'!' if word == 'ifndef' else ''}defined({said.split()[0] if said else ''})"
    if said in {"0", f"defined({_CPLUSPLUS})"}:
        return None
    return "" if said in {"1", f"!defined({_CPLUSPLUS})"} else said


def negate(condition: str) -> str:
    """Return the opposite of a condition, as short as it is easily said."""
    if re.fullmatch(r"!(?:defined\(\w+\)|\w+)", condition):
        return condition[1:]
    if re.fullmatch(r"defined\(\w+\)|\w+", condition):
        return f"!{condition}"
    if re.fullmatch(r"!\([^()]*(?:\([^()]*\)[^()]*)*\)", condition):
        return condition[2:-1]
    return f"!({condition})"


def _mask_decorations(text: str) -> str:
    """Blank decorations; of those that hold a type only the name and the parentheses."""
    spans: list[tuple[int, int]] = []
    for opening in (_PROTO, _ATOMIC):
        for match in opening.finditer(text):
            end = _closing(text, match.end() - 1)
            spans += [match.span(), (end - 1, end)]
    for match in _ALIGNED_TYPE.finditer(text):  # (alignment, type)
        end = _closing(text, match.end() - 1)
        comma = text.find(",", match.end(), end)
        spans += [(match.start(), max(comma + 1, match.end())), (end - 1, end)]
    spans += [match.span() for match in _BARE_DECORATION.finditer(text)]
    spans += [(match.start(), _closing(text, match.end())) for match in _DECORATION.finditer(text)]
    pieces = []
    place = 0
    for start, end in sorted(spans):
        begin = max(start, place)
        if end > begin:
            pieces += [text[place:begin], _blank(text[begin:end])]
            place = end
    return "".join([*pieces, text[place:]])


def _closing(text: str, parenthesis: int) -> int:
    """Return the place after the parenthesis that closes one; the end of the line if none does."""
    depth = 0
    for match in _PARENTHESIS.finditer(text, parenthesis, parenthesis + _FARTHEST):
        depth += 1 if match[0] == "(" else -1
        if depth == 0:
            return match.end()
    end = text.find("\n", parenthesis)
    return end if end >= 0 else len(text)
