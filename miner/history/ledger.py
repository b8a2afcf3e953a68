"""The backport ledger as a pivot table: one row per change, one column per line of development."""

import re
from typing import Any, NamedTuple

from miner.answers import Rows

_CHANGE = ("original_sha", "issues", "subject")
_MAIN = "main"


_CELL = re.compile(r"(?P<state>[a-z ]+?)(?: (?P<release>\d+\.[\w.]+))?(?: (?P<sha>[0-9a-f]{40}))?")
#: States of lines that need no change, because nothing could be due there.
NOT_DUE = ("security only", "ended")
#: The state of a line that has nothing of a change, if nothing shows that it was due there.
ABSENT = "absent"


class Cell(NamedTuple):
    """What a cell says: the state, the first release of the line that has it, and the commit of the change there.

    Of what is undone, that is the first release with the undo.
    """

    state: str
    release: str | None
    sha: str | None


def read_cell(text: str) -> list[Cell]:
    """Return what a cell of the ledger says; there are two where a line had two branches for a time."""
    found = (_CELL.fullmatch(part) for part in text.split(", "))
    return [Cell(match["state"], match["release"], match["sha"]) for match in found if match]


def side_by_side(rows: Rows) -> Rows:
    """Return the rows of ``backport_ledger`` with a column per line: ``main`` first, then newer before older lines.

    A cell has the state, and if they are known the first release of the line that has it (of what is undone: that has
    the undo) and, where the change has another commit on that line, its sha: ``exact 3.8.0b3 957656ee1d…``.
    """
    changes: dict[str, dict[str, Any]] = {}
    lines: set[str] = set()
    for row in rows.dicts():
        change = changes.setdefault(row["original_sha"], {name: row[name] for name in _CHANGE})
        own = row["sha"] in {None, row["original_sha"]}
        release = row["undone_release" if row["state"] == "undone" else "release"]
        cell = " ".join(filter(None, (row["state"], release, None if own else row["sha"])))
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
