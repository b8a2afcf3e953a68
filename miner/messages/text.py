"""The message as the conventions see it, and the tokens that they find in it."""

from typing import Final, NamedTuple

from miner.messages.eras import GIT_BEGINS, HG_BEGINS, ROUNDUP_BEGINS
from miner.model import Role, Tracker

_ASCII_LOWER: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_PREFIXES: Final = ("www.", "https://", "http://")


class Token(NamedTuple):
    """One thing found: where, in which number space, and how sure its finder was (``rank``, the lowest wins).

    ``role`` is set by finders that know it for certain; the others leave it to the words around.
    """

    start: int
    end: int
    tracker: Tracker
    number: str
    rank: int
    role: Role | None = None


class Text:
    """A message with what every convention asks of it: lower case, its date, and where the subject ends."""

    __slots__ = ("committed", "hg_or_git", "is_git", "lower", "message", "roundup", "subject_end")

    def __init__(self, message: str, committed: int) -> None:
        self.message = message
        lower = message.lower()
        # "İ".lower() is two characters long: the offsets must stay those of the message.
        self.lower = lower if len(lower) == len(message) else message.translate(_ASCII_LOWER)
        self.committed = committed
        self.roundup = committed >= ROUNDUP_BEGINS
        self.hg_or_git = committed >= HG_BEGINS
        self.is_git = committed >= GIT_BEGINS
        blank = len(message) - len(message.lstrip()) if message[:1].isspace() else 0
        newline = message.find("\n", blank)
        self.subject_end = len(message) if newline < 0 else newline


def address_start(lower: str, host: int) -> int:
    """Find where the address of a host name begins: in front of ``https://www.`` if that is there."""
    for prefix in _PREFIXES:
        if lower.endswith(prefix, 0, host):
            host -= len(prefix)
    return host


def stands_free(lower: str, start: int, glue: str = "") -> bool:
    """Tell whether neither a word character nor one of ``glue`` touches ``start`` from the left.

    Checked here and not by a lookbehind in front of the patterns, which would cost them their fast search.
    """
    if not start:
        return True
    before = lower[start - 1]
    return not (before.isalnum() or before == "_" or before in glue)


def number_text(digits: str) -> str:
    """Drop leading zeros, but keep ``0`` itself."""
    return digits.lstrip("0") or "0"
