"""The entries of a NEWS file, as the parsers return them."""

import re
from dataclasses import dataclass, field
from functools import cached_property

# A leading "Issue #123:", "bpo-1, bpo-2:" or "Patch #5:"; blurbs have the number in their metadata instead.
_LEAD = re.compile(
    r"(?:(?:sf|python|issues?|bugs?|patch(?:es)?|rfe|bpo|gh|closes|and|feature requests?)\b|[\W_]|\d{3,7}\b)*+"
)
# How items of lists begin: a sign or a number, and a blank.
_ITEM = re.compile(r"(?:[-*+•]|\(?(?:\d{1,2}|[a-z]|#)[.)])\s")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Entry:
    """One entry: its text, with a line for each paragraph and item, and its metadata.

    ``date`` is ISO 8601 text, with the time if the file has one. ``issues`` are (tracker, number) pairs from the
    metadata or the file name; before blurb there are none, because the number is in the text. ``ordinal`` counts the
    entries of a release from 0.
    """

    text: str
    section: str | None = None
    date: str | None = None
    nonce: str | None = None
    issues: tuple[tuple[str, str], ...] = ()
    ordinal: int = 0

    @cached_property
    def key(self) -> str:
        """The text without case, punctuation and leading number: equal for the same entry in different editions."""
        lower = self.text.lower()
        lead = _LEAD.match(lower)
        return _NO_WORD.sub(" ", lower[lead.end() :] if lead else lower).strip() or " ".join(lower.split())


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """What one file says about one release.

    ``version`` is PEP 440 text, ``released_on`` an ISO date. ``lines`` is the number of non-empty lines of the release
    in a file of several releases.
    """

    version: str
    released_on: str | None = None
    entries: list[Entry] = field(default_factory=list)
    lines: int = 0


def one_line(lines: list[str]) -> str:
    """Join the lines of an entry, with single spaces between words."""
    return " ".join(" ".join(lines).split())


def in_paragraphs(lines: list[str]) -> str:
    """Return a text with each paragraph and each item of a list on one line; code stays as it is.

    An empty line parts paragraphs. Code is indented and stands below a paragraph, not below an item.
    """
    shown: list[str] = []
    parted = False
    for line in lines:
        bare = line.strip()
        if not bare:
            parted = bool(shown)
            continue
        indent = line[: len(line) - len(line.lstrip())].expandtabs(8)
        item, below_item = bool(_ITEM.match(bare)), bool(shown and _ITEM.match(shown[-1].lstrip()))
        code = bool(indent) and not item and not below_item
        text = indent + (bare if code else " ".join(bare.split()))
        if parted and not (item and below_item):
            shown += ["", text]
        elif parted or item or not shown or (code and shown[-1].startswith(" ")):
            shown.append(text)
        else:
            shown[-1] += f" {text.lstrip()}"
        parted = False
    return "\n".join(shown).strip()
