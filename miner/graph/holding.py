"""Which lines and releases hold a commit, read from the tables that :mod:`miner.graph.place` fills."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from miner.store import bulk

_LINE_SETS = "SELECT set_id, line FROM line_sets ORDER BY set_id, line"
_RELEASE_SETS = "SELECT set_id, release_id FROM release_sets"
_RELEASES = "SELECT id, line, released_utc FROM releases ORDER BY released_utc, position"
_LINES = "SELECT x.commit_id, x.set_id FROM line_commits x"
_HELD = "SELECT x.commit_id, x.set_id FROM release_commits x"
_SOME = "{} WHERE x.commit_id IN (SELECT id FROM held)"
T = TypeVar("T")


class DatedRelease(NamedTuple):
    """A release with what orders it."""

    identity: int
    line: str
    released_utc: int


class Holding:
    """The lines and releases that hold each of ``commits``, or each commit if that is None.

    ``lines`` and ``releases`` give a commit's set by a number; 0 is the empty set. ``members`` and ``released`` have
    the lines and the releases of each set; ``dated`` has all releases in the order of their dates.
    """

    def __init__(self, connection: Connection, commits: Collection[int] | None) -> None:
        self.members: dict[int, frozenset[str]] = _sets(bulk.rows(connection, _LINE_SETS))
        self.released: dict[int, frozenset[int]] = _sets(bulk.rows(connection, _RELEASE_SETS))
        self.dated = [DatedRelease(*row) for row in bulk.rows(connection, _RELEASES)]
        self.lines: Mapping[int, int]
        self.releases: Mapping[int, int]
        if commits is None:
            self.lines, self.releases = dict(bulk.rows(connection, _LINES)), dict(bulk.rows(connection, _HELD))
        else:
            with bulk.holding(connection, "held", commits):
                self.lines = dict(bulk.rows(connection, _SOME.format(_LINES)))
                self.releases = dict(bulk.rows(connection, _SOME.format(_HELD)))

    def lines_of(self, commit: int) -> frozenset[str]:
        """Return the lines that hold a commit."""
        return self.members[self.lines.get(commit, 0)]

    def releases_of(self, commit: int) -> frozenset[int]:
        """Return the releases that hold a commit."""
        return self.released[self.releases.get(commit) or 0]


def _sets(rows: Iterable[tuple[int, T]]) -> dict[int, frozenset[T]]:
    sets: dict[int, set[T]] = {0: set()}
    for number, member in rows:
        sets.setdefault(number, set()).add(member)
    return {number: frozenset(members) for number, members in sets.items()}
