"""A message prepared for the conventions, and the tokens that they find in it."""

from typing import Final, NamedTuple

from miner.messages.eras import GIT_BEGINS, HG_BEGINS, ROUNDUP_BEGINS
from miner.model import Role, Tracker

_ASCII_LOWER: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_PREFIXES: Final = ("www.", "https://", "http://")


class Token(NamedTuple):
    """One name found in a message: its span, number space and number.

    Where tokens overlap, the lowest ``rank`` wins: it says how reliable the pattern is. ``role`` is set only by finders
    that know it; otherwise the words around the token decide.
    """

    start: int
    end: int
    tracker: Tracker
    number: str
    rank: int
    role: Role | None = None


class Text:
    """A message with what all conventions need: lower-case text, committer time, and the end of the subject."""

    __slots__ = ("committed", "hg_or_git", "is_git", "lower", "message", "roundup", "subject_end")

    def __init__(self, message: str, committed: int) -> None:
        self.message = message
        lower = message.lower()
        # "İ".lower() has two characters, but offsets must be the same in both texts.
        self.lower = lower if len(lower) == len(message) else message.translate(_ASCII_LOWER)
        self.committed = committed
        self.roundup = committed >= ROUNDUP_BEGINS
        self.hg_or_git = committed >= HG_BEGINS
        self.is_git = committed >= GIT_BEGINS
        blank = len(message) - len(message.lstrip()) if message[:1].isspace() else 0
        newline = message.find("\n", blank)
        self.subject_end = len(message) if newline < 0 else newline


def address_start(lower: str, host: int) -> int:
    """Return where the URL of the host name at ``host`` starts: before ``https://www.`` if that precedes it."""
    for prefix in _PREFIXES:
        if lower.endswith(prefix, 0, host):
            host -= len(prefix)
    return host


def stands_free(lower: str, start: int, glue: str = "") -> bool:
    """Return whether the character before ``start`` is neither a word character nor one of ``glue``.

    A lookbehind at the start of a pattern would do the same, but make its search slow.
    """
    if not start:
        return True
    before = lower[start - 1]
    return not (before.isalnum() or before == "_" or before in glue)


def number_text(digits: str) -> str:
    """Return the digits without leading zeros, ``0`` for zero."""
    return digits.lstrip("0") or "0"
