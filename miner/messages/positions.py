"""Find the position of each token in its message: lead, trail, quoted or body.

The *lead* is the tag before the title: it may contain a branch (``[3.9]``), a merge note, closing verbs and several
issues, and ends at the first other word. The *trail* is what is in parentheses after the title, and lines that are
trailers. *Quoted* are the title inside ``Revert "..."`` and everything in logs that svnmerge copied.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from miner.messages.svnmerge import quoted_span as quoted_log
from miner.messages.text import Text, Token
from miner.messages.titles import DEEPEST, quoted_spans
from miner.model import Position, Quotation

_BRANCHES: Final = r"(?:branch(?:es)?|trunk|py3k|default|release[0-9]+-maint|v?[23]\.(?:[0-9]+|x))"
# Everything that may precede a leading issue: "[merge from 3.5] ", "Fix for SF ", "Closes ", "(Merge 3.3) ".
_LEAD: Final = re.compile(
    rf"(?:[\s\[\](),:;&/+*.-]|\[[\w ]{{1,20}}\]|(?:and|close[sd]?|closing|fix(?:e[sd])?|fix for|for|really|finally"
    rf"|partially|part of|the|a|this|another|backport|null|dummy|merged?|merging|from|with|to|into|heads?"
    rf"|{_BRANCHES}"
    r"|address(?:es)?|resolve[sd]?|implements?|apply|applied|my|patch|minor|more|refs?|see|re|revert(?:s|ed)?|news"
    r"|python|git|pr"
    # Mistyped forms of "issue", as a word of their own.
    r"|[isua]{2,5}e)(?!\w)|\#)*+$"
)
# A leading revision ("Revert r1234") is what the subject is about, not a tag.
_NOT_TAGS: Final = frozenset(("svn", "cvs", "hg", "git"))
# How many characters before a trailing number its parenthesis may open: "(closes #25548)", "(see also issue #1".
_FRONT: Final = 25
_PEP_TAG: Final = re.compile(r"\s*[:,/]|\s+-")
_TRAIL_GAP: Final = re.compile(
    r"[\s()\[\],.;:\"'&\u2026]*(?:(?:and|closes?|fix(?:e[sd])?|patch by [\w .]+)[\s()\[\],.;:\"']*)?$"
)
_TRAILER: Final = re.compile(
    r"[\s(*<!>-]*(?:(?:partially |manually )?(?:cherry|back|graft|transplant)[\w -]{0,30} (?:of"
    r"|from)(?: commits?)?:?"
    r"|cpython-commit:|(?:gh-|bpo-)?(?:issue|bug|pr|pull request)s?(?:[- ]?(?:number|url))?:?|see(?: also)?:?"
    r"|ref(?:erence)?s?:?|close[sd]?:?|fix(?:e[sd])?:?|resolve[sd]?:?)?\s*[<(]?$"
)
_AFTER_TRAILER: Final = re.compile(r"[\s).>\]-]*$")

# A line that quotes a title contains a quotation mark, or reads "Revert: X".
_MAY_QUOTE: Final = ('"', "\u201c", "revert: ", "reverts: ")
_UNDOING_STEMS: Final = ("revert", "apply", "undo", "back", "land", "roll", "commit")


class Layout:
    """The quoted parts of one message, and where its lead ends."""

    __slots__ = ("_lead_edge", "_log", "_starts", "_text", "_titles")

    def __init__(self, text: Text) -> None:
        self._text = text
        self._lead_edge = 0
        self._titles = _quoted_titles(text)
        self._starts = [first for first, _, _ in self._titles]
        self._log = quoted_log(text)

    def positions(self, tokens: Sequence[Token]) -> list[Position]:
        """Return the position of each token; the tokens must be sorted by their start."""
        trail = self._trail(tokens)
        return [self._position(token, index in trail) for index, token in enumerate(tokens)]

    def in_log(self, start: int) -> bool:
        """Return whether offset ``start`` is in a log that svnmerge quotes."""
        return self._log is not None and self._log[0] <= start < self._log[1]

    def title_kind(self, start: int) -> Quotation | None:
        """Return what is done to the commit in whose quoted title offset ``start`` is, None outside of titles.

        In nested titles the innermost one counts.
        """
        after = bisect_right(self._starts, start)
        for _, last, kind in reversed(self._titles[max(0, after - DEEPEST) : after]):
            if start < last:
                return kind
        return None

    def _position(self, token: Token, is_trail: bool) -> Position:
        if (self._log and self.in_log(token.start)) or (self._titles and self.title_kind(token.start)):
            return "quoted"
        if token.start >= self._text.subject_end:
            return "trail" if self._is_trailer(token) else "body"
        if is_trail:
            return "trail"
        return "lead" if self._leads(token) else "body"

    def _leads(self, token: Token) -> bool:
        """Return whether only tags and filler precede a token; after the first other word no token leads."""
        lower = self._text.lower
        if token.tracker in _NOT_TAGS or self._lead_edge < 0:
            return False
        if token.tracker == "pep" and not _PEP_TAG.match(lower, token.end):
            return False
        leads = bool(_LEAD.match(lower, self._lead_edge, token.start))
        self._lead_edge = token.end if leads else -1
        return leads

    def _trail(self, tokens: Sequence[Token]) -> set[int]:
        """Return the indexes of the tokens in parentheses after the title, searching from its end backwards."""
        message, lower = self._text.message, self._text.lower
        edge = self._text.subject_end
        inside = 0
        while inside < len(tokens) and tokens[inside].start < edge:
            inside += 1
        found: set[int] = set()
        for index in range(inside - 1, -1, -1):
            token = tokens[index]
            if not _TRAIL_GAP.match(lower, token.end, edge):
                break
            front = message[max(0, token.start - _FRONT) : token.start]
            opening = max(front.rfind("("), front.rfind("["))
            no_title = token.start < _FRONT and not front.strip(" \t\n[(")
            if no_title or opening < 0 or ")" in front[opening:]:
                break
            found.add(index)
            edge = token.start if front[opening + 1 :].strip() else token.start - len(front) + opening
        return found

    def _is_trailer(self, token: Token) -> bool:
        """Return whether a token is alone on its line, apart from words that trailers have."""
        lower = self._text.lower
        last = lower.find("\n", token.end, token.end + 9)
        last = len(lower) if last < 0 else last
        if last - token.end > 8 or not _AFTER_TRAILER.match(lower, token.end, last):
            return False
        before = lower[max(0, token.start - 80) : token.start].rpartition("\n")[2]
        if not before.strip():
            return "://" in lower[token.start : token.end]
        return bool(_TRAILER.match(before))


def _quoted_titles(text: Text) -> list[tuple[int, int, Quotation]]:
    """Return (start, end, kind) of titles quoted after an undoing or relanding word, at the beginning of any line."""
    found: list[tuple[int, int, Quotation]] = []
    if not _has(text.lower, _MAY_QUOTE) or not _has(text.lower, _UNDOING_STEMS):
        return found
    start = 0
    for line in text.message.split("\n"):
        if _has(line.lower(), _MAY_QUOTE):
            found += ((start + first, start + last, kind) for first, last, kind, _ in quoted_spans(line))
        start += len(line) + 1
    return found


def _has(lower: str, stems: Sequence[str]) -> bool:
    for stem in stems:  # noqa: SIM110 - any() takes twice the time, and most messages come here
        if stem in lower:
            return True
    return False
