"""The committer's time of commits: the order of commits that are not ancestors of each other."""

from collections.abc import Iterable

from sqlalchemy import Connection

from miner.store import bulk

_ALL = "SELECT id, committed_utc, sha FROM commits"
_SOME = "SELECT c.id, c.committed_utc, c.sha FROM aged a CROSS JOIN commits c WHERE c.id = a.id"

#: So many are read sooner with all others.
_MANY = 30_000


class Ages:
    """The committer's time and the sha of commits. Ids do not serve: they depend on the order of reading."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, tuple[int, str]] = {}

    def load(self, commits: Iterable[int]) -> None:
        """Read these commits with one query."""
        missing = set(commits) - self._known.keys()
        if len(missing) > _MANY:
            self._read(_ALL)
        elif missing:
            with bulk.holding(self._connection, "aged", missing):
                self._read(_SOME)

    def __getitem__(self, commit: int) -> tuple[int, str]:
        """Return (committer's time in UTC seconds, sha). If the commit was not loaded, this reads all commits."""
        if commit not in self._known:
            self._read(_ALL)
        return self._known[commit]

    def _read(self, select: str) -> None:
        self._known.update((commit, (at, sha)) for commit, at, sha in bulk.rows(self._connection, select))
