"""The values in which what trackers say travels between rooms: facts about issues and pull requests, and claims."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """What a tracker says about an issue: its numbers, who opened it, and when it was opened and closed.

    It has at least one number, None is unknown. A date may lack the time of day. ``closed`` is None if the issue was
    open, or nobody knows. ``title`` is in our own words. ``source`` says where the facts come from. ``superseder`` is a
    number of bugs.python.org, ``pull_requests`` are those that the tracker lists.
    """

    bpo: int | None
    gh: int | None
    opened: date | datetime
    closed: date | datetime | None
    creator: str
    title: str
    source: str
    superseder: int | None = None
    pull_requests: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Its numbers as (tracker, number), the older one first."""
        both = (("bpo", self.bpo), ("gh", self.gh))
        return tuple((tracker, str(number)) for tracker, number in both if number is not None)


@dataclass(frozen=True, slots=True)
class KnownPull:
    """What a tracker says about a pull request. ``issues`` are those that it belongs to, as (tracker, number).

    ``state`` is ``open``, ``merged`` or ``closed``, which is without having been merged.
    """

    number: int
    opened: date
    state: str
    creator: str
    title: str
    issues: tuple[tuple[str, str], ...]


class Link(NamedTuple):
    """What ties an issue to another, according to a source: the fields are columns of ``issue_links``."""

    tracker: str
    number: str
    kind: str
    to_tracker: str
    to_number: str
    source: str


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """What a tracker's record says about an issue. What it does not say is None, and leaves what is known.

    ``labels`` are comma-separated; ``links`` are what it says of other issues: kind, tracker, number.
    """

    source: str
    bpo: int | None = None
    gh: int | None = None
    title: str | None = None
    opened: datetime | None = None
    closed: datetime | None = None
    state: str | None = None
    resolution: str | None = None
    creator: str | None = None
    login: str | None = None
    labels: str | None = None
    pull_requests: tuple[int, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PullRecord:
    """What a record says about a pull request. What it does not say is None, and leaves what is known.

    ``state`` is ``open``, ``merged`` or ``closed``; ``issues`` are those that it names: tracker, number, and where
    (``title``, ``comment``, ``address``).
    """

    number: int
    title: str
    state: str
    opened: datetime | None
    closed: datetime | None
    merged: datetime | None
    creator: str | None
    base: str | None
    merge_sha: str | None
    reason: str | None
    issues: tuple[tuple[str, str, str], ...] = ()


class RecordClaim(NamedTuple):
    """What the text of a record says about a revert or another issue: the fields are columns of ``record_claims``.

    ``what_tracker`` and ``what_number`` say what was reverted, where a text tells what was reverted in which.
    """

    says: str
    to_tracker: str
    to_number: str
    words: str
    what_tracker: str | None = None
    what_number: str | None = None


class IssueEvent(NamedTuple):
    """Something that happened to an issue: the fields are columns of ``issue_events``."""

    kind: str
    at: datetime
    actor: str | None = None
    reason: str | None = None
    sha: str | None = None
    to_tracker: str | None = None
    to_number: str | None = None


class IssueEvents(NamedTuple):
    """What one page of an issue's timeline on GitHub tells, in order."""

    number: str
    page: int
    events: tuple[IssueEvent, ...]


class RecordText(NamedTuple):
    """A text of a tracker with all its claims: where it stands, who wrote it and when; comment 0 is the description."""

    tracker: str
    number: str
    comment: int
    author: str | None
    said_at: str | None
    claims: tuple[RecordClaim, ...]


class Changeset(NamedTuple):
    """A commit as the tracker's robot reported it to an issue, whose number on GitHub ``issue`` is."""

    hg_node: str
    branch: str
    author: str
    subject: str
    issue: str
