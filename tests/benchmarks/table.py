"""The table that `make bench` prints, and the file that a later run compares itself with."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from miner.answers import Page, Rows, Section
from miner.render.as_table import write_page
from miner.render.terminal import Terminal
from tests.benchmarks.measure import Cost

COLUMNS = (
    "what",
    "seconds",
    "processor s",
    "peak MB",
    "commits",
    "processor ms/commit",
    "database MB",
    "× git",
    "× git, processor",
    "budget",
    "holds",
    "processor s before",
    "× before",
    "remark",
)


class Limit(NamedTuple):
    """A figure and the most that it may be."""

    value: float
    most: float
    unit: str

    def __str__(self) -> str:
        return f"{shown(self.value)} of {self.most:g} {self.unit}"


class Row(NamedTuple):
    """One measured thing.

    ``git`` is what git took for its share of the work in the same run, ``database`` has megabytes. The remark says why
    nothing was measured, or what else there is to know.
    """

    what: str
    cost: Cost | None = None
    git: Cost | None = None
    commits: int | None = None
    database: float | None = None
    limits: tuple[Limit, ...] = ()
    remark: str = ""

    @property
    def figures(self) -> dict[str, float]:
        """What was measured, by column; figures that nobody measured are absent."""
        cost, git = self.cost or Cost(0, 0), self.git
        found = {
            "seconds": cost.seconds,
            "processor s": cost.processor,
            "peak MB": cost.together,
            "commits": self.commits,
            "processor ms/commit": 1000 * cost.processor / self.commits if self.commits else None,
            "database MB": self.database,
            "× git": cost.seconds / git.seconds if git else None,
            "× git, processor": cost.processor / git.processor if git and git.processor else None,
        }
        return {name: figure for name, figure in found.items() if figure}

    def cells(self, before: dict[str, float]) -> tuple[str | None, ...]:
        """Return what each column shows, beside the figures of an earlier run."""
        figures: dict[str, Any] = self.figures
        if (past := before.get("processor s")) and (now := figures.get("processor s")):
            figures |= {"processor s before": past, "× before": now / past}
        words = {
            "what": self.what,
            "budget": ", ".join(map(str, self.limits)),
            "holds": ("yes" if all(limit.value <= limit.most for limit in self.limits) else "NO")
            if self.limits
            else "",
            "remark": self.remark,
        }
        return tuple(words[name] if name in words else shown(figures.get(name)) for name in COLUMNS)


def shown(figure: float | None) -> str:
    """Return a number with as many digits as it deserves."""
    if figure is None:
        return ""
    digits = 0 if figure >= 1000 or isinstance(figure, int) else 1 if figure >= 10 else 2 if figure >= 1 else 3
    return f"{figure:,.{digits}f}"


def machine() -> str:
    """Say where the run took place."""
    try:
        known = Path("/proc/cpuinfo").read_text()
    except OSError:
        known = ""
    names = [line.partition(": ")[2] for line in known.splitlines() if line.startswith("model name")]
    processor = names[0] if names else platform.processor() or platform.machine()
    git = subprocess.check_output(["git", "--version"], text=True).split()[2]
    versions = f"Python {platform.python_version()}, git {git}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores, {processor}, {versions}"


def write(rows: Sequence[Row], here: str, before: dict[str, Any] | None = None) -> Iterator[str]:
    """Yield the lines of the table; ``before`` is what `load` returned. Columns that no row fills are left out."""
    past = before["rows"] if before else {}
    cells = [row.cells(past.get(row.what, {})) for row in rows]
    filled = [place for place in range(len(COLUMNS)) if any(row[place] for row in cells)]
    table = Rows(tuple(COLUMNS[place] for place in filled), [tuple(row[place] for place in filled) for row in cells])
    facts = {"machine": here, "before": before["machine"] if before else None}
    yield from write_page(Page("Benchmarks", facts, (Section("measured", "Medians", table),)), Terminal())


def save(path: Path, rows: Sequence[Row], here: str) -> None:
    """Write what was measured."""
    path.write_text(json.dumps({"machine": here, "rows": {row.what: row.figures for row in rows}}, indent=1) + "\n")


def load(path: Path) -> dict[str, Any]:
    """Read what an earlier run has saved: the machine, and {row: {column: figure}}."""
    try:
        found = json.loads(path.read_text())
        if {"machine", "rows"} <= found.keys():
            return found
    except (OSError, ValueError, AttributeError):
        pass
    raise SystemExit(f"{path} was not written by --save.")
