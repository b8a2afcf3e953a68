"""Which issues an entry is about, and which it names: read by the conventions of commit messages.

NEWS had the number where messages have it, in front of the text or in parentheses behind it. Blurbs keep it outside;
what their text names is another issue.
"""

import re
from typing import NamedTuple

from miner.messages import read_mentions
from miner.messages.eras import GIT_BEGINS
from miner.news.dates import seconds
from miner.news.entry import Entry

_MAY_NAME = re.compile(r"\d{3}")
_TRACKERS = frozenset(("bpo", "gh"))
_TAGGING = frozenset(("closes", "tags"))


class Named(NamedTuple):
    """An issue with its role: 'tags', the entry is about it, or 'mentions'."""

    tracker: str
    number: str
    role: str


def named_by(entry: Entry, released: int | None) -> tuple[Named, ...]:
    """Return the issues of an entry, those that it is about first; ``released`` is the UTC second of its release."""
    found = dict.fromkeys(entry.issues, "tags")
    blurb = bool(entry.nonce or entry.issues)
    if _MAY_NAME.search(entry.text):
        when = seconds(entry.date) or released or GIT_BEGINS
        # The files that hold several releases kept to the ways of their time: "#1" never was a pull request there.
        for mention in read_mentions(entry.text, when if blurb else min(when, GIT_BEGINS - 1)):
            if mention.tracker in _TRACKERS:
                about = not blurb and mention.role in _TAGGING
                name: tuple[str, str] = mention.tracker, mention.number
                if about or name not in found:
                    found[name] = "tags" if about else "mentions"
    named = [Named(*name, role) for name, role in found.items()]
    return tuple(sorted(named, key=lambda one: one.role != "tags"))
