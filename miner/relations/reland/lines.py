"""Relands by lines: what an undo took back of an original, and which later commits bring that in again.

Neither a title nor an issue is needed for that, and a partial undo is no obstacle: what comes back is held against what
the undo took away, not against the whole original. Only lines that say something count: one that a change both adds
and deletes in a file has moved, or got other white space; files that programs write come back by themselves; and the
NEWS tells of a change, but is none.
Needs the fingerprints of ``mine --lines``; without them nothing is found.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from miner.contents.fingerprints import LINE, lines, unpack
from miner.contents.line_prints import LinePrints, Prints, Sides
from miner.model import BOOKKEEPING
from miner.relations.affected import Affected
from miner.store import bulk

Pair = tuple[int, int]  # undo and original

_EQUAL = 0.95
# Of the commits that reach this both ways and have nothing else to show, reading refuted only those that imported or
# generated a file anew, which therefore do not count; below 0.55 others follow.
_MOST = 0.6
# Two lines in common are often chance.
_LEAST = 3
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
    """How many lines a commit brings back, of how many that were taken away, and how many it changed."""

    common: int
    lost: int
    changed: int

    @property
    def back(self) -> float:
        """The share of what was taken away that comes back."""
        return self.common / self.lost

    @property
    def explained(self) -> float:
        """The share of what the commit does that brings something back."""
        return self.common / self.changed

    @property
    def kind(self) -> str | None:
        """The evidence that this is: ``equal-lines``, ``similar-lines``, or None where it may be chance."""
        least = min(self.back, self.explained)
        if self.common < _LEAST or least < _MOST:
            return None
        return "equal-lines" if least >= _EQUAL else "similar-lines"

    @property
    def is_telling(self) -> bool:
        """Whether so much comes back that it needs no other sign."""
        return self.common >= TELLING

    @property
    def words(self) -> str:
        """What the evidence says."""
        return f"{self.common} of {self.lost} lines come back, {self.explained:.0%} of what the commit does"


class Returns:
    """What undos took back of their originals, by line, and who may have brought it back."""

    def __init__(self, connection: Connection, prints: LinePrints, undos: Sequence[Pair]) -> None:
        """Compare each undo with its original; ``undos`` are the pairs that will be asked about."""
        self._connection = connection
        self._prints = prints
        self._lost: dict[Pair, Sides] = {}
        if self._prints.present:
            self._prints.load([commit for pair in undos for commit in pair])
            for undo, original in undos:
                first, second = self._prints.weighty(original), self._prints.weighty(undo)
                came = _telling(first, second)
                back = {path: (added, deleted) for path, (deleted, added) in _telling(second, came).items()}
                if lost := _common(came, back):
                    self._lost[undo, original] = lost

    def search(self, among: Affected | None = None) -> dict[Pair, set[int]]:
        """Return the later commits, if asked only ``among`` these, that bring back most of an undone file.

        The file is the one of which most lines were taken away.
        """
        sought, wanted = [], {}
        for (undo, original), lost in self._lost.items():
            size = _size(lost)
            if size < TELLING:
                continue
            path, (came, gone) = max(lost.items(), key=lambda one: (_size({one[0]: one[1]}), one[0]))
            wanted[undo, original] = came.keys() | gone.keys()
            shortest, longest = int(_MOST * (came.total() + gone.total())) * LINE, int(size / _MOST) * LINE
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
        """Read the lines of the commits that will be asked about, all at once."""
        if self._lost:
            self._prints.load(commits)

    def again(self, undo: int, original: int, commit: int) -> Again | None:
        """Return how much of the original a loaded commit brings back, None where it cannot be most of it."""
        lost, prints = self._lost.get((undo, original), {}), self._prints.weighty(commit)
        if lost.keys().isdisjoint(prints):
            return None
        if unknown := self._prints.too_large(commit):
            lost = {path: both for path, both in lost.items() if path not in unknown}
        size, changed = _size(lost), sum(len(added) + len(deleted) for added, deleted in prints.values()) // LINE
        if not _MOST * size <= changed <= size / _MOST:
            return None
        return Again(_size(_common(lost, _telling(prints, lost))), size, changed)


def _telling(prints: Prints, paths: Collection[str]) -> Sides:
    """Return the lines of a change that say something, in as many of the paths as it touches."""
    found: Sides = {}
    for path in prints.keys() & set(paths):
        if path.rpartition("/")[2] not in _GENERATED and not path.startswith(BOOKKEEPING):
            added, deleted = map(unpack, prints[path])
            found[path] = (added - deleted, deleted - added) if added and deleted else (added, deleted)
    return found


def _common(one: Sides, other: Sides) -> Sides:
    both = {path: (one[path][0] & other[path][0], one[path][1] & other[path][1]) for path in one.keys() & other.keys()}
    return {path: sides for path, sides in both.items() if sides != ({}, {})}


def _size(sides: Sides) -> int:
    return sum(added.total() + deleted.total() for added, deleted in sides.values())
