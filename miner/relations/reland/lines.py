"""Relands by lines: find the lines of an original that an undo took back, and later commits that bring them back.

This needs neither a title nor an issue, and works after partial undos: the lines that come back are compared with those
that the undo took back, not with the whole original. What the undo did besides may be taken back with them: who puts a
removal off also deprecates, and the removal that comes in the end drops both. Some lines do not count: those that a
change both adds and deletes in a file, because they only moved; generated files, because they are regenerated; and
bookkeeping files such as the NEWS.

Lines also refute: a commit that brings nothing back makes another change, whatever it has in common with the original.
Without the fingerprints of ``mine --lines`` nothing is found or refuted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from miner.contents.fingerprints import LINE, lines, unpack
from miner.contents.line_prints import LinePrints, Prints, Sides
from miner.model import BOOKKEEPING
from miner.relations.affected import Affected
from miner.store import bulk

Pair = tuple[int, int]  # undo and original

_EQUAL = 0.95
# We read all commits whose only evidence is this share in both directions: the only false ones re-imported or
# regenerated a file. Those are excluded. Below 0.55 there are other false ones.
_MOST = 0.6
# Two common lines are often chance.
_LEAST = 3
# A reworked change has at least so much of the first one, or consists of it for the most part. Of nine commits with an
# original's issue and files that have less, one was the same change.
_PART = 0.25
_HALF = 0.5
# Another solution may have some lines of the first one among many others.
_TENTH = 0.1
#: How many lines have to come back to prove something without any other sign: one that a switch flips may do so often.
TELLING = 5
#: Clocks differ, but not by more seconds.
SKEW = 3_600
_GENERATED = frozenset({"configure", "config.guess", "config.sub", "aclocal.m4", "pyconfig.h.in"})

# Lengths are looked at first, because they can be had without reading the fingerprints. CROSS JOIN keeps SQLite from
# beginning with all changes.
_RETURNING = """
SELECT s.undo_id, s.original_id, l.commit_id, l.added, l.deleted
FROM sought s CROSS JOIN paths p CROSS JOIN line_prints l CROSS JOIN commits c
WHERE p.path = s.path AND l.path_id = p.id
  AND LENGTH(l.added) + LENGTH(l.deleted) BETWEEN s.shortest AND s.longest
  AND c.id = l.commit_id AND c.committed_utc >= s.since
"""
_AFFECTED = """
SELECT s.undo_id, s.original_id, l.commit_id, l.added, l.deleted
FROM {affected} a CROSS JOIN line_prints l CROSS JOIN paths p CROSS JOIN sought s CROSS JOIN commits c
WHERE l.commit_id = a.id AND p.id = l.path_id AND s.path = p.path
  AND LENGTH(l.added) + LENGTH(l.deleted) BETWEEN s.shortest AND s.longest
  AND c.id = l.commit_id AND c.committed_utc >= s.since
"""
_SINCE = "UPDATE sought SET since = (SELECT committed_utc FROM commits WHERE id = undo_id) - :skew"
_CREATE = """
CREATE TEMPORARY TABLE sought (undo_id INTEGER, original_id INTEGER, path TEXT, shortest INTEGER, longest INTEGER,
  since BIGINT)
"""
_SEEK = "INSERT INTO sought VALUES (:undo, :original, :path, :shortest, :longest, NULL)"


@dataclass(frozen=True, slots=True)
class Again:
    """How many lines a commit brings back (``common``), how many the undo took back, and how many the commit changed.

    ``reversed`` counts those that take back anything that the undo did, the ``common`` ones among them. ``added`` and
    ``lost_added`` are those of the common and of the lost lines that the original had added.
    """

    common: int
    lost: int
    changed: int
    reversed: int
    added: int
    lost_added: int

    @property
    def back(self) -> float:
        """The share of the undone lines that come back, from 0 to 1."""
        return self.common / self.lost

    @property
    def explained(self) -> float:
        """The share of the commit's lines that take back what the undo did, from 0 to 1."""
        return self.reversed / self.changed if self.changed else 0.0

    @property
    def kind(self) -> str | None:
        """The kind of evidence: ``equal-lines``, ``similar-lines``, or None if it may be chance."""
        least = min(self.back, self.explained)
        if self.common < _LEAST or least < _MOST:
            return None
        return "equal-lines" if least >= _EQUAL else "similar-lines"

    @property
    def is_telling(self) -> bool:
        """Whether enough lines come back to need no other sign."""
        return self.common >= TELLING

    @property
    def is_most(self) -> bool:
        """Whether most of what was lost comes back."""
        return self.common >= _LEAST and self.back >= _MOST

    @property
    def is_something(self) -> bool:
        """Whether enough comes back for the same change, perhaps reworked, if there are other signs of that."""
        return self._is_enough(self.common, self.lost)

    @property
    def is_solution(self) -> bool:
        """Whether enough comes back even if all that the two have in common is their problem.

        All solutions of it replace the same old lines. So only the new ones count, unless there are few.
        """
        if self.explained < _TENTH:
            return False
        removes = 2 * self.lost_added < self.lost - self.lost_added
        return self.is_something if removes else self._is_enough(self.added, self.lost_added)

    def _is_enough(self, back: int, lost: int) -> bool:
        if not back:
            return False
        enough = back >= _LEAST or 2 * back >= lost
        return (enough and back / lost >= _PART) or (self.reversed >= _LEAST and self.explained >= _HALF)

    @property
    def words(self) -> str:
        """The detail of the evidence."""
        return f"{self.common} of {self.lost} lines come back, {self.explained:.0%} of what the commit does"


class Returns:
    """The lines that undos took back of their originals, and the commits that may have brought them back."""

    def __init__(self, connection: Connection, prints: LinePrints, undos: Sequence[Pair]) -> None:
        """Compare each undo with its original; ``undos`` are the (undo, original) pairs of later calls."""
        self._connection = connection
        self._prints = prints
        self._lost: dict[Pair, Sides] = {}
        self._inverses: dict[int, Sides] = {}  # undo → what takes it back
        self._changes: dict[int, Sides] = {}
        if self._prints.present:
            self._prints.load([commit for pair in undos for commit in pair])
            for undo, original in undos:
                if undo not in self._inverses:
                    self._inverses[undo] = _inverse(self._telling(undo))
                if lost := _common(self._telling(original), self._inverses[undo]):
                    self._lost[undo, original] = lost

    def search(self, undos: Iterable[Pair], among: Affected | None = None) -> dict[Pair, set[int]]:
        """Return {(undo, original): later commits that bring back most of one file}; only ``among`` these if given.

        The file is the one with the most undone lines.
        """
        sought, wanted = [], {}
        for undo, original in undos:
            lost = self._lost.get((undo, original), {})
            size = _size(lost)
            if size < TELLING:
                continue
            path, (came, gone) = max(lost.items(), key=lambda one: (_size({one[0]: one[1]}), one[0]))
            wanted[undo, original] = came.keys() | gone.keys()
            shortest = int(_MOST * (came.total() + gone.total())) * LINE
            longest = int(max(size, _size(self._inverses[undo])) / _MOST) * LINE
            sought.append({"undo": undo, "original": original, "path": path, "shortest": shortest, "longest": longest})
        found: dict[Pair, set[int]] = defaultdict(set)
        if sought:
            self._connection.execute(text(_CREATE))
            self._connection.execute(text(_SEEK), sought)
            self._connection.execute(text(_SINCE), {"skew": SKEW})
            rows = among.rows(_AFFECTED) if among else bulk.rows(self._connection, _RETURNING)
            for undo, original, commit, added, deleted in rows:
                lead = wanted[undo, original]
                if len(lead.intersection(lines(added + deleted))) >= _MOST * len(lead):
                    found[undo, original].add(commit)
            self._connection.execute(text("DROP TABLE sought"))
        return found

    def load(self, commits: Iterable[int]) -> None:
        """Read the fingerprints of commits for :meth:`again` with one query."""
        if self._lost:
            self._prints.load(commits)

    def again(self, undo: int, original: int, commit: int) -> Again | None:
        """Return how much a loaded commit brings back, None if that is unknown."""
        lost, prints = self._lost.get((undo, original), {}), self._prints.weighty(commit)
        if unknown := self._prints.too_large(commit):
            lost = {path: both for path, both in lost.items() if path not in unknown}
        if not lost or not prints:
            return None
        size, changed = _size(lost), sum(len(added) + len(deleted) for added, deleted in prints.values()) // LINE
        if lost.keys().isdisjoint(prints):
            return Again(0, size, changed, 0, 0, _added(lost))
        change = self._telling(commit)
        back, taken = _common(lost, change), _common(self._inverses[undo], change)
        return Again(_size(back), size, changed, _size(taken), _added(back), _added(lost))

    def parts(self, undo: int, original: int, commits: Iterable[int]) -> list[int]:
        """Return those of loaded commits, the first one first, that bring back what those before them do not."""
        left = self._lost.get((undo, original), {})
        found: list[int] = []
        for commit in commits:
            back = _common(self._lost.get((undo, original), {}), self._telling(commit))
            new = _common(left, back)
            if not found or (new and _size(new) >= _MOST * _size(back)):
                found.append(commit)
                left = _without(left, new)
        return found

    def _telling(self, commit: int) -> Sides:
        """Return the lines of a loaded commit that count, by path."""
        if commit not in self._changes:
            self._changes[commit] = _telling(self._prints.weighty(commit))
        return self._changes[commit]


def _telling(prints: Prints) -> Sides:
    found: Sides = {}
    for path, both in prints.items():
        if path.rpartition("/")[2] not in _GENERATED and not path.startswith(BOOKKEEPING):
            added, deleted = map(unpack, both)
            found[path] = (added - deleted, deleted - added) if added and deleted else (added, deleted)
    return found


def _inverse(change: Sides) -> Sides:
    return {path: (deleted, added) for path, (added, deleted) in change.items()}


def _common(one: Sides, other: Sides) -> Sides:
    both = {path: (one[path][0] & other[path][0], one[path][1] & other[path][1]) for path in one.keys() & other.keys()}
    return {path: sides for path, sides in both.items() if sides != ({}, {})}


def _without(one: Sides, other: Sides) -> Sides:
    return {
        path: (added - other[path][0], deleted - other[path][1]) if path in other else (added, deleted)
        for path, (added, deleted) in one.items()
    }


def _added(sides: Sides) -> int:
    return sum(added.total() for added, _ in sides.values())


def _size(sides: Sides) -> int:
    return sum(added.total() + deleted.total() for added, deleted in sides.values())
