"""Numbers of any project on GitHub: ``(#1500)``, ``Fixes #12``, ``Merge pull request #2306``, ``GH-7``.

Issues and pull requests share one sequence, and nothing is known about its ranges. So a number is a pull request
(``pr``) only where git and GitHub put its own number, in parentheses after the title or after "pull request", and an
``issue`` everywhere else.
"""

import re
from typing import TYPE_CHECKING, Final

from miner.messages.text import Text, Token, number_text, stands_free

if TYPE_CHECKING:
    from miner.model import Role

_NUMBER: Final = re.compile(r"(?:#|gh-)([0-9]{1,6})(?![\w%]|\.[0-9])")
_PULL: Final = re.compile(r"(?<![\w-])(?:pr|pull[ -]?requests?|pull)[\s:]*$")
# What GitHub writes when it merges a pull request.
_MERGE: Final = re.compile(r"\s*merge pull request $")
_ISSUE: Final = re.compile(r"(?<![\w-])(?:issues?|bugs?)[\s:]*$")
_AFTER_TITLE: Final = re.compile(r"[^\S\n]\($")
# Numbers of other things: "PKCS #5", "frame #1", "step #2".
_FOREIGN: Final = re.compile(r"(?:pkcs|uax|utr|uts|cid|frame|change|review|upstream|step|attempt|take|c?python)\s*$")


def find(text: Text) -> list[Token]:
    """Find the issues and pull requests of a message."""
    lower = text.lower
    if "#" not in lower and "gh-" not in lower:
        return []
    return [token for match in _NUMBER.finditer(lower) if (token := _token(text, match))]


def _token(text: Text, match: re.Match[str]) -> Token | None:
    lower = text.lower
    start, end = match.span()
    window = lower[max(0, start - 24) : start]
    # A number behind a name ("pypa/pip#12") is another project's.
    if not int(match[1]) or not stands_free(lower, start, "&/") or _FOREIGN.search(window):
        return None
    if word := _PULL.search(window):
        role: Role | None = "tags" if _MERGE.fullmatch(lower, 0, start) else None
        return Token(start - len(window) + word.start(), end, "pr", number_text(match[1]), 2, role)
    if word := _ISSUE.search(window):
        return Token(start - len(window) + word.start(), end, "issue", number_text(match[1]), 2)
    own = _AFTER_TITLE.search(window) and lower[end : text.subject_end].strip() == ")" and end < text.subject_end
    return Token(start, end, "pr" if own else "issue", number_text(match[1]), 2)
