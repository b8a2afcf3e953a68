"""Turn answers into pictures: cycles, timelines, and the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from miner.answers import Rows
from miner.history.ledger import read_cell
from miner.history.timeline import Cycle, Event, Step, Timeline
from miner.render.cells import SHORT_SHA, duration
from miner.render.pictures.shapes import Bar, Flag, Grid, GridRow, Lane, Lanes

_MAIN: Final = "main"
_ISSUE: Final = "issue"
_BURSTS: Final = "bursts"
_REVERTING: Final = {"reverted"}
_COMMITS: Final = {"landed", "relanded", "reverted", "backported"}
# Where a change is, is not and is not wanted, each with a colour and a word.
_STATES: Final = {
    "original": "good",
    "exact": "good",
    "adapted": "good",
    "contained": "good",
    "relanded": "good",
    "undone": "back",
    "missing": "lack",
}
_FIRST: Final = ("original_sha", "issues", "subject")


def _flags(releases: Rows, wanted: set[str]) -> tuple[Flag, ...]:
    """Return the releases of some lines as flags; alphas are made from main."""
    return tuple(
        Flag(datetime.fromisoformat(row["released_at"]), row["release"])
        for row in releases.dicts()
        if row["line"] in wanted or (_MAIN in wanted and row["phase"] == "alpha")
    )


def of_cycles(title: str, cycles: Sequence[Cycle], releases: Rows) -> Lanes:
    """Return cycles as lanes, one per line of development: bars of what was in force, and crosses for reverts.

    ``releases`` are rows of the query of that name; those of the lines are shown.
    """
    lanes: dict[str, list[Bar]] = {}
    for cycle in cycles:
        lanes.setdefault(cycle.line, []).extend(_steps(cycle))
    attempts = sum(len(cycle.attempts) for cycle in cycles)
    reverts = sum(len(cycle.reverts) for cycle in cycles)
    summary = f"{_count(attempts, 'attempt')} and {_count(reverts, 'revert')}; times are UTC."
    shown = tuple(Lane(line, tuple(bars)) for line, bars in sorted(lanes.items(), key=lambda lane: _newest(lane[0])))
    return Lanes(title, summary, shown, _flags(releases, set(lanes)))


def _steps(cycle: Cycle) -> list[Bar]:
    bars = []
    for step in cycle.steps:
        at = datetime.fromisoformat(step.authored_at)
        if step.role == "revert":
            took = "" if step.delay_seconds is None else f"after {duration(step.delay_seconds)} · "
            bars.append(Bar(at, at, f"{step.sha[:SHORT_SHA]} · {took}{step.subject}", "revert", _told(step)))
            continue
        kind = _became(step)
        end = None if kind == "stands" else _end(cycle, step, at)
        bars.append(Bar(at, end, f"{step.sha[:SHORT_SHA]} · {step.subject}", kind, _told(step)))
    return bars


def _became(step: Step) -> str:
    became = step.became or ""
    if became.startswith("relanded"):
        return "relanded"
    return became if became in {"stands", "undone"} else "landing"


def _end(cycle: Cycle, step: Step, at: datetime) -> datetime:
    """Return when an attempt was taken back: by the first later revert of its cycle."""
    later = [datetime.fromisoformat(one.authored_at) for one in cycle.reverts if one.number > step.number]
    return max(at, min(later, default=at))


def _told(step: Step) -> str:
    became = f" {step.became}." if step.became else ""
    return f"{step.sha} {step.role} {step.authored_at}: {step.subject}.{became}"


def of_timeline(timelines: Sequence[Timeline], cycles: Sequence[Cycle]) -> Lanes:
    """Return what happened to issues: a lane per line of development, one for the issue and one for its bursts."""
    ends: dict[str, Bar] = {}
    for cycle in cycles:
        for bar, step in zip(_steps(cycle), cycle.steps, strict=True):
            if step.role == "attempt" and step.line == cycle.line:
                ends[step.sha] = bar
    lanes: dict[str, list[Bar]] = {_BURSTS: [], _ISSUE: []}
    flagged: dict[str, Flag] = {}
    several = len(timelines) > 1
    own, tied = set[str](), set[str]()
    for timeline in timelines:
        about = f"{timeline.issue} · " if several else ""
        for burst in timeline.bursts:
            said = f"{about}{_count(burst.commits, 'commit')}"
            first, last = map(datetime.fromisoformat, (burst.first_at, burst.last_at))
            lanes[_BURSTS].append(Bar(first, last, said, "burst"))
        for event in timeline.events:
            if event.kind == "released":
                flagged[event.sha or event.at] = Flag(event.moment, (event.subject or "").removeprefix("Python "))
            elif event.kind in _COMMITS and event.sha:
                (own if event.source == "message" else tied).add(event.sha)
                lanes.setdefault(event.line or "?", []).append(ends.get(event.sha) or _mark(event, about))
            elif event.kind != "news":
                lanes[_ISSUE].append(_mark(event, about))
    issues = ", ".join(timeline.issue for timeline in timelines)
    title = str(timelines[0].facts.get("title") or "") if len(timelines) == 1 else ""
    order = [_ISSUE, _BURSTS, *sorted(lanes.keys() - {_ISSUE, _BURSTS}, key=_newest)]
    return Lanes(
        f"{issues}: {title}" if title else issues,
        f"{_count(len(own), 'commit')}{_more(tied - own)}; times are UTC.",
        tuple(Lane(name, tuple(sorted(lanes[name], key=lambda bar: bar.start))) for name in order if lanes[name]),
        tuple(flagged.values()),
    )


def _more(tied: set[str]) -> str:
    """Return how many more commits are drawn, which do not name the issue, and so are none of its own."""
    return f" and {len(tied)} more, tied to them" if tied else ""


def _mark(event: Event, about: str) -> Bar:
    at = event.moment
    sha = f"{event.sha[:SHORT_SHA]} · " if event.sha else ""
    kind = "event" if event.kind not in _COMMITS else "revert" if event.kind in _REVERTING else "landing"
    said = f"{about}{sha}{'' if kind == 'landing' else f'{event.kind} · '}{event.subject or event.detail or ''}"
    note = " · ".join(part for part in (event.at, event.kind, event.sha, event.subject, event.detail) if part)
    return Bar(at, at, said.removesuffix(" · "), kind, note)


def of_ledger(title: str, rows: Rows) -> Grid:
    """Return the ledger as a grid: a row per change, a column per line, and a word and colour per cell."""
    lines = tuple(name for name in rows.columns if name not in _FIRST)
    return Grid(
        title,
        f"{_count(len(rows), 'change')} on {_count(len(lines), 'line')} of development.",
        lines,
        tuple(
            GridRow(
                f"{row['original_sha'][:SHORT_SHA]} · {row['subject']}",
                f"{row['original_sha']} {row['subject']}",
                tuple(_cell(row, line) for line in lines),
            )
            for row in rows.dicts()
        ),
        _STATES,
    )


def _cell(row: Mapping[str, Any], line: str) -> tuple[str, str] | None:
    if row[line] is None:
        return None
    first = read_cell(str(row[line]))[:1]
    return (first[0].state if first else str(row[line])), f"{line}: {row[line]}"


def _newest(line: str) -> tuple[int, tuple[int, ...], str]:
    """Return a key that puts main first and newer versions before older ones."""
    numbers = tuple(-int(part) for part in line.split(".") if part.isdecimal())
    return (0 if line == _MAIN else 1 if numbers else 2), numbers, line


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
