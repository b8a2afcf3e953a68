"""SourceForge bugs, patches and feature requests (2000-08 to 2007-08).

``SF bug #405427``, ``[ 1234567 ]``, ``[Bug #984952]``, ``Patch #707167:``, ``bug 1054615``, ``python.org/sf/602191``
and URLs of SourceForge's tracker. All become ``bpo`` numbers, because bugs.python.org kept SourceForge's numbers.
"""

import re
from typing import Final

from miner.messages.eras import SOURCEFORGE
from miner.messages.text import Text, Token, address_start, stands_free
from miner.messages.tickets import end_of, list_after, words_before

# SourceForge numbered bugs, patches and requests of all projects in one sequence of 6 or 7 digits.
# Five digits are a typing error for six; until Roundup the number is kept as written.
_END: Final = r"(?![\w%*]|[.][0-9]|,[0-9]{1,3}(?![0-9]))"
_HASHED: Final = re.compile(rf"#[\s#]{{0,3}}([0-9]{{5,7}}){_END}")
_PLAIN: Final = re.compile(rf"([0-9]{{5,7}}){_END}(?![:-][0-9])")
# For the Roundup years: Roundup's own numbers and svn revisions, frequent in lists, have at most five digits.
_LONG_HASHED: Final = re.compile(rf"#[\s#]{{0,3}}([0-9]{{6,7}}){_END}")
_LONG_PLAIN: Final = re.compile(rf"([0-9]{{6,7}}){_END}(?![:-][0-9])")
_GLUE: Final = "#.$+%*/\\-"
# Titles copied from the tracker: "[ 1234567 ] sets are broken", "[ python-Bugs-1190599 ]".
_BRACKETS: Final = re.compile(
    r"\[\s*(?:(?:python-)?(?:bugs?|patch(?:es)?|feature requests?|rfe)-|sf\s*)?#?\s*([0-9]{6,7})\s*\]"
)
_SHORT_URL: Final = re.compile(r"python\.org/sf/([0-9]{5,7})")
# Only group 5470 is Python. The parameters come in any order.
_LONG_URL: Final = re.compile(r"(?:sourceforge|sf)\.net/(?:tracker|bugs|patch|support)\S{0,200}")
_ID: Final = re.compile(r"\b(?:aid|bug_id|patch_id|feature_id)=([0-9]{5,7})")
_GROUP: Final = re.compile(r"\bgroup_id=([0-9]+)")
_PYTHON_GROUP: Final = "5470"
# Words that make a plain number a ticket: "this closes 123456", "NEWS entry for 957240", "part of fix to 531398".
_BEFORE: Final = re.compile(
    r"(?<!\w)(?:close[sd]?|closing|fix(?:e[sd]|ing)?|resolve[sd]?|apply|applied|address(?:es)?|bug_id=|both"
    r"|reintroduced"
    r"|(?:fix(?:e[sd])?|patch(?:es)?|entry|solution|tests?|changes?|reports?|part|part of fix|backport) (?:for|to"
    r"|of))(?: for)?\s*:?\s*$"
)
# "NEWS about the 794466 patch".
_BEHIND: Final = re.compile(r" (?:patch|bug)(?!\w)")
_LINE: Final = re.compile(r"(?:^|\n)[ \t]*$|[a-z] +- $")
_LINE_END: Final = re.compile(r":\s|[ \t]*(?:\n|$)")


def find(text: Text) -> list[Token]:
    """Find the SourceForge numbers of a message."""
    lower = text.lower
    found: list[Token] = []
    if "/sf/" in lower:
        found += (_token(address_start(lower, m.start()), m.end(), m[1], 0) for m in _SHORT_URL.finditer(lower))
    if ".net/" in lower:
        found += _addresses(lower)
    if "[" in lower:
        found += (_token(m.start(), m.end(), m[1], 4) for m in _BRACKETS.finditer(lower))
    if "#" in lower:
        found += _tickets(text, _LONG_HASHED if text.roundup else _HASHED)
    if not text.is_git:
        found += _tickets(text, _LONG_PLAIN if text.roundup else _PLAIN)
    return [token for token in found if _exists(text, token)] if found else found


def _addresses(lower: str) -> list[Token]:
    found = []
    for match in _LONG_URL.finditer(lower):
        number, group = _ID.search(match[0]), _GROUP.search(match[0])
        if number and (group is None or group[1] == _PYTHON_GROUP):
            end = match.start() + len(match[0].rstrip(".,;:)>]"))
            found.append(_token(address_start(lower, match.start()), end, number[1], 0))
    return found


def _tickets(text: Text, pattern: re.Pattern[str]) -> list[Token]:
    """Find the numbers that match one pattern, each with the list that it begins."""
    lower = text.lower
    found = []
    position = 0
    while match := pattern.search(lower, position):
        position = match.end()
        if match[0][0] != "#" and not stands_free(lower, match.start(), _GLUE):
            continue
        start = words_before(text, match.start())
        if start is None or not _is_ticket(text, match, start):
            continue
        found.append(_token(start, end_of(text, start, position), match[1], 3))
        for first, last, digits in list_after(text, position):
            found.append(_token(first, last, digits, 3))
            position = last
    return found


def _is_ticket(text: Text, match: re.Match[str], start: int) -> bool:
    """Return whether a "#" or the words around a number make it a ticket."""
    lower = text.lower
    if match[0][0] == "#":
        return stands_free(lower, start)
    if start < match.start():
        return True
    window = lower[max(0, start - 24) : start]
    alone = _LINE.search(window) and _LINE_END.match(lower, match.end())
    return len(match[1]) > 5 and bool(alone or _BEFORE.search(window) or _BEHIND.match(lower, match.end()))


def _exists(text: Text, token: Token) -> bool:
    return int(token.number) in SOURCEFORGE or (len(token.number) == 5 and not text.roundup)


def _token(start: int, end: int, number: str, rank: int) -> Token:
    return Token(start, end, "bpo", number.lstrip("0") or "0", rank)
