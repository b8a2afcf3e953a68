"""Write timelines for a terminal: the events in order, then the bursts.

Trackers tell UTC, commits the clocks of their authors all over the world. So that one can be compared with another, all
are shown in UTC, and where the author's calendar showed another day, that is told, too.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC

from rich.cells import cell_len

from miner.answers import Rows
from miner.history.timeline import Event, Timeline
from miner.render.cells import SHORT_SHA, clocks, printable
from miner.render.grid import lay_out, pad, wrap
from miner.render.sparkline import sparkline
from miner.render.terminal import Terminal

_GAP = "  "
_COMMITS = frozenset(("landed", "reverted", "relanded", "backported"))
_FEWEST_BURSTS = 2
_LONGEST_COURSE = 60
_ONE_LINE = 110  # from this width on, an event and its text are on one line


def write_timelines(timelines: Sequence[Timeline], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of one timeline after the other."""
    for number, timeline in enumerate(timelines):
        if number:
            yield ""
        yield from _header(timeline, terminal)
        yield ""
        yield from _events(timeline.events, terminal)
        if timeline.bursts:
            yield ""
            yield from write_bursts(timeline, terminal)


def _header(timeline: Timeline, terminal: Terminal) -> Iterator[str]:
    facts = timeline.facts
    title = printable(facts.get("title") or "")
    for line in wrap(f"{timeline.issue}{_GAP}{title}".rstrip(), terminal.width or 10_000):
        yield terminal.style(line, "bold")
    parts = [printable(str(facts["other_numbers"]))] if facts.get("other_numbers") else []
    if title and str(facts.get("source")).startswith("derived"):
        parts.append(f"title {facts['source']}")
    for event in ("opened", "closed"):
        if facts.get(f"{event}_at"):
            by = f" by {printable(facts['creator'])}" if event == "opened" and facts.get("creator") else ""
            parts.append(f"{event} {_day(facts[f'{event}_at'])}{by}")
    if facts.get("commits"):
        first, last = (_day(facts.get(name)) for name in ("first_at", "last_at"))
        parts.append(f"{facts['commits']} commits from {first} to {last}")
    if facts.get("title_by") == "this tool":
        parts.append("title in this tool's words")
    if timeline.events and not terminal.wide:
        parts.append("times in UTC")
    if parts:
        for line in wrap(f" {terminal.dot} ".join(parts), terminal.width or 10_000):
            yield terminal.style(line, "dim")


def _day(at: object) -> str:
    """Return the day of an instant in UTC."""
    return clocks(str(at or ""))[0][:10]


def _events(events: Sequence[Event], terminal: Terminal) -> Iterator[str]:
    if not events:
        yield terminal.style("(no events)", "dim")
        return
    beside = terminal.width is None or terminal.width >= _ONE_LINE
    table = [_columns(event, wide=terminal.wide) for event in events]
    widths = [max(cell_len(row[index]) for row in table) for index in range(4)]
    margin = sum(width + len(_GAP) for width in (widths if beside else widths[:1]))
    room = (terminal.width - margin) if terminal.width else 10_000
    for event, row in zip(events, table, strict=True):
        at, kind, sha, line = (pad(text, width) for text, width in zip(row, widths, strict=True))
        left = _GAP.join((at, terminal.word(kind), terminal.style(sha, "yellow"), line))
        texts = list(_texts(event, wide=terminal.wide))
        lines = [line for text, style in texts for line in _styled(wrap(text, room), style, terminal)]
        if terminal.width is None:
            lines = [_GAP.join(lines)]  # in a pipe one event is one line
        if beside and lines:
            yield f"{left}{_GAP}{lines.pop(0)}".rstrip()
        elif not event.sha and len(lines) == 1 and cell_len(kind) + cell_len(texts[0][0]) < room - 1:
            yield f"{at}{_GAP}{terminal.word(kind)}{_GAP}{lines.pop()}".rstrip()
        else:
            yield left.rstrip()
        yield from (f"{' ' * margin}{text}" for text in lines)


def _columns(event: Event, *, wide: bool) -> tuple[str, str, str, str]:
    sha = event.sha or ""
    return (
        printable(event.at) if wide else clocks(event.at)[0],
        printable(event.kind),
        sha if wide else sha[:SHORT_SHA],
        printable(event.line or ""),
    )


def _texts(event: Event, *, wide: bool) -> Iterator[tuple[str, str]]:
    if event.subject:
        yield printable(event.subject), ""
    if event.detail:
        yield printable(event.detail), "dim"
    if not wide and (there := clocks(event.at)[1]):
        yield f"{there} by its author's clock", "dim"


def _styled(lines: list[str], style: str, terminal: Terminal) -> list[str]:
    return [terminal.style(line, style) for line in lines]


def write_bursts(timeline: Timeline, terminal: Terminal) -> Iterator[str]:
    """Yield a table of the bursts."""
    count = len(timeline.bursts)
    yield terminal.style(f"{count} burst{'' if count == 1 else 's'} of commits", "bold")
    yield from _course(timeline, terminal)
    shown = printable if terminal.wide else _both
    rows = [(each.number, shown(each.first_at), shown(each.last_at), each.commits) for each in timeline.bursts]
    yield from lay_out(Rows(("burst", "first_at", "last_at", "commits"), rows), terminal)


def _course(timeline: Timeline, terminal: Terminal) -> Iterator[str]:
    """Yield a picture of one line of when there were how many commits, where somebody looks and there are bursts."""
    landed = [event.moment for event in timeline.events if event.sha and event.kind in _COMMITS]
    if terminal.width is None or not terminal.unicode or len(timeline.bursts) < _FEWEST_BURSTS or not landed:
        return
    first, last = (f"{moment.astimezone(UTC):%Y-%m-%d}" for moment in (min(landed), max(landed)))
    room = min(_LONGEST_COURSE, terminal.width - len(first) - len(last) - 2 * len(_GAP))
    if line := sparkline(landed, room) if room > 0 else "":
        yield _GAP.join((terminal.style(first, "dim"), terminal.style(line, "green"), terminal.style(last, "dim")))


def _both(at: str) -> str:
    """Return an instant in UTC, with its author's clock if that shows another day."""
    here, there = clocks(at)
    return f"{here} ({there})" if there else here
