"""The backport ledger as a pivot table: one row per change, one column per line of development."""

from typing import Any

from miner.model import Rows

_CHANGE = ("original_sha", "issues", "subject")
_MAIN = "main"


def side_by_side(rows: Rows) -> Rows:
    """Return the rows of ``backport_ledger`` with a column per line: ``main`` first, then newer before older lines."""
    changes: dict[str, dict[str, Any]] = {}
    lines: set[str] = set()
    for row in rows.dicts():
        change = changes.setdefault(row["original_sha"], {name: row[name] for name in _CHANGE})
        own = row["sha"] in {None, row["original_sha"]}
        cell = row["state"] if own else f"{row['state']} {row['sha']}"
        known = change.get(row["line"])  # trunk and py3k were both main for a time
        change[row["line"]] = f"{known}, {cell}" if known else cell
        lines.add(row["line"])
    columns = (*_CHANGE, *sorted(lines, key=_newest_first))
    return Rows(columns, [tuple(change.get(name) for name in columns) for change in changes.values()])


def _newest_first(line: str) -> tuple[object, ...]:
    """Return a key that sorts ``main`` first, ``3.10`` before ``3.9``, and lines that are not versions last."""
    numbers = line.split(".")
    if all(number.isdecimal() for number in numbers):
        return 1, [-int(number) for number in numbers], line
    return (0 if line == _MAIN else 2), [], line
