"""Labels: what a person who read the commits says about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Extent = Literal["full", "partial"]


@dataclass(frozen=True, slots=True)
class UndoLabel:
    """Whether a commit is a revert, and of which commits.

    ``extent`` is None if it is not a revert; ``targets`` is empty if they are unknown. ``kind`` is what a reader calls
    it (see `claims`), ``source`` how the commit was chosen for reading, ``set`` the file that labels it.
    """

    sha: str
    extent: Extent | None
    targets: frozenset[str]
    confidence: str | None = None
    kind: str | None = None
    source: str | None = None
    set: str = "reverts"


@dataclass(frozen=True, slots=True)
class SilentLabel:
    """Why a commit is the exact inverse of an earlier one although its message says nothing of undoing.

    Categories: A a real revert, B a planned removal, C a reland (the undone commit is itself a revert), D a test
    check-in, E something moved elsewhere, F a release toggle.
    """

    sha: str
    undone: str
    category: str

    @property
    def is_reland(self) -> bool:
        """Whether it belongs to the relands instead of the reverts."""
        return self.category == "C"


@dataclass(frozen=True, slots=True)
class TurnLabel:
    """One turn of a cycle: the attempts that a revert undid, and the next attempts; none if nothing landed again."""

    attempts: frozenset[str]
    revert: str
    nexts: frozenset[str]


@dataclass(frozen=True, slots=True)
class RelandLabel:
    """Whether ``sha`` is the same change again as ``original``, which ``undoing`` had undone."""

    original: str
    undoing: str
    sha: str
    same: bool
    kind: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class BackportLabel:
    """All backports of one commit; ``lines`` maps the sha of each to its line."""

    original: str
    lines: dict[str, str]


@dataclass(frozen=True, slots=True)
class MentionLabel:
    """All numbers that one message names, as (number space, number)."""

    sha: str
    numbers: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReleaseLabel:
    """The tag of the earliest release, by date, that holds a commit."""

    sha: str
    tag: str


@dataclass(slots=True)
class LabelledSet:
    """All labels of one set, and the path they were read from."""

    path: Path
    reverts: list[UndoLabel] = field(default_factory=list)
    silent: list[SilentLabel] = field(default_factory=list)
    cycles: list[TurnLabel] = field(default_factory=list)
    relands: list[RelandLabel] = field(default_factory=list)
    backports: list[BackportLabel] = field(default_factory=list)
    mentions: list[MentionLabel] = field(default_factory=list)
    releases: list[ReleaseLabel] = field(default_factory=list)

    def __len__(self) -> int:
        undos = len(self.reverts) + len(self.silent) + len(self.cycles) + len(self.relands)
        return undos + len(self.backports) + len(self.mentions) + len(self.releases)

    def shas(self) -> Iterator[str]:
        """Yield the sha of every commit that a label names; a sha may come several times."""
        for undo in self.reverts:
            yield undo.sha
            yield from undo.targets
        for silent in self.silent:
            yield from (silent.sha, silent.undone)
        for turn in self.cycles:
            yield from (turn.revert, *turn.attempts, *turn.nexts)
        for reland in self.relands:
            yield from (reland.original, reland.undoing, reland.sha)
        for backport in self.backports:
            yield from (backport.original, *backport.lines)
        yield from (mention.sha for mention in self.mentions)
        yield from (release.sha for release in self.releases)
