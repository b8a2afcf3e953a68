"""Roundup issues (bugs.python.org, 2007-08 to 2022-04).

``Issue #19466``, ``issue13684``, ``Issue 3164``, ``#12074:``, ``Closes #14267``, ``bpo-33608``, ``bpo 45007`` and URLs.
The forms that the tracker itself linked are in psf/bpo-tracker-cpython (``local_replace.py``); commits closed issues
through ``bpo-N`` (psf/bpo-roundup, ``github.py``).
"""

import re
from typing import Final

from miner.messages.eras import (
    EXAMPLE_NUMBER,
    GITHUB_ISSUES_BEGIN,
    LAST_MIGRATED_ISSUE,
    SOURCEFORGE,
    issue_tracker,
)
from miner.messages.text import Text, Token, address_start, number_text, stands_free
from miner.messages.tickets import end_of, list_after, words_before

_END: Final = r"(?![\w%]|[.][0-9]|,[0-9]{1,3}(?![0-9]))"
# Typing errors: "bro-33614:", "tbpo-36402:", "docs 36789:".
_SLIP: Final = re.compile(r"[a-z]{2,5}[- ]([0-9]{5}):")
# NEWS file names (2020-02-06.bpo-39548.DF4FFe.rst) count, test_bpo20891() does not; "bop-" is a typing error.
_BPO: Final = re.compile(r"b(?:po|op)(?:[-\u2010-\u2015:#/.\s]|issue)*+([0-9]{4,7})(?!\w)")
# bpo-1/2 and bpo-1,2 name two issues; "bpo-1 and 2 others" names one.
_BPO_NEXT: Final = re.compile(r"(?:\s*[/,&]\s*|\s+and\s+)#?([0-9]{4,7})(?![\w%]|[.:][0-9])")
# cherry_picker turned the "#" of "issue1#msg2" into "GH-".
_URL: Final = re.compile(
    r"(?:bugs\.python\.org/|python\.org/(?=issue))(?:issue|review/)?(?:\?@action=redirect&bpo=)?([0-9]{4,7})"
    r"(?![0-9])(?:(?:#|gh-)(?:msg|issue)[0-9]+|\?@ok_message\S*)?(?!\w)"
)
_HASHED: Final = re.compile(rf"#[\s#]{{0,3}}([0-9]{{4,5}}){_END}")
_WORD: Final = re.compile(
    rf"(?:issues?|bugs?|patch(?:es)?|rfes?|feature requests?|requests?|blockers?)[\s:_*+-]*(?:(?:id|no\.?"
    rf"|number)\s*)?([0-9]{{4,7}}){_END}"
)
_VERB: Final = re.compile(
    rf"(?:close[sd]?|fix(?:e[sd])?(?: for)?)[ \t*]+([0-9]{{5}}{_END}|[0-9]{{4}}(?=:| -|\.?[ \t]*(?:\n|$)))"
)
_NEWS: Final = re.compile(r"news (?:(?:entry|item|note) )?for ([0-9]{4}|[12][0-9]{4})(?![\w%]|[.:][0-9])")
# A number alone as the tag: "9162: fix the license".
_BEGINNING: Final = re.compile(r"(?!(?:19|20)[0-9]{2}:)([0-9]{4,5}): ")
# Plain numbers in the Mercurial years, when new issues had five digits: "merge 11164", "(see 14715)", "After 16638
# patch".
_BARE: Final = re.compile(r"[ (]([12][0-9]{4})(?![\w%]|[-.:/][0-9]|,[0-9]{3})")
_BARE_BEFORE: Final = re.compile(r"(?<!\w)(?:see|merge|fallout from|part of|related to|due to|after|number)$")
_BARE_BEHIND: Final = re.compile(r" (?:patch|bug|issue|note|news|report)(?!\w)")


def find(text: Text) -> list[Token]:
    """Find the Roundup issues of a message."""
    lower = text.lower
    found: list[Token] = []
    if "python.org/" in lower:
        found += (_token(address_start(lower, m.start()), m.end(), m[1], 0) for m in _URL.finditer(lower))
    if "bpo" in lower or "bop-" in lower:
        found += _bpo(text)
    if text.is_git:
        # "#N" now is GitHub's; a number after the word "issue" or "bug" is Roundup's.
        if "issue" in lower or "bug" in lower:
            found += _tickets(text, _WORD)
        if not lower.startswith(("bpo-", "gh-", "[")) and (slip := _SLIP.match(lower)):
            found.append(_token(slip.start(), slip.end(1), slip[1], 4))
    elif text.roundup:
        if "#" in lower:
            found += _tickets(text, _HASHED)
        found += _tickets(text, _WORD)
        found += _without_words(text)
    return found


def _bpo(text: Text) -> list[Token]:
    found = []
    for match in _BPO.finditer(text.lower):
        if (int(match[1]) == EXAMPLE_NUMBER and text.is_git) or not stands_free(text.lower, match.start()):
            continue
        # "bpo-92336" was written out of habit, for an issue that existed only on GitHub.
        habit = text.committed >= GITHUB_ISSUES_BEGIN and LAST_MIGRATED_ISSUE < int(match[1]) < SOURCEFORGE.start * 2
        found.append(Token(match.start(), match.end(), "gh" if habit else "bpo", number_text(match[1]), 1))
        end = match.end()
        while following := _BPO_NEXT.match(text.lower, end):
            found.append(_token(following.start(1), following.end(), following[1], 1))
            end = following.end()
    return found


def _tickets(text: Text, pattern: re.Pattern[str]) -> list[Token]:
    """Find the issues that match one pattern, each with the list that it begins."""
    lower = text.lower
    found = []
    position = 0
    while match := pattern.search(lower, position):
        position = match.end()
        hashed = match[0][0] == "#"
        spot = match.start() if hashed else match.start(1)
        start = words_before(text, spot)
        if start is None or not stands_free(lower, min(start, match.start()), "" if hashed else "/-"):
            continue
        items = [(start, end_of(text, start, position), match[1]), *list_after(text, position)]
        position = max(position, items[-1][1])
        for first, last, digits in items:
            number = int(digits)
            tracker = issue_tracker(number, text.committed)
            if tracker and not (text.is_git and number == EXAMPLE_NUMBER):
                found.append(Token(first, last, tracker, str(number), 3))
    return found


def _without_words(text: Text) -> list[Token]:
    """Find the plain numbers that are issues because of their context, in the years before GitHub."""
    lower = text.lower
    found: list[Token] = []
    if "close" in lower or "fix" in lower:
        free = (match for match in _VERB.finditer(lower) if stands_free(lower, match.start()))
        found += (_token(match.start(1), match.end(), match[1], 4) for match in free)
    if "news" in lower:
        found += (_token(match.start(1), match.end(), match[1], 4) for match in _NEWS.finditer(lower))
    if lower[:1].isdigit() and (beginning := _BEGINNING.match(lower)):
        found.append(_token(*beginning.span(1), beginning[1], 4))
    if text.hg_or_git and (" 1" in lower or " 2" in lower or "(1" in lower or "(2" in lower):
        found += (
            _token(*match.span(1), match[1], 4) for match in _BARE.finditer(lower) if _is_bare_issue(lower, match)
        )
    return found


def _is_bare_issue(lower: str, match: re.Match[str]) -> bool:
    """Return whether a plain number is an issue: alone in parentheses, or next to certain words."""
    start, end = match.span(1)
    if lower[start - 1] == "(" and lower[start - 2 : start - 1].isspace() and lower.startswith(")", end):
        return True
    before = _BARE_BEFORE.search(lower, max(0, start - 24), start - 1)
    return bool(before or _BARE_BEHIND.match(lower, end))


def _token(start: int, end: int, number: str, rank: int) -> Token:
    return Token(start, end, "bpo", number_text(number), rank)
