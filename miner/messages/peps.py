"""Python Enhancement Proposals: ``PEP 572``, ``PEP-572``, ``PEP263``, ``PEPs 343 and 344``, and their URLs."""

import re
from typing import Final

from miner.messages.text import Text, Token, address_start, number_text, stands_free

_URL: Final = re.compile(
    r"(?:peps\.python\.org/|python\.(?:org|sourceforge\.net|github\.io)/(?:dev/)?peps/"
    r"|github\.com/python/peps/blob/[\w.-]{1,60}/(?:peps/)?)"
    r"pep-([0-9]{1,4})(?![0-9])(?:\.(?:html|rst|txt))?/?(?:#[\w-]+)?"
)
# Not PEPs: test_pep277 (a test), PEP 3.0, pep8.py (a program).
_NUMBER: Final = re.compile(r"pep(?:['\u2019]?s)?(?:[\s:#(`-]|number\b)*+([0-9]{1,4})(?!\w|\.[0-9]|\.py)")
# features/pep-420 is a branch, /t/pep-594-... is a forum thread.
_PATHS: Final = ("features/", "branches/", "/t/", "peps/")
_NEXT: Final = re.compile(
    r"\s*(?:,\s*and\b|,\s*or\b|,|&|/|\+|and\b|or\b)\s*(pep[\s-]*)?([0-9]{3,4})(?![\w%#]|[.:][0-9])"
)


def find(text: Text) -> list[Token]:
    """Find the PEPs of a message."""
    lower = text.lower
    if "pep" not in lower:
        return []
    found = []
    if "/pep-" in lower:
        for match in _URL.finditer(lower):
            start = address_start(lower, match.start())
            found.append(Token(start, match.end(), "pep", number_text(match[1]), 0))
    position = 0
    while number := _NUMBER.search(lower, position):
        position = number.end()
        if not stands_free(lower, number.start(), ".") or lower.endswith(_PATHS, 0, number.start()):
            continue
        found.append(Token(number.start(), position, "pep", number_text(number[1]), 2))
        while following := _NEXT.match(lower, position):
            position = following.end()
            start = following.start(1 if following[1] else 2)
            found.append(Token(start, position, "pep", number_text(following[2]), 2))
    return found
