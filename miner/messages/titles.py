"""Titles of commits: reduce one to a key for comparison, and read the titles that it quotes.

Pure functions on one line of text. git itself writes ``Revert "X"`` and, since 2.43, ``Reapply "X"`` for the revert of
a revert; people use more forms.
"""

import re
from typing import Final

from miner.model import Quotation, QuotedTitle

#: PostgreSQL cannot index more than 2,704 bytes, and old subjects run on for pages; so much tells titles apart.
_KEY_LENGTH: Final = 200
#: A cut title must still be long enough to tell commits apart.
_SHORTEST_CUT: Final = 20
_CUT: Final = ("\u2026", "...")
#: What git takes for white space: no-break spaces and their like stay.
_BLANKS: Final = " \t\r\v\f"
_LINE_ENDS: Final = ("", "\n")

# Quantifiers that can match the same spaces are possessive: a long title must not cause backtracking.
_BULLET: Final = re.compile(r"\s*+(?:[*#-]++\s+)?")
_BRANCH: Final = re.compile(r"\s*+\[\s*+v?([0-9]\.[0-9]+)(?:[\s,\-/][^\]\n]*)?\]\s*+")
_MERGED_LINE: Final = re.compile(
    r"\b(?:merged?|merging)\b(?: (?:with|from|in|heads?|branch))* \(?(\d\.\d+)\b", re.IGNORECASE
)
_MERGE: Final = re.compile(r"\s*+(?:\(merge[^)]*\)|\[(?:merge|backport)[^\]]*\])\s*+", re.IGNORECASE)
_NUMBER: Final = r"(?:(?:bpo|gh|issues?|bugs?|patch|sf|rfe)(?:[-\s#:]|issue)*+[0-9]++|(?<!\w)#\s?[0-9]++)"
_TAGS: Final = re.compile(
    rf"\s*+\[?(?:fix for|close[sd]?|fix(?:e[sd])?)?[\s:]*+(?:(?:sf|python)\s++)?{_NUMBER}"
    rf"(?:(?:[\s,/&+]|and\b)++(?:sf\s++)?(?:{_NUMBER}|[0-9]{{4,}}+))*\]?(?:\s*+[:.,;]++|\s++-++|(?=\s|$))\s*+",
    re.IGNORECASE,
)
# With what branches, merge notes and issues begin: a look at it spares most titles all of these patterns.
_LETTERS: Final = frozenset("fcspbgirFCSPBGIR#:")
_PREFIXED: Final = _LETTERS | frozenset("[( \t\n\r\f\v\x1c\x1d\x1e\x1f")
# Suffixes: (GH-1) [#3] "(closes bpo-5)" (24239); and without an opening bracket: GH-4, a dot, and what remains of a
# number where GitHub cut the title: "GH-1\u2026".
_IN_BRACKETS: Final = re.compile(
    r"[(\[](?:\(?#?(?:gh|gg|gn)[-=]{0,2}|bpo-|pr\s?#?|#|issue\s?#?)\s?[0-9]+\)?[)\]]$|\([0-9]{5,6}\)$"
    r"|\((?:close[sd]?|fix(?:e[sd])?) [^()]*\)?$",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"(?<=\s)(?:gh-|#)[0-9]{3,6}\)?$|(?:gh-?|#)?[0-9]{0,6}(?:\u2026|\.\.\.)$|\.$", re.IGNORECASE)
#: More suffixes than any backport of a backport has.
_MOST_SUFFIXES: Final = 12
# No suffix is longer than this; searching no further keeps long titles cheap.
_SUFFIX_REACH: Final = 60
#: The same for suffixes without a bracket: "gh-123456..." and the character before it.
_BARE_REACH: Final = 13
_QUOTES: Final = "\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb"
_EDGES: Final = _QUOTES + " \t\r\n"
_LOOSE_QUOTES: Final = re.compile(f"[{_QUOTES}]+")
_BARE_ENDS: Final = frozenset(").\u2026") | frozenset("0123456789")

_OPENING: Final = '"\u201c\u00ab'
_CLOSERS: Final = {'"': '"', "\u201c": "\u201d\u201c", "\u00ab": "\u00bb"}
_UNDO: Final = (
    r"(?:partial(?:ly)?\s+)?(?:revert(?:s|ed|ing)?|undo(?:es|ing)?|undid|roll(?:s|ed|ing)?[ -]?back|rollback"
    r"|back(?:s|ed|ing)?[ -]?out|backout|(?:defer|postpon|delay)(?:e?s|r?ed|r?ing|e)?\s+(?:to|until|till)\s+v?[0-9.]+:)"
)
_REDO: Final = (
    r"(?:re-?appl(?:y|ies|ied|ying)|re-?land(?:s|ed|ing)?|re-?do|re-?introduce[sd]?|re-?instate[sd]?|re-?commit(?:s"
    r"|ted)?"
    r"|un-?revert(?:s|ed|ing)?|un-?do(?:es)? (?:the )?revert(?: of)?|re-?merge[sd]?)"
)
# The group "between" is what may precede the quoted title: "Revert my commit 7ba176c2f558:", "Revert gh-102925",
# "revert(parser):".
_VERB: Final = re.compile(
    rf"\s*+(?:(?P<redo>{_REDO})|(?P<undo>{_UNDO}))(?P<between>(?:\([\w./-]{{1,60}}\)!?(?=:))?(?:\s+(?:of|my|the|part|changes?|changeset|commits?"
    rf"|revision|rev|PR|in|from"
    rf"|(?:gh-|#|r)?[0-9]+|[0-9a-f]{{7,40}})\b|:)*)\s*+(?P<open>[{_OPENING}]?)",
    re.IGNORECASE,
)

# GitHub cuts titles at 72 characters, even before a closing quotation mark, but still appends the number.
_OWN_NUMBER: Final = re.compile(r"(?<=\s)\((?:gh-|#)[0-9]+\)\s*+$", re.IGNORECASE)
#: The deepest nesting of quoted titles that is read.
DEEPEST: Final = 8
# Every answer repeats subjects. The longest of CPython's has 1,896 characters.
_LONGEST_SUBJECT: Final = 4_000


def subject_of(message: str) -> str:
    """Return the first paragraph on one line, which is what ``git log --format=%s`` prints, cut if it is very long."""
    subject = _first_paragraph(message)
    return subject if len(subject) <= _LONGEST_SUBJECT else f"{subject[:_LONGEST_SUBJECT]}…"


def _first_paragraph(message: str) -> str:
    first, _, rest = message.partition("\n")
    first = first.rstrip(_BLANKS)
    if first and rest[:1] in _LINE_ENDS:  # most messages
        return first
    lines: list[str] = []
    for line in message.split("\n"):
        shown = line.rstrip(_BLANKS)
        if shown:
            lines.append(shown)
        elif lines:
            break
    return " ".join(lines)


def branch_prefix(subject: str) -> str | None:
    """Return the line of development that a subject begins with (``3.9`` in ``[3.9] bpo-1: X``), None without one."""
    found = _BRANCH.match(subject)
    return found[1] if found else None


def merged_line(subject: str) -> str | None:
    """Name the line of development that a merge says it brings: ``Merge with 3.2``."""
    found = _MERGED_LINE.search(subject)
    return found[1] if found else None


def title_key(subject: str) -> str:
    """Return what to compare titles by: the bare title, cut to 200 characters."""
    return bare_title(subject)[:_KEY_LENGTH]


def plain_title(subject: str) -> str:
    """Return a title without branch, leading issues, trailing numbers and final dot."""
    title = subject[_behind_prefixes(subject) :].rstrip(_EDGES)
    for _ in range(_MOST_SUFFIXES):
        start = _suffix_start(title)
        shorter = "" if start is None else title[:start].rstrip(_EDGES + "([")
        if not shorter:
            break
        title = shorter
    return title


def bare_title(subject: str) -> str:
    """Return a title's key for comparison: without branch, leading issues, trailing numbers, quotes, case, final dot.

    A title cut by GitHub also loses its ellipsis and the incomplete number before it, so that its key is a prefix of
    the whole title's key.
    """
    title = plain_title(subject)
    if not title.isascii() or "'" in title or '"' in title or "`" in title:
        title = _LOOSE_QUOTES.sub("", title)
    return " ".join(title.lower().split())


def _suffix_start(title: str) -> int | None:
    """Return where the last suffix of a title begins, ``None`` if it has none."""
    beyond = len(title)
    start = max(0, beyond - _SUFFIX_REACH)
    # A suffix begins at the last bracket, or at the one directly before it.
    rounded, square = title.rfind("(", start), title.rfind("[", start)
    for bracket in (rounded, square) if rounded < square else (square, rounded):
        if bracket >= 0:
            found = (bracket > start and _IN_BRACKETS.match(title, bracket - 1)) or _IN_BRACKETS.match(title, bracket)
            if found:
                return found.start()
    if title[-1:] not in _BARE_ENDS:
        return None
    if title[-1] == "." and title[-2:-1] != ".":
        return beyond - 1
    found = _BARE.search(title, max(0, beyond - _BARE_REACH))
    return found.start() if found else None


def _behind_prefixes(subject: str) -> int:
    """Return where the title begins, after branches, merge notes and issues; one that ends the subject is kept."""
    start = 0
    while (found := _prefix(subject, start, _MERGE)) and found.end() < len(subject):
        start = found.end()
    return start


def _prefix(line: str, start: int, *more: re.Pattern[str]) -> re.Match[str] | None:
    """Match the branch or the issues that a line has at ``start``, or one of ``more`` in brackets."""
    first = line[start : start + 1]
    if first not in _PREFIXED and first.isascii():
        return None  # most titles
    if first not in _LETTERS:
        for pattern in (_BRANCH, *more):
            if found := pattern.match(line, start):
                return found
    return _TAGS.match(line, start)


def quoted_titles(subject: str) -> tuple[QuotedTitle, ...]:
    """Return the titles that a subject says are undone or relanded, the outermost first.

    Understands ``Revert "X"``, ``bpo-1: Revert "X"``, ``Revert: X``, ``Reapply "X"`` and nested forms. The key of a
    title that tells nothing (only numbers, or cut too short) is empty.
    """
    if ":" not in subject and not any(mark in subject for mark in _OPENING):
        return ()  # most subjects of the first twenty years
    found = []
    for start, end, kind, depth in quoted_spans(subject):
        title = subject[start:end].strip()
        is_cut = title.endswith(_CUT)
        key = title_key(title)
        found.append(QuotedTitle(kind, depth, title, "" if is_cut and len(key) < _SHORTEST_CUT else key, is_cut))
    return tuple(found)


def quoted_spans(line: str) -> list[tuple[int, int, Quotation, int]]:
    """Return (start, end, kind, depth) of the titles quoted in a line, without their quotation marks.

    The outermost comes first: in ``Revert "Revert "X" (GH-1)" (GH-2)`` the commit of GH-1 is undone and X relanded.
    """
    found: list[tuple[int, int, Quotation, int]] = []
    bullet = _BULLET.match(line)
    offset = _behind_tags(line, bullet.end() if bullet else 0)
    depth, end = 0, len(line)
    while len(found) < DEEPEST and (verb := _VERB.match(line, offset)):
        opening = verb["open"]
        if not opening and not (verb["between"].strip().endswith(":") and verb.end() < end):
            break
        depth += 2 if verb["redo"] else 1
        start = verb.end()
        end = _closing(line, opening, start, end)
        if not line[start:end].strip():
            break
        found.append((start, end, "undoes" if depth % 2 else "relands", depth))
        offset = _behind_tags(line, start)
    return found


def _behind_tags(line: str, offset: int = 0) -> int:
    while found := _prefix(line, offset):
        offset = found.end()
    return offset


def _closing(line: str, opening: str, start: int, end: int) -> int:
    """Return where the quotation opened before ``start`` ends: at its closing mark, or at the end if it was cut.

    Quotations nest, so an even number of marks after the opening one means that its closing mark is missing.
    """
    closers = _CLOSERS.get(opening, "")
    marks = sum(line.count(closer, start, end) for closer in closers)
    if marks % 2 or (marks and opening != '"'):
        return max(line.rfind(closer, start, end) for closer in closers)
    own = _OWN_NUMBER.search(line, max(start, end - 20), end)
    return own.start() if own else end
