"""Which lines and releases hold a commit, read from the tables that :mod:`miner.graph.place` fills."""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from miner.store import bulk

_LINE_SETS = "SELECT set_id, line FROM line_sets"
_RELEASE_SETS = "SELECT set_id, release_id FROM release_sets"
_RELEASES = "SELECT id, line, released_utc FROM releases ORDER BY released_utc, position"
_LINE_COMMITS = "SELECT commit_id, set_id FROM line_commits"
_RELEASE_COMMITS = "SELECT commit_id, set_id FROM release_commits"
T = TypeVar("T")


class DatedRelease(NamedTuple):
    """A release with what orders it."""

    identity: int
    line: str
    released_utc: int


class Holders:
    """The lines and the releases that hold each commit. What was not asked for is not read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines_of(self, commit: int) -> frozenset[str]:
        """Return the lines that hold a commit."""
        return self._line_sets[self._line_commits.get(commit, 0)]

    def releases_of(self, commit: int) -> frozenset[int]:
        """Return the ids of the releases that hold a commit."""
        return self._release_sets[self._release_commits.get(commit) or 0]

    @cached_property
    def lines(self) -> frozenset[str]:
        """All lines of which it is known what they hold."""
        return frozenset[str]().union(*self._line_sets.values())

    @cached_property
    def dated(self) -> list[DatedRelease]:
        """All releases in the order of their dates."""
        return [DatedRelease(*row) for row in bulk.rows(self._connection, _RELEASES)]

    @cached_property
    def _line_sets(self) -> dict[int, frozenset[str]]:
        return read_line_sets(self._connection)

    @cached_property
    def _line_commits(self) -> dict[int, int]:
        return dict(bulk.rows(self._connection, _LINE_COMMITS))

    @cached_property
    def _release_sets(self) -> dict[int, frozenset[int]]:
        return _sets(bulk.rows(self._connection, _RELEASE_SETS))

    @cached_property
    def _release_commits(self) -> dict[int, int]:
        return dict(bulk.rows(self._connection, _RELEASE_COMMITS))


def read_line_sets(connection: Connection) -> dict[int, frozenset[str]]:
    """Return the lines of each set by its number; 0 is the empty set."""
    return _sets(bulk.rows(connection, _LINE_SETS))


def _sets(rows: Iterable[tuple[int, T]]) -> dict[int, frozenset[T]]:
    """Return each set by its number; 0 is the empty set."""
    sets: dict[int, set[T]] = {0: set()}
    for number, member in rows:
        sets.setdefault(number, set()).add(member)
    return {number: frozenset(members) for number, members in sets.items()}
