"""What happened to an issue, as values: events, bursts and commit-revert cycles, made from canned queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from miner.model import Rows

_EVENT = ("at", "kind", "sha", "subject", "line", "detail", "source")
_STEP = ("role", "sha", "authored_at", "subject", "line", "delay_seconds", "target_sha", "extent", "confidence")


@dataclass(frozen=True, slots=True)
class Event:
    """One dated fact about an issue; its kind says whether a commit landed, was reverted and so on."""

    issue: str
    at: str
    kind: str
    sha: str | None
    subject: str | None
    line: str | None
    detail: str | None
    source: str | None

    @property
    def moment(self) -> datetime:
        """The instant with its author's own offset."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Burst:
    """A run of commits on an issue without a long gap in it."""

    issue: str
    number: int
    first_at: str
    last_at: str
    commits: int


@dataclass(frozen=True, slots=True)
class Step:
    """One landing of a change, or its revert with the time since that landing.

    ``target_sha`` is the attempt that a revert undoes, or the one that a later attempt lands again.
    """

    number: int
    role: str
    sha: str
    authored_at: str
    subject: str
    line: str | None
    delay_seconds: int | None
    target_sha: str | None
    extent: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Cycle:
    """Attempt, revert, next attempt, …; ``outcome`` is landed or reverted, ``name`` begins the first sha."""

    name: str
    outcome: str
    issues: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def attempts(self) -> tuple[Step, ...]:
        """The landings."""
        return tuple(step for step in self.steps if step.role == "attempt")

    @property
    def reverts(self) -> tuple[Step, ...]:
        """The reverts."""
        return tuple(step for step in self.steps if step.role == "revert")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of one issue in order, and the bursts in which its commits came.

    ``rows`` is what the query answered, with every column.
    """

    issue: str
    facts: dict[str, Any]
    events: tuple[Event, ...]
    bursts: tuple[Burst, ...]
    rows: Rows = field(repr=False, compare=False)


def events(issue: str, rows: Rows) -> tuple[Event, ...]:
    """Return the rows of ``issue_timeline`` as events."""
    return tuple(Event(issue, *(row[name] for name in _EVENT)) for row in rows.dicts())


def bursts(rows: Rows) -> tuple[Burst, ...]:
    """Return the rows of ``issue_bursts`` as bursts."""
    return tuple(
        Burst(row["issue"], row["burst"], row["first_at"], row["last_at"], row["commits"]) for row in rows.dicts()
    )


def between(found: tuple[Burst, ...], since: date | str | None, until: date | str | None) -> tuple[Burst, ...]:
    """Return the bursts that reach into a span of days."""
    first, last = (str(day)[:10] if day else "" for day in (since, until))
    return tuple(burst for burst in found if burst.last_at[:10] >= first and (not last or burst.first_at[:10] <= last))


def cycles(rows: Rows) -> tuple[Cycle, ...]:
    """Return the rows of ``commit_revert_cycles`` as cycles."""
    found: list[Cycle] = []
    for name, group in groupby(rows.dicts(), key=lambda row: row["cycle"]):
        members = list(group)
        issues = dict.fromkeys(issue for row in members for issue in names(row["issues"]))
        steps = tuple(Step(row["step"], *(row[column] for column in _STEP)) for row in members)
        found.append(Cycle(str(name), members[0]["outcome"], tuple(issues), steps))
    return tuple(found)


def merged_cycles(answers: Sequence[Rows]) -> Rows:
    """Return the cycles of several answers as one answer, each cycle once."""
    name = answers[0].columns.index("cycle")
    seen: set[str] = set()
    merged: list[tuple[Any, ...]] = []
    for answer in answers:
        merged.extend(row for row in answer.rows if row[name] not in seen)
        seen.update(row[name] for row in answer.rows)
    return Rows(answers[0].columns, merged)


def names(listed: str | None) -> tuple[str, ...]:
    """Return the parts of a comma-separated list."""
    return tuple(part for name in (listed or "").split(",") if (part := name.strip()))
