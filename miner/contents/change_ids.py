"""What each commit did to the contents of its files, as one number that can be compared.

A *transition* is one path going from one blob to another. Two commits with the same transitions made the same change
to the same files, wherever they are in the graph; a commit with the inverse transitions put everything back. Adding
up a hash per transition makes one number per commit, so that equals are found by looking up instead of comparing.

``Misc/NEWS``, ``Misc/ACKS`` and ``.hgtags`` do not count, because every change touches them, and neither do files
that are created or left empty, because all of these are equal.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, text

from miner.store import bulk

BOOKKEEPING = ("Misc/NEWS", "Misc/ACKS", ".hgtags")
_EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
_MASK = (1 << 64) - 1

_ALL = "SELECT commit_id, path_id, old_blob, new_blob, old_mode, new_mode FROM changes ORDER BY commit_id"
_SOME = """
SELECT x.commit_id, x.path_id, x.old_blob, x.new_blob, x.old_mode, x.new_mode
FROM weighed w CROSS JOIN changes x WHERE x.commit_id = w.commit_id ORDER BY x.commit_id
"""
# CROSS JOIN keeps SQLite to this order: it knows nothing about the sizes of temporary tables.
# One path of each commit is enough to find those that may be its equals.
_LIKE = """
SELECT DISTINCT x.commit_id
FROM probes p CROSS JOIN changes x
WHERE x.path_id = p.path_id AND COALESCE(x.old_blob, '') = p.old_blob AND COALESCE(x.new_blob, '') = p.new_blob
"""
State = str | None
Change = tuple[int, State, State, State, State]


class Transitions:
    """The numbers of all commits, or of as many as were asked for when only a few are looked at."""

    def __init__(self, connection: Connection, numbers: dict[int, int] | None) -> None:
        """``numbers`` are those of all commits, as :func:`weigh_all` returns them, None to read what is asked for."""
        self._connection = connection
        self.whole = numbers is not None
        self._forward = numbers or {}
        self._asked: set[int] = set()
        self._probed: set[tuple[int, bool]] = set()
        self._sorted: list[tuple[int, int]] = []
        self.bookkeeping = bulk.paths_beginning(connection, BOOKKEEPING)  # ids of paths that do not count
        if numbers:
            self._sorted = sorted((number, commit) for commit, number in numbers.items())

    def forward(self, commit: int) -> int:
        """Return the number of what a commit did, 0 if it did nothing that counts."""
        self.load([commit])
        return self._forward.get(commit, 0)

    def load(self, commits: Iterable[int]) -> None:
        """Read what these commits did, all at once, where that is not yet known."""
        if missing := [] if self.whole else sorted(set(commits) - self._asked):
            self._asked.update(missing)
            rows = self._over("weighed", "commit_id INTEGER PRIMARY KEY", [(one,) for one in missing], _SOME)
            _weigh(self._forward, self.bookkeeping, rows)

    def equals(self, commits: Sequence[int]) -> dict[int, list[int]]:
        """Return {commit: all others that made the same change}, for those that have such."""
        self.load(commits)
        self._look_around(commits, inverse=False)
        runs: dict[int, list[int]] = {}
        for (number, commit), (following, other) in pairwise(self._sorted):
            if number == following:
                runs.setdefault(number, [commit]).append(other)
        found = {}
        for commit in commits:
            if run := runs.get(self._forward.get(commit, 0)):
                found[commit] = [other for other in run if other != commit]
        return found

    def inverses(self, commits: Sequence[int]) -> dict[int, list[int]]:
        """Return {commit: all others whose change it exactly takes back}, for those that have such."""
        self._look_around(commits, inverse=True)
        found = {}
        for commit, rows in self._rows(commits).items():
            number = sum(_number(path, new, old, became, was) for path, old, new, was, became in rows) & _MASK
            start = bisect_left(self._sorted, (number, 0))
            end = bisect_left(self._sorted, (number + 1, 0))
            if others := [other for _, other in self._sorted[start:end] if other != commit]:
                found[commit] = others
        return found

    def _look_around(self, commits: Iterable[int], *, inverse: bool) -> None:
        """Weigh whatever may be equal or inverse to these commits, because one of its paths is."""
        if self.whole:
            return
        strangers = [commit for commit in commits if (commit, inverse) not in self._probed]
        self._probed.update((commit, inverse) for commit in strangers)
        probes = []
        for rows in self._rows(strangers).values():
            path, old, new, *_ = max(rows)
            probes.append((path, (new if inverse else old) or "", (old if inverse else new) or ""))
        columns = "path_id INTEGER, old_blob TEXT, new_blob TEXT"
        self.load([commit for (commit,) in self._over("probes", columns, probes, _LIKE)])
        self._sorted = sorted((number, commit) for commit, number in self._forward.items())

    def _rows(self, commits: Iterable[int]) -> dict[int, list[Change]]:
        found: dict[int, list[Change]] = defaultdict(list)
        wanted = [(one,) for one in sorted(set(commits))]
        for commit, *change in self._over("weighed", "commit_id INTEGER PRIMARY KEY", wanted, _SOME):
            if _counts(self.bookkeeping, *change[:3]):
                found[commit].append(tuple(change))
        return found

    def _over(self, table: str, columns: str, rows: Sequence[tuple[object, ...]], select: str) -> list[Any]:
        """Run a query over a temporary table of these rows."""
        names = [column.split()[0] for column in columns.split(", ")]
        marks = ", ".join(f":{name}" for name in names)
        self._connection.execute(text(f"CREATE TEMPORARY TABLE {table} ({columns})"))
        if rows:
            values = [dict(zip(names, row, strict=True)) for row in rows]
            self._connection.execute(text(f"INSERT INTO {table} VALUES ({marks})"), values)  # noqa: S608
        found = list(self._connection.execute(text(select)))
        self._connection.execute(text(f"DROP TABLE {table}"))
        return found


def weigh_all(connection: Connection) -> dict[int, int]:
    """Return the number of what each commit did, for those that did anything that counts."""
    numbers: dict[int, int] = {}
    _weigh(numbers, bulk.paths_beginning(connection, BOOKKEEPING), bulk.rows(connection, _ALL))
    return numbers


def _weigh(numbers: dict[int, int], bookkeeping: set[int], rows: Iterable[Any]) -> None:
    for commit, path, old, new, was, became in rows:
        if _counts(bookkeeping, path, old, new):
            numbers[commit] = (numbers.get(commit, 0) + _number(path, old, new, was, became)) & _MASK


def _counts(bookkeeping: set[int], path: int, old: State, new: State) -> bool:
    return path not in bookkeeping and (old or _EMPTY, new or _EMPTY) != (_EMPTY, _EMPTY)


def _number(path: int, old: State, new: State, was: State, became: State) -> int:
    # Numbers and not texts, whose hash is another one in each process.
    return hash((path, int(old or "0", 16), int(new or "0", 16), int(was or "0", 8), int(became or "0", 8)))
