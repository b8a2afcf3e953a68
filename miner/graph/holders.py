"""Which lines and releases hold a commit, read from the tables that :mod:`miner.graph.place` fills."""

from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Connection

from miner.graph.spans import Sets
from miner.store import bulk

_LINE_PLACES = "SELECT place, line FROM line_places"
_LINE_SPANS = "SELECT set_id, first_place, last_place FROM line_sets"
_RELEASE_PLACES = "SELECT place, id FROM releases"
_RELEASE_SPANS = "SELECT set_id, first_place, last_place FROM release_sets"
_RELEASES = "SELECT id, line, released_utc FROM releases ORDER BY released_utc, position"
_LINE_COMMITS = "SELECT commit_id, set_id FROM line_commits"
_RELEASE_COMMITS = "SELECT commit_id, set_id FROM release_commits"


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
        return self._line_sets[self._line_commits[commit] or 0]

    def releases_of(self, commit: int) -> frozenset[int]:
        """Return the ids of the releases that hold a commit."""
        return self._release_sets[self._release_commits[commit] or 0]

    @cached_property
    def lines(self) -> frozenset[str]:
        """All lines of which it is known what they hold."""
        return self._line_sets.members

    @cached_property
    def dated(self) -> list[DatedRelease]:
        """All releases in the order of their dates."""
        return [DatedRelease(*row) for row in bulk.rows(self._connection, _RELEASES)]

    @cached_property
    def _line_sets(self) -> Sets[str]:
        return read_line_sets(self._connection)

    @cached_property
    def _line_commits(self) -> bulk.Asked[int]:
        return bulk.Asked(self._connection, _LINE_COMMITS, "commit_id")

    @cached_property
    def _release_sets(self) -> Sets[int]:
        places = dict(bulk.rows(self._connection, _RELEASE_PLACES))
        return Sets(places, bulk.rows(self._connection, _RELEASE_SPANS))

    @cached_property
    def _release_commits(self) -> bulk.Asked[int]:
        return bulk.Asked(self._connection, _RELEASE_COMMITS, "commit_id")


def read_line_sets(connection: Connection) -> Sets[str]:
    """Return the lines of each set by its number."""
    return Sets(dict(bulk.rows(connection, _LINE_PLACES)), bulk.rows(connection, _LINE_SPANS))
