"""Facts about lines: their tips, where and when they left main, and until when they were supported.

Clocks do not tell where a line left main: a commit of 3.5 has a date four years before the branch. First parents do:
the branch point is the first commit on the way down from the tip that is also on main's way.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.graph.line_names import MAIN
from miner.graph.lines import RefClaim
from miner.resources import directory
from miner.store import bulk, lookup, tables
from miner.toml_tables import Record, load

_DATES = "SELECT c.id, c.committed_at, c.committed_utc, c.sha FROM dated k CROSS JOIN commits c WHERE c.id = k.id"
_COLUMNS = (
    "tip_id",
    "branch_point_id",
    "first_commit_id",
    "opened_at",
    "opened_utc",
    "security_only_from",
    "ended_on",
)


class Support(NamedTuple):
    """Days as ISO 8601: from when a line got security fixes only, and when it ended; None if that is not known."""

    security_only_from: str | None
    ended_on: str | None


_UNKNOWN = Support(None, None)


def read_support(path: Path | None = None) -> dict[str, Support]:
    """Return the support of each line from a TOML file, by default from ``data/lines.toml``.

    Raises ResourceError if the file is missing or a record is invalid.
    """
    path = path or directory("data") / "lines.toml"
    found = {}
    for number, table in enumerate(load(path, "line")["line"], start=1):
        record = Record(table, f"{path}: line {table.get('name', f'number {number}')}")
        name, security, ended = record.text("name"), record.day("security_only_from"), record.day("ended")
        if record.number("pep") is None or (security is None and ended is None):
            record.fail("'pep' and a date must be there")
        record.done()
        found[name] = Support(str(security) if security else None, str(ended) if ended else None)
    return found


@cache
def _known_support() -> dict[str, Support]:
    """Return the support of each line by the file that ships, which does not change while this runs."""
    return read_support()


def decide_line_facts(connection: Connection, graph: Graph, claims: Iterable[RefClaim]) -> None:
    """Store the facts about each claimed line; ``claims`` are those of the stored refs, the strongest first."""
    claims = list(claims)
    on_main = bytearray(len(graph.exists))
    on_main[0] = 1  # 0 is the first parent of a root
    for _, line, tip in claims:
        while line == MAIN and not on_main[tip]:
            on_main[tip] = 1
            tip = graph.first_parent[tip]  # noqa: PLW2901 - the walk down
    strongest: dict[str, tuple[object, list[int]]] = {}  # the rank, and all tips with it
    for rank, line, tip in claims:
        if strongest.setdefault(line, (rank, []))[0] == rank:
            strongest[line][1].append(tip)
    known = _Dates(connection, {tip for _, tips in strongest.values() for tip in tips})
    tips = {line: max(tips, key=known.newest) for line, (_, tips) in strongest.items()}
    ways = {line: _way_from_main(graph, tip, on_main) for line, tip in tips.items()}
    known.read({commit for way in ways.values() for commit in way if commit})
    support = _known_support() if lookup.is_cpython(connection) else {}
    bulk.keep(
        connection,
        tables.lines,
        ("line",),
        _COLUMNS,
        [
            (
                line,
                tips[line],
                *ways[line],
                *known.day(next(filter(None, ways[line]), None)),
                *support.get(line, _UNKNOWN),
            )
            for line in tips
        ],
    )


def _way_from_main(graph: Graph, tip: int, on_main: bytearray) -> tuple[int | None, int | None]:
    """Return the branch point of a line and its first own commit; None for those that it has not."""
    first = None
    while not on_main[tip]:
        first, tip = tip, graph.first_parent[tip]
    return (tip or None, first) if first else (None, None)


class _Dates:
    """The committer's dates of some commits."""

    def __init__(self, connection: Connection, commits: Iterable[int]) -> None:
        self._connection = connection
        self._known: dict[int, tuple[str, int, str]] = {}
        self.read(commits)

    def read(self, commits: Iterable[int]) -> None:
        with bulk.holding(self._connection, "dated", commits):
            self._known |= {commit: (at, utc, sha) for commit, at, utc, sha in bulk.rows(self._connection, _DATES)}

    def newest(self, commit: int) -> tuple[int, str]:
        """Return what orders commits by date."""
        _, utc, sha = self._known[commit]
        return utc, sha

    def day(self, commit: int | None) -> tuple[str | None, int | None]:
        """Return the date as text and in UTC seconds."""
        return self._known[commit][:2] if commit else (None, None)
