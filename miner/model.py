"""The values that packages exchange: immutable, with no behaviour except derived values.

They are frozen dataclasses, except for values of which hundreds of thousands are made while reading: those are named
tuples, which take a quarter of the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

#: By which messages and changes are understood. Raise it whenever any message, or the id of any change, would come out
#: differently: the next run then understands all that is stored again.
READER_VERSION = 7
#: By which names are counted in changes, and below which folders: those of CPython's C code. Raise the version whenever
#: any change would come out differently: the next `mine --lines` then counts the names of all changes again.
NAMES_VERSION = 1
CODE_FOLDERS = ("Include/", "Modules/", "Objects/", "Parser/", "Programs/", "Python/")
#: The projects whose histories are read by different conventions: CPython's own, and those of any other on GitHub.
CPYTHON, OTHER = "cpython", "other"
#: Seconds.
DAY = 86_400
#: Files that every change of CPython touches, so that equal changes differ in them and a revert leaves them alone.
BOOKKEEPING = ("Misc/NEWS", "Misc/ACKS", "Misc/HISTORY", "Doc/ACKS", "Doc/whatsnew/", ".hgtags")
#: Those of them that are left out where changes are compared as equal. Fewer, because some commits are about nothing
#: but a document of BOOKKEEPING ("What's New", a list of names), and their ports are found by the equal change only.
UNCOUNTED = ("Misc/NEWS", "Misc/ACKS", ".hgtags")

#: Of CPython; in other projects all commits are of the era ``git``.
Era = Literal["cvs", "svn", "hg", "git-bpo", "git-gh", "git"]
#: ``issue`` is what a project other than CPython numbers, on whatever tracker, and ``gerrit`` its Change-Ids.
Tracker = Literal["bpo", "gh", "issue", "pr", "jitterbug", "svn", "hg", "git", "cvs", "pep", "gerrit"]
Position = Literal["lead", "trail", "body", "quoted"]
Says = Literal["undo", "slip", "mention", "restore"]
Quotation = Literal["undoes", "relands"]
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


class UndoClaim(NamedTuple):
    """What a message says about taking something back: how firmly, in which words, and what it hints at.

    ``says`` is ``undo`` when a sentence begins with the deed ("Revert …"), ``mention`` when the word stands elsewhere,
    ``restore`` for words that mean an undo in a third of all cases ("Restore the old test"), ``slip`` when something
    is called an accident ("left by mistake", "lost in a merge").
    """

    says: Says
    sentence: str  # the sentence that claims it
    recent: bool = False  # "my last checkin": the change before is meant
    slip: bool = False  # "Oops", "by accident": one's own mistake
    part: bool = False  # "part of", "but leave the tests"
    issues: tuple[str, ...] = ()  # "Revert the patch for issue #1"
    carried: bool = False  # a merge or svnmerge that brings the undo of another line


class QuotedTitle(NamedTuple):
    """The title of another commit that a subject quotes, and what is done to that commit.

    ``depth`` counts the undoing words around ``title``: ``Revert "Revert "X""`` has depth 2 and *relands* X, as does
    ``Reapply "X"``. ``title`` is as written, with its own suffixes; ``key`` is what to compare it by (see
    :func:`miner.messages.titles.title_key`), and only the beginning of one if GitHub has cut the title.
    """

    kind: Quotation
    depth: int
    title: str
    key: str
    is_cut: bool


class Reason(NamedTuple):
    """A sentence that may say why something is taken back: a word in it does (``words``), or its place (``place``)."""

    sentence: str
    basis: Literal["words", "place"]


class Reading(NamedTuple):
    """All that one message says: what it names, whom it credits, what it takes back and why, and its titles."""

    mentions: tuple[Mention, ...] = ()
    credits: tuple[Credit, ...] = ()
    undo: UndoClaim | None = None
    quoted_titles: tuple[QuotedTitle, ...] = ()
    reasons: tuple[Reason, ...] = ()
    subject: str = ""
    title_key: str = ""
    branch_prefix: str | None = None
    merged_line: str | None = None


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

    ``tagged`` is the tagger of an annotated tag, None for other refs and for tags without a tagger. ``is_read`` is
    False if it could not be read, so that it is unknown where it leads.
    """

    name: str
    target: str | None
    tagged: Signature | None = None
    is_read: bool = True


class Remote(NamedTuple):
    """A remote of a clone: its name and its URL, without credentials."""

    name: str
    url: str


class CommitColumns(NamedTuple):
    """What the object of a commit says: the fields are columns of the table ``commits``."""

    tree: str
    authored_at: str
    authored_utc: int
    authored_offset: int
    committed_at: str
    committed_utc: int
    committed_offset: int
    message: str
    era: Era
    parent_count: int
    svn_revision: int | None
    svn_branch: str | None
    hg_source: str | None
    line: str | None
    line_basis: str | None


class UnderstoodColumns(NamedTuple):
    """What was understood of a commit, once: the fields are columns of the table ``commits``."""

    subject: str
    title_key: str
    branch_prefix: str | None
    merged_line: str | None
    change_id: int | None
    inverse_id: int | None


class Understood(NamedTuple):
    """All that was understood of a commit's message and changes, as plain tuples.

    ``mentions``, ``credits``, ``quoted_titles`` and ``reasons`` hold what those tables have after commit and ordinal,
    ``undo`` what ``undo_claims`` has after the commit, None where nothing is claimed.
    """

    columns: UnderstoodColumns
    mentions: Sequence[tuple[Any, ...]]
    credits: Sequence[tuple[object, ...]]
    undo: tuple[object, ...] | None
    quoted_titles: Sequence[tuple[object, ...]]
    reasons: Sequence[tuple[object, ...]]


class CommitRow(NamedTuple):
    """One commit with everything that was read from it, ready to be stored; it has names instead of ids.

    Plain tuples inside, because 140,000 commits and 365,000 changes cross a process boundary; ``gaps`` have the fields
    of :class:`Gap`.
    """

    sha: str
    parents: tuple[str, ...]
    author: tuple[str, str]
    committer: tuple[str, str]
    columns: CommitColumns
    understood: Understood
    changes: Sequence[Change]
    gaps: Sequence[tuple[str, str, str]]
