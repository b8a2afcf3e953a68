"""Write for a terminal the history of a name in C code: a summary of each line, then its commits."""

from collections.abc import Iterator
from typing import Any

from miner.answers import Rows
from miner.history.symbols import Biography
from miner.render.as_table import write_rows
from miner.render.cells import SHORT_SHA, printable
from miner.render.terminal import Terminal

_DAY = 10  # characters of an instant
_COLUMNS = ("sha", "authored_at", "path", "delta", "roles", "standing", "by_sha", "issues", "first_release", "subject")


def write_biography(found: Biography, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of an answer of ``History.symbol``."""
    if not found.rows.rows:
        yield terminal.style("(no commit there changed how often it occurs)", "dim")
    for number, span in enumerate(found.spans):
        if number:
            yield ""
        counted = "" if found.whole_words else ", as a text"
        commits = f"{span.commits} commit{'' if span.commits == 1 else 's'}"
        yield terminal.style(f"{printable(found.name)} on {span.line}: {commits}{counted}", "bold")
        yield f"  first  {_told(span.first, terminal)}"
        if span.commits > 1:
            yield f"  last   {_told(span.last, terminal)}"
        rows = [tuple(row[name] for name in _COLUMNS) for row in span.rows]
        yield from write_rows(Rows(_COLUMNS, rows), terminal)


def _told(row: dict[str, Any], terminal: Terminal) -> str:
    sha = row["sha"] if terminal.wide else row["sha"][:SHORT_SHA]
    issues = f" ({row['issues'].replace(',', ', ')})" if row["issues"] else ""
    release = f", in {row['first_release']}" if row["first_release"] else ""
    return f"{row['authored_at'][:_DAY]} {terminal.style(sha, 'yellow')}{issues}{release}"
