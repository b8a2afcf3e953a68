"""Write a release for a terminal (its changes by issue, then what was undone), and the ledger with versions."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from miner.answers import Page, Rows
from miner.history.ledger import ABSENT, NOT_DUE, read_cell
from miner.render.as_table import write_rows
from miner.render.cells import SHORT_SHA, instant, printable
from miner.render.grid import lay_out, wrap
from miner.render.terminal import Terminal

_ENDLESS = 1_000_000
_INDENT = 2
_UNDONE = ("issue", "sha", "undone_by", "subject")
_UNDOING = ("issue", "sha", "undoes", "subject")
_KEPT = ("issue", "sha", "subject")
# What a ledger has of a change before its lines.
_ABOUT = ("original_sha", "issues", "subject")


def write_release(page: Page, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a release's page."""
    facts = page.facts
    parts = [page.title]
    if facts["release"]:
        parts += [facts["phase"], f"line {facts['line']}", instant(str(facts["released_at"]))[:10]]
    yield terminal.style(f" {terminal.dot} ".join(parts), "bold")
    for line in wrap(_summary(facts), terminal.width or _ENDLESS):
        yield terminal.style(line, "dim")
    yield ""
    yield from _changes(page["changes"].dicts(), facts["previous"], terminal)
    for section, columns in zip(page.sections[1:], (_UNDONE, _UNDOING, _UNDOING, _KEPT), strict=True):
        if section.rows.rows:
            yield ""
            yield terminal.style(section.heading, "bold")
            yield from lay_out(_only(section.rows, columns), terminal)


def _summary(facts: dict[str, Any]) -> str:
    since = f" since {facts['previous']} of {str(facts['previous_at'])[:10]}" if facts["previous"] else ""
    if facts["diverged"]:  # then commits that are older than the earlier release are new, too
        since = f" that {facts['previous']} does not hold itself"
    if facts["had"]:
        since += f" (of {facts['had']} it has the change by another commit)"
    parts = [f"{_count(facts['commits'], 'commit')} on {_count(facts['issues'], 'issue')}{since}"]
    if facts["undone"]:
        parts.append(f"{facts['undone']} undone in between")
    if facts["undoing"]:
        parts.append(f"{_count(facts['undoing'], 'revert')} of what came since then")
    if facts["taken_back"]:
        parts.append(f"{_count(facts['taken_back'], 'revert')} of what {facts['previous'] or 'earlier ones'} had")
    if facts["housekeeping"]:
        parts.append(f"{_count(facts['housekeeping'], 'commit')} of housekeeping")
    left_out = [
        *([_count(facts["merges"], "merge")] if facts["merges"] else []),
        *([f"{_count(facts['versions'], 'commit')} that only set the version"] if facts["versions"] else []),
    ]
    told = ", ".join(parts) + "."
    return f"{told} Left out: {' and '.join(left_out)}." if left_out else told


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _changes(changes: list[dict[str, Any]], earlier: str | None, terminal: Terminal) -> Iterator[str]:
    if not changes:
        yield terminal.style("(no changes)", "dim")
    for issue, group in groupby(changes, key=lambda row: row["issue"]):
        members = list(group)
        for line in wrap(printable(_head(issue, members[0])), terminal.width or _ENDLESS):
            yield terminal.style(line, "bold")
        for row in members:
            yield from _change(row, earlier, terminal)


def _head(issue: str | None, row: dict[str, Any]) -> str:
    """Return the heading of an issue; what the NEWS of another release said may have been taken back in this one."""
    if not issue:
        return "Without an issue"
    news = f" [NEWS of {row['news_of']}]" if row["news_of"] else ""
    return f"{issue}  {row['title'] or ''}{news}".rstrip()


def _change(row: dict[str, Any], earlier: str | None, terminal: Terminal) -> Iterator[str]:
    whole = None if terminal.wide else SHORT_SHA
    sha = row["sha"][:whole]
    margin = _INDENT + len(sha) + 2
    subject = printable(row["subject"]) + (" [undone in part]" if row["part"] else "")
    if row["had_by"]:
        subject += f" [in {earlier} by {row['had_by'][:whole]}]"
    first, *rest = wrap(subject, terminal.width - margin if terminal.width else _ENDLESS)
    yield f"{' ' * _INDENT}{terminal.style(sha, 'yellow')}  {first}".rstrip()
    yield from (" " * margin + line for line in rest)


def _only(rows: Rows, columns: tuple[str, ...]) -> Rows:
    return Rows(columns, [tuple(row[name] for name in columns) for row in rows.dicts()])


def write_ledger(rows: Rows, terminal: Terminal) -> Iterator[str]:
    """Yield the ledger as a table of states with versions, or with short shas where there is no version yet.

    Lines with nothing, and where none was missed, are told below it. A wide table has all of it.
    """
    if terminal.wide:
        yield from write_rows(rows, terminal)
        return
    lines = [place for place, name in enumerate(rows.columns) if name not in _ABOUT]
    idle = {place: states for place in lines if (states := _not_due(rows, place))}
    kept = [place for place in range(len(rows.columns)) if place not in idle]
    dash = "\u2013" if terminal.unicode else "-"
    shown = [tuple(_told(row[place], dash) if place in lines else row[place] for place in kept) for row in rows.rows]
    yield from write_rows(Rows(tuple(rows.columns[place] for place in kept), shown), terminal)
    told = [f"{rows.columns[place]} ({' or '.join(states)})" for place, states in idle.items() if ABSENT not in states]
    absent = [rows.columns[place] for place, states in idle.items() if ABSENT in states]
    dashes = any(ABSENT in (row[place] or "") for row in rows.rows for place in lines if place not in idle)
    sentences = [
        *([f"{dash} means: not there, and nothing shows that it was due."] if dashes else []),
        *([f"Nothing was due on {', '.join(told)}."] if told else []),
        *([f"Nothing of it is on {', '.join(absent)}, and nothing shows that it was due there."] if absent else []),
    ]
    for sentence in sentences:
        for line in wrap(sentence, terminal.width or _ENDLESS):
            yield terminal.style(line, "dim")


def _not_due(rows: Rows, place: int) -> list[str]:
    """Return the states of a line if it has nothing of any change and misses none, else nothing."""
    cells = {row[place] for row in rows.rows} - {None}
    return sorted(cells) if cells <= {*NOT_DUE, ABSENT} else []


def _told(text: str | None, dash: str) -> str | None:
    if text is None:
        return None
    cells = read_cell(text)
    return ", ".join(
        dash if each.state == ABSENT else f"{each.state} {each.release or (each.sha or '')[:SHORT_SHA]}".rstrip()
        for each in cells
    )
