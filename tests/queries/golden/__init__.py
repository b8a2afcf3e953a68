"""What the queries answer about the invented history: one file per query.

A line ``$ issue=bpo-100 limit=2`` asks, the lines below it are the rows, columns apart by `` | ``, ``-`` for NULL and
``c07`` for the sha of commit 7. Lines that begin with ``#`` say why.
"""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.queries import world


class Case(NamedTuple):
    """One question to a query, and the rows of its answer."""

    query: str
    asked: str
    rows: list[str]


def cases() -> Iterator[Case]:
    """Read all cases of all files."""
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        rows: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("$"):
                rows = []
                yield Case(path.stem, line.removeprefix("$").strip(), rows)
            elif line and not line.startswith("#"):
                rows.append(line)


def bound(asked: str) -> dict[str, str]:
    """Return what a question binds; ``commit=c07`` and ``before=c07`` name commit 7."""
    given = dict(word.split("=", 1) for word in shlex.split(asked) if "=" in word)
    for name in given.keys() & {"commit", "before"}:
        given[name] = world.sha(int(given[name].removeprefix("c")))
    return given


def shown(row: Sequence[Any]) -> str:
    """Return a row as the files write it."""
    return " | ".join("-" if value is None else str(value).replace("\n", "\\n") for value in row)
