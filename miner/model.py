"""The values that packages exchange: immutable, with no behaviour except derived values.

They are frozen dataclasses, except for values of which hundreds of thousands are made while reading: those are named
tuples, which take a quarter of the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

Era = Literal["cvs", "svn", "hg", "git-bpo", "git-gh"]
Tracker = Literal["bpo", "gh", "pr", "jitterbug", "svn", "hg", "git", "cvs", "pep"]
Position = Literal["lead", "trail", "body", "quoted"]
Role = Literal["closes", "tags", "mentions", "undoes", "relands", "backports", "grafts", "stands-for"]


class Mention(NamedTuple):
    """One issue, pull request, PEP or commit that a message names.

    ``number`` is the normalised identifier: decimal digits for trackers, PEPs and svn revisions, lower-case
    hexadecimal for hg and git, dotted digits for CVS. ``text`` is the name as written, ``message[start:end]``.

    Roles: ``closes``, ``tags`` and ``mentions`` say how closely an issue or pull request belongs to the commit;
    ``undoes``, ``relands``, ``backports`` and ``grafts`` are what the message claims to do to the commit or pull
    request that it names; ``stands-for`` is the real sha in a sample commit's trailer.
    """

    tracker: Tracker
    number: str
    position: Position
    role: Role
    start: int
    end: int
    text: str


class Credit(NamedTuple):
    """One person whom a message credits, and their role (``co-author``, ``reporter``, ``patch``, …)."""

    role: str
    name: str
    email: str | None
    start: int
    end: int


class Reading(NamedTuple):
    """What one message mentions and whom it credits."""

    mentions: tuple[Mention, ...] = ()
    credits: tuple[Credit, ...] = ()


class Signature(NamedTuple):
    """A person and a time: ``time`` is in UTC seconds since 1970, ``offset`` in minutes east of UTC."""

    name: str
    email: str
    time: int
    offset: int


class Gap(NamedTuple):
    """Something that could not be read or resolved, and why."""

    kind: str
    where: str
    reason: str


class RawCommit(NamedTuple):
    """One commit object, decoded.

    ``headers`` keeps the extra headers in order, as ``("HG:extra", "source:…")``.
    """

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str
    headers: tuple[tuple[str, str], ...] = ()
    gaps: tuple[Gap, ...] = ()


#: The change of one path in one commit, as in ``git log --raw``: path, status, old and new mode, old and new blob id.
#: The status is ``A``, ``M``, ``D`` or ``T``. Modes are git's octal text (``100644``). An absent side has the mode None
#: and the blob None. Paths that are not UTF-8 are quoted as git does. A plain tuple, because there are 365,000.
Change = tuple[str, str, str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref. ``target`` is the sha of its commit, None if it does not lead to one.

    ``tagged`` is the tagger of an annotated tag, None for other refs and for tags without a tagger.
    """

    name: str
    target: str | None
    tagged: Signature | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The result of a query: the column names, and one tuple of values per row."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries keyed by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page: rows under a heading, and the sentence to show if there are none."""

    name: str
    heading: str
    rows: Rows
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything known about one issue, commit or release: facts by name, then sections of rows."""

    title: str
    facts: dict[str, Any]
    sections: tuple[Section, ...]

    def __getitem__(self, name: str) -> Rows:
        """Return the rows of the section ``name``; raise KeyError if there is none."""
        for section in self.sections:
            if section.name == name:
                return section.rows
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """What a tracker says about an issue: its numbers, who opened it, and when it was opened and closed.

    A date may lack the time of day. ``gh`` is None if unknown, ``closed`` if the issue was open. ``source`` says where
    the facts come from.
    """

    bpo: int
    gh: int | None
    opened: date | datetime
    closed: date | datetime | None
    creator: str
    source: str


class CommitRow(NamedTuple):
    """One commit with everything that was read from it, ready to be stored; it has names instead of ids.

    It contains plain tuples, because 140,000 commits and 365,000 changes cross a process boundary. ``author`` and
    ``committer`` are (name, email). ``columns`` has the order of :data:`COMMIT_COLUMNS`; ``mentions`` and ``credits``
    have the columns of their tables after commit and ordinal, ``gaps`` the fields of :class:`Gap`.
    """

    sha: str
    parents: tuple[str, ...]
    author: tuple[str, str]
    committer: tuple[str, str]
    columns: tuple[object, ...]
    mentions: Sequence[tuple[object, ...]]
    credits: Sequence[tuple[object, ...]]
    changes: Sequence[Change]
    gaps: Sequence[tuple[str, str, str]]


COMMIT_COLUMNS = (
    "tree",
    "authored_at",
    "authored_utc",
    "authored_offset",
    "committed_at",
    "committed_utc",
    "committed_offset",
    "subject",
    "message",
    "title_key",
    "era",
    "parent_count",
    "svn_revision",
    "svn_branch",
    "hg_source",
    "line",
    "line_basis",
)
