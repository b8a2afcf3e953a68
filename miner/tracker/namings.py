"""Which other issues a text of a tracker names: what people point at when they explain a problem."""

import re
from collections.abc import Iterator
from typing import Final

from miner.messages.eras import LAST_EARLY_PULL_REQUEST, TRANSFER_PULL_REQUESTS
from miner.tracker.reverts import Claim, plain, sentence

_NAMED: Final = re.compile(
    r"\bbpo-(?P<bpo>\d{1,9})\b"
    r"|\bhttps?://bugs\.python\.org/issue(?P<page>\d{1,9})\b"
    # As people wrote on bugs.python.org, which made a link of it.
    r"|(?<![\w/])issue ?#?(?P<issue>\d{4,6})(?![-\w]|\.\d)"
    r"|(?<![\w/])gh-(?P<gh>\d{1,9})\b"
    r"|(?<![\w/])(?:python/cpython)?#(?P<number>\d{1,9})\b"
    r"|\bhttps?://github\.com/python/cpython/issues/(?P<address>\d{1,9})\b",
    re.IGNORECASE,
)
_BPO: Final = ("bpo", "page", "issue")
_MOST: Final = 50  # of one text: a list of all issues of a kind ties none to another


def issues_named(text: str, own: set[tuple[str, str]]) -> list[Claim]:
    """Return the issues that a text names besides its ``own``; what it quotes is not its own words.

    A number of GitHub may be that of a pull request: only who knows the issues can tell.
    """
    words = plain(text)
    found: dict[tuple[str, str], Claim] = {}
    for tracker, number, match in _names(words):
        if (tracker, number) not in own:
            found.setdefault((tracker, number), Claim("names", tracker, number, sentence(words, match)))
    return list(found.values()) if len(found) <= _MOST else []


def _names(text: str) -> Iterator[tuple[str, str, re.Match[str]]]:
    for match in _NAMED.finditer(text):
        kind = match.lastgroup or ""
        number = int(match[kind])
        if kind in _BPO:
            yield "bpo", str(number), match
        elif number > LAST_EARLY_PULL_REQUEST and number not in TRANSFER_PULL_REQUESTS:
            yield "gh", str(number), match
