"""What happened to an issue, as values: events, bursts and commit-revert cycles, built from rows of canned queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from miner.answers import Rows

_EVENT = ("at", "kind", "sha", "subject", "line", "detail", "source")
_STEP = (
    "role",
    "sha",
    "authored_at",
    "subject",
    "line",
    "delay_seconds",
    "became",
    "target_sha",
    "extent",
    "confidence",
    "elsewhere_sha",
    "kind",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One dated fact about an issue: ``kind`` says what happened, such as ``landed`` or ``reverted``.

    ``at`` is an ISO 8601 instant with its author's own offset, or a day.
    """

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
        """``at`` as a datetime; a day alone begins at midnight in UTC."""
        moment = datetime.fromisoformat(self.at)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Burst:
    """A run of commits on an issue without a long gap between them; the instants are ISO 8601."""

    issue: str
    number: int
    first_at: str
    last_at: str
    commits: int


@dataclass(frozen=True, slots=True)
class Step:
    """A commit of a cycle: ``role`` is ``attempt`` or ``revert``; attempts that no revert separates share a number.

    ``delay_seconds`` is the time from the earliest attempt that a revert takes back to the revert, None for attempts.
    ``became`` says of an attempt whether it stands, is undone, or relanded as which commit. ``kind`` says of a later
    attempt whether it is a ``reland`` or a ``next-attempt``, which solves the problem in another way. ``target_sha`` is
    the last attempt that a revert undoes, or that a later attempt lands again or follows. ``extent`` and ``confidence``
    are those of this relation. ``elsewhere_sha`` is the first commit that landed again on another line what a revert
    took back, or made another attempt there.
    """

    number: int
    role: str
    sha: str
    authored_at: str
    subject: str
    line: str | None
    delay_seconds: int | None
    became: str | None
    target_sha: str | None
    extent: str | None
    confidence: float | None
    elsewhere_sha: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """Attempt, revert, next attempt, … on ``line``; ``name`` abbreviates the first sha.

    ``outcome`` is landed, reverted or mixed.
    """

    name: str
    line: str
    outcome: str
    issues: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def attempts(self) -> tuple[Step, ...]:
        """The steps that landed the change."""
        return tuple(step for step in self.steps if step.role == "attempt")

    @property
    def reverts(self) -> tuple[Step, ...]:
        """The steps that reverted it."""
        return tuple(step for step in self.steps if step.role == "revert")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of one issue in order, and its bursts of commits.

    ``facts`` is the row of the query ``issue_facts``; ``rows`` are those of ``issue_timeline``, with all columns.
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
    """Return the bursts that overlap the days from ``since`` to ``until``, both included."""
    first, last = (str(day)[:10] if day else "" for day in (since, until))
    return tuple(burst for burst in found if burst.last_at[:10] >= first and (not last or burst.first_at[:10] <= last))


def cycles(rows: Rows) -> tuple[Cycle, ...]:
    """Return the rows of ``commit_revert_cycles`` as cycles."""
    found: list[Cycle] = []
    for name, group in groupby(rows.dicts(), key=lambda row: row["cycle"]):
        members = list(group)
        issues = dict.fromkeys(issue for row in members for issue in names(row["issues"]))
        steps = tuple(Step(row["step"], *(row[column] for column in _STEP)) for row in members)
        found.append(Cycle(str(name), members[0]["cycle_line"], members[0]["outcome"], tuple(issues), steps))
    return tuple(found)


def merged_cycles(answers: Sequence[Rows]) -> Rows:
    """Return the rows of several answers as one answer, with each cycle only once."""
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
