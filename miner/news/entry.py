"""One entry of a NEWS file, as the parsers give it."""

import re
from dataclasses import dataclass, field
from functools import cached_property

# "Issue #123:", "bpo-1, bpo-2:", "Patch #5:" in front: blurbs keep the number outside of the text.
_LEAD = re.compile(
    r"(?:(?:sf|python|issues?|bugs?|patch(?:es)?|rfe|bpo|gh|closes|and|feature requests?)\b|[\W_]|\d{3,7}\b)*+"
)
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Entry:
    """An entry: its text on one line, and what the file says about it.

    ``date`` is ISO 8601, with the time where the file has one; ``issues`` are those that the metadata or the file's
    name give, which are none before blurb: there the text has them.
    """

    text: str
    section: str | None = None
    date: str | None = None
    nonce: str | None = None
    issues: tuple[tuple[str, str], ...] = ()
    ordinal: int = 0

    @cached_property
    def key(self) -> str:
        """What makes two entries of different editions the same: the words without case, marks and leading number."""
        lower = self.text.lower()
        lead = _LEAD.match(lower)
        return _NO_WORD.sub(" ", lower[lead.end() :] if lead else lower).strip() or lower


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """What one file says about one release.

    ``version`` is PEP 440 text, ``released_on`` an ISO date; ``lines`` counts what the file has on it, entries or not.
    """

    version: str
    released_on: str | None = None
    entries: list[Entry] = field(default_factory=list)
    lines: int = 0


def one_line(lines: list[str]) -> str:
    """Put the lines of an entry on one line."""
    return " ".join(" ".join(lines).split())
