"""Write for a terminal whether a change is in force: a sentence about a release, or a table of lines."""

from collections.abc import Iterator
from typing import Any, Final

from miner.answers import Rows
from miner.history.standing import Answer, Verdict, is_in_force
from miner.render.as_table import write_rows
from miner.render.cells import SHORT_SHA, instant, printable
from miner.render.grid import wrap
from miner.render.terminal import Terminal

_ENDLESS = 1_000_000
_INDENT = 5
_COLOURS: Final[dict[Verdict, str]] = {"yes": "green", "yes, in part": "yellow", "no": "red"}
_COLUMNS = ("line", "standing", "since", "by_sha", "release", "address")


def write_standing(answer: Answer, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an answer; for a release a sentence for each change, after the total."""
    if not answer.rows.rows:
        yield terminal.style(f"(no line has {answer.about}: it is only proposed, or nothing landed for it)", "dim")
    elif answer.release is None:
        yield from _on_lines(answer.rows, terminal)
    else:
        yield from _in_release(answer, terminal)


def _on_lines(rows: Rows, terminal: Terminal) -> Iterator[str]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for row in rows.dicts():
        changes.setdefault(row["sha"], []).append(row)
    for number, (sha, found) in enumerate(changes.items()):
        if number:
            yield ""
        head = f"{sha if terminal.wide else sha[:SHORT_SHA]}  {printable(found[0]['subject'])}"
        yield from (terminal.style(line, "bold") for line in wrap(head, terminal.width or _ENDLESS))
        columns = (*_COLUMNS, "reason") if any(row.get("reason") for row in found) else _COLUMNS
        yield from write_rows(Rows(columns, [tuple(row[name] for name in columns) for row in found]), terminal)


def _in_release(answer: Answer, terminal: Terminal) -> Iterator[str]:
    rows = answer.rows.dicts()
    elsewhere = answer.elsewhere
    yield f"{terminal.style(answer.verdict, 'bold', _COLOURS[answer.verdict])}{_total(answer)}"
    why = {row["sha"]: row for row in answer.on_line.dicts()} if answer.on_line else {}
    told = sorted((row for row in rows if row["sha"] not in elsewhere or len(rows) == 1), key=is_in_force)
    for row in told:
        sha = row["sha"] if terminal.wide else row["sha"][:SHORT_SHA]
        yield from _wrapped(f"{sha}  {printable(row['subject'])}", _INDENT - 3, terminal)
        yield from _wrapped(_sentence(answer, row, why.get(row["sha"])), _INDENT, terminal)
    if elsewhere and len(rows) > 1:
        yield from _wrapped(f"{len(elsewhere)} made for other lines: not known on {answer.line}", _INDENT - 3, terminal)


def _total(answer: Answer) -> str:
    """Return how many of several changes are in force; those made for other lines count only if there is no other."""
    held = answer.in_force or dict.fromkeys(answer.elsewhere, False)
    return f": {sum(held.values())} of {len(held)} changes of {answer.about}" if len(answer.rows) > 1 else ""


def _wrapped(text: str, indent: int, terminal: Terminal) -> Iterator[str]:
    first, *rest = wrap(text, (terminal.width - _INDENT) if terminal.width else _ENDLESS)
    yield f"{' ' * indent}{first}"
    yield from (f"{' ' * _INDENT}{line}" for line in rest)


def _sentence(answer: Answer, row: dict[str, Any], line: dict[str, Any] | None) -> str:
    """Return why a release has a change or not; ``line`` is the row of the release's line."""
    by = row["by_sha"] and f"{row['by_sha'][:SHORT_SHA]} of {instant(str(row['since']))[:10]}"
    if row["standing"] == "stands":
        return f"in {answer.release}, by {by}{_since(answer, line)}"
    if row["standing"] == "relanded":
        return f"in {answer.release}, landed again by {by}{_since(answer, line)}"
    if row["standing"] == "undone":
        return f"taken back before {answer.release} by {by}"
    if line is None or line["standing"] == "absent":
        return f"not known on line {answer.line}: neither the commit nor a backport of it was found there"
    begin = f"not in {answer.release}: "
    if line["release"]:
        return f"{begin}{line['release']} is the first of line {answer.line} where it {_is(line)}"
    since = instant(str(line["since"]))[:10]
    return f"{begin}on line {answer.line} it {_is(line)} since {since}, after the last release"


def _since(answer: Answer, line: dict[str, Any] | None) -> str:
    if line is None or line["release"] is None or not is_in_force(line):
        return ""
    return "" if line["release"] == answer.release else f"; line {answer.line} has it since {line['release']}"


def _is(line: dict[str, Any]) -> str:
    return {"stands": "stands", "relanded": "is landed again", "undone": "is undone"}[line["standing"]]
