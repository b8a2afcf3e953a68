"""Write for a terminal what was tried before and taken back: a few lines for each attempt."""

from collections.abc import Iterator
from typing import Any

from miner.answers import Rows
from miner.render.cells import SHORT_SHA, duration, printable
from miner.render.grid import labelled, wrap
from miner.render.terminal import Terminal

_ENDLESS = 1_000_000
_INDENT = 2
_MARGIN = 12
_DAY = 10  # characters of an instant
_PATHS = 4  # so many are named


def write_tried(rows: Rows, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an answer of ``History.tried``."""
    if not rows.rows:
        yield terminal.style("(nothing that was tried here was taken back)", "dim")
    for number, row in enumerate(rows.dicts()):
        if number:
            yield ""
        yield from _attempt(row, terminal)


def _attempt(row: dict[str, Any], terminal: Terminal) -> Iterator[str]:
    head = f"{_sha(row['sha'], terminal)}  {row['authored_at'][:_DAY]}  {printable(row['subject'])}"
    yield from (terminal.style(line, "bold") for line in wrap(head, terminal.width or _ENDLESS))
    for label, text in (
        (row["tie"], f"{row['shared']} of it"),
        ("taken back", _undo(row, terminal)),
        ("reason", _reason(row)),
        ("releases", _releases(row)),
        ("came back", _again(row, terminal)),
        ("files", _paths(row, terminal)),
    ):
        if text:
            yield from labelled(label, text, _MARGIN + 1, terminal, indent=_INDENT)


def _undo(row: dict[str, Any], terminal: Terminal) -> str:
    delay = "" if row["delay_seconds"] is None else f" after {duration(row['delay_seconds'])}"
    part = {"full": "", "partial": "in part, "}.get(row["extent"], "perhaps in part, ")
    by = f"by {_sha(row['undoing_sha'], terminal)} of {printable(row['undoing_author'])}"
    return f"{part}{row['undoing_at'][:_DAY]}{delay} on {row['line'].replace(',', ', ')} {by}"


def _reason(row: dict[str, Any]) -> str:
    if row["reason"]:
        return printable(row["reason"])
    where = "" if row["pull_request"] is None else f": see GH-{row['pull_request']}"
    return f"the message gives none{where}"


def _releases(row: dict[str, Any]) -> str:
    if row["releases"] is None:
        return ""
    if row["releases"] < 2:
        return row["first_release"] or "in none that is known here"
    between = ", " if row["releases"] == 2 else " … "
    return f"{row['first_release']}{between}{row['last_release']} ({row['releases']})"


def _again(row: dict[str, Any], terminal: Terminal) -> str:
    if row["again_sha"] is None:
        return ""
    then = ", and was taken back again" if row["again_undone"] else ""
    return f"{row['again_at'][:_DAY]} as {_sha(row['again_sha'], terminal)}{then}"


def _paths(row: dict[str, Any], terminal: Terminal) -> str:
    paths = [printable(path) for path in row["paths"].split(",") if path]
    more = len(paths) - _PATHS
    if terminal.wide or more < 2:
        return ", ".join(paths)
    return f"{', '.join(paths[:_PATHS])} and {more} more"


def _sha(sha: str, terminal: Terminal) -> str:
    return sha if terminal.wide else sha[:SHORT_SHA]
