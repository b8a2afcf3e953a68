"""Find the issues that an entry is about, and those it mentions, by the conventions of commit messages.

Before blurb the number was where commit messages have it: before the text, or in parentheses after it. Blurbs have it
in their metadata, so an issue named in a blurb's text is a different one.
"""

import re
from typing import NamedTuple

from miner.messages.eras import GIT_BEGINS
from miner.messages.reading import read_mentions
from miner.news.dates import seconds
from miner.news.entry import Entry

_MAY_NAME = re.compile(r"\d{3}")
_TRACKERS = frozenset(("bpo", "gh"))
_TAGGING = frozenset(("closes", "tags"))


class Named(NamedTuple):
    """An issue and its role: 'tags' if the entry is about it, else 'mentions'."""

    tracker: str
    number: str
    role: str


def named_by(entry: Entry, released: int | None) -> tuple[Named, ...]:
    """Return the issues of an entry, tagged ones first; ``released`` is the date of its release in UTC seconds."""
    found = dict.fromkeys(entry.issues, "tags")
    blurb = bool(entry.nonce or entry.issues)
    text = " ".join(entry.text.split())
    if _MAY_NAME.search(text):
        when = seconds(entry.date) or released or GIT_BEGINS
        # Files with several releases keep the conventions before GitHub: "#1" is never a pull request there.
        for mention in read_mentions(text, when if blurb else min(when, GIT_BEGINS - 1)):
            if mention.tracker in _TRACKERS:
                about = not blurb and mention.role in _TAGGING
                name: tuple[str, str] = mention.tracker, mention.number
                if about or name not in found:
                    found[name] = "tags" if about else "mentions"
    named = [Named(*name, role) for name, role in found.items()]
    return tuple(sorted(named, key=lambda one: one.role != "tags"))
