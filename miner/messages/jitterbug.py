"""JitterBug, the first bug tracker (1998-2000): ``PR#343``, ``(PR #40, reported by ...)``, ``Jitterbug bug 12``.

Its numbers were abandoned when the bugs moved to SourceForge. Later "PR" means other things: a Unicode *Public Review*
issue ("PR #29") in 2010, a pull request since 2017.
"""

import re
from typing import Final

from miner.messages.eras import JITTERBUG_ENDS
from miner.messages.text import Text, Token, number_text

_NUMBER: Final = re.compile(
    r"(?<![\w.-])(?:(?:jitter ?bug|jbug)(?:'s)?[\s,:(]*+(?:(?:bug|problem|id|report|number|entry|item"
    r"|database)\s*+)*+"
    r"(?:pr)?|pr)s?[\s:]*+(?:#\s*|(?<=pr)[ -]?|(?<=\s))([0-9]{1,4})(?![\w%]|\.[0-9])"
    # Before SourceForge all bug numbers were JitterBug's: "Fix bug #345 reported by", "bug 200 on Jitterbug".
    r"|(?<!\w)bug(?: report| id)?[\s:]*+(?:#\s*([0-9]{1,3})(?![\w%]|\.[0-9])|([0-9]{1,3}) (?:on|in) jitterbug)"
)
_NEXT: Final = re.compile(r"\s*(?:,\s*and\b|,|&|/|\+|and\b)\s*(?:(?:pr)?\s*#\s*)?([0-9]{1,4})(?![\w%]|\.[0-9])")


def find(text: Text) -> list[Token]:
    """Find the JitterBug numbers of a message."""
    lower = text.lower
    if text.committed >= JITTERBUG_ENDS or not ("pr" in lower or "jitter" in lower or "bug" in lower):
        return []
    found = []
    position = 0
    while match := _NUMBER.search(lower, position):
        number = match[match.lastindex or 0]
        found.append(Token(match.start(), match.end(), "jitterbug", number_text(number), 2))
        position = match.end()
        while following := _NEXT.match(lower, position):
            found.append(Token(following.start(1), following.end(), "jitterbug", number_text(following[1]), 2))
            position = following.end()
    return found
