"""What a picture shows, before it has places: lanes with bars and marks over time, or a grid of states."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

#: What a bar or mark may be, in the order of the legend, with its name there.
KINDS: Final = {
    "stands": "in force",
    "undone": "taken back",
    "relanded": "taken back, landed again later",
    "ended": "removed, renamed or moved on",
    "revert": "revert",
    "landing": "landed",
    "event": "issue or pull request",
    "burst": "run of commits",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of time, or a moment if ``end`` is ``start``; ``end`` is None if it lasts beyond the picture.

    ``label`` is shown beside it, ``note`` is told on pointing at it. ``kind`` is one of :data:`KINDS`.
    """

    start: datetime
    end: datetime | None
    label: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """What happened in one place, such as a line of development: a row per bar."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A moment that all lanes share, such as a release."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """A picture over time. ``summary`` says in a sentence what it shows, also to those who do not see it."""

    title: str
    summary: str
    lanes: tuple[Lane, ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a grid: its label, its note, and the cells as (state, note), None where there is nothing to say."""

    label: str
    note: str
    cells: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A picture of states, a column per line of development."""

    title: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    states: dict[str, str] = field(default_factory=dict)  # state → its class, of those in the template


Picture = Lanes | Grid
