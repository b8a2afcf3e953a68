"""Compare a change that somebody has in mind with everything that was taken back.

Lines are compared wherever they are, because files are renamed and code moves from file to file. Many lines are alike
by chance ("return NULL;"), so only those tie that few of the undone commits changed. Without the fingerprints of
``mine --lines`` only files are compared.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from sqlalchemy import Connection

from miner.contents.fingerprints import checksums, lines
from miner.model import BOOKKEEPING
from miner.store import bulk

#: How a change is tied to one that was taken back, the strongest first: it does most of it again; most of it is the
#: reverse, so the other came back meanwhile; it changes some of the same lines; most of the files of both are the same;
#: it changes a file that the other did.
Kind = Literal["same change", "reverse", "same lines", "most files", "same files"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Those in which only files are compared.
BY_FILES: frozenset[Kind] = frozenset({"most files", "same files"})
#: The shas of an undone commit and of its undo.
Pair = tuple[str, str]

# An undo that a reland takes back has the lines of the original, which is told. CROSS JOIN keeps SQLite from beginning
# with all changes.
_TAKEN_BACK = """
SELECT u.sha, v.sha, r.extent, p.path, y.status, l.added, l.deleted, m.added, m.deleted
FROM reverts r CROSS JOIN relations t CROSS JOIN commits u CROSS JOIN commits v CROSS JOIN changes x CROSS JOIN paths p
LEFT JOIN changes y ON y.commit_id = v.id AND y.path_id = x.path_id
LEFT JOIN line_prints l ON l.commit_id = u.id AND l.path_id = x.path_id
LEFT JOIN line_prints m ON m.commit_id = v.id AND m.path_id = x.path_id
WHERE t.id = r.relation_id AND t.through_id IS NULL
  AND u.id = r.undone_id AND v.id = r.undoing_id AND x.commit_id = u.id AND p.id = x.path_id
"""
# A line that more of the undone commits changed tells nothing. An attempt at the same thing rarely has more landings.
_COMMON = 12
# With fewer lines that tell something, being alike is often chance: if it is most of one side, if it is less, and if no
# file is the same.
_FEW = 2
_SOME = 3
_ELSEWHERE = 6
_SEVERAL = 2  # files: one says no more than that the other changed it, too
_MOST = 0.5
_ALL = 0.95

_Lines = set[int]
_NONE = frozenset[int]()


class Asked(NamedTuple):
    """A change to look for: its paths, and the checksums of its added and deleted lines."""

    paths: frozenset[str]
    added: frozenset[int] = _NONE
    deleted: frozenset[int] = _NONE

    @property
    def has_lines(self) -> bool:
        """Whether there are lines to compare."""
        return bool(self.added or self.deleted)

    @classmethod
    def of(cls, paths: Iterable[str], added: Iterable[bytes], deleted: Iterable[bytes]) -> "Asked":
        """Return the change of some paths; a line that is both added and deleted only moved, and is left out."""
        came, gone = frozenset(checksums(added)), frozenset(checksums(deleted))
        return cls(frozenset(paths), came - gone, gone - came)


class Tie(NamedTuple):
    """How a change is tied to what was taken back: ``shared`` of ``total`` lines of that, or of its files.

    ``paths`` are the files that both changed; none if the lines are elsewhere now.
    """

    kind: Kind
    shared: int
    total: int
    paths: tuple[str, ...]


class _File(NamedTuple):
    """What an undone commit and its undo did to a file; the lines are fingerprints, None if they are not known."""

    path: str
    undo_status: str | None
    added: bytes | None
    deleted: bytes | None
    undo_added: bytes | None
    undo_deleted: bytes | None


def find_ties(connection: Connection, asked: Asked) -> dict[Pair, Tie]:
    """Return how a change is tied to each undo, by the shas of the undone commit and the undoing one."""
    undos: dict[tuple[str, str, str], list[_File]] = {}
    for undone, undoing, extent, *file in bulk.rows(connection, _TAKEN_BACK):
        undos.setdefault((undone, undoing, extent), []).append(_File(*file))
    telling = _telling(asked, undos.items())
    found = {}
    for (undone, undoing, extent), files in undos.items():
        if tie := _tie(asked, _taken(files), telling, is_full=extent == "full"):
            found[undone, undoing] = tie
    return found


def _telling(asked: Asked, undos: Iterable[tuple[tuple[str, str, str], Sequence[_File]]]) -> _Lines:
    """Return the lines of a change that few of the undone commits changed."""
    wanted = asked.added | asked.deleted
    changed: dict[str, _Lines] = {}
    for (undone, *_), files in undos if wanted else ():
        for file in files:
            if both := wanted.intersection(lines((file.added or b"") + (file.deleted or b""))):
                changed.setdefault(undone, set()).update(both)
    times = Counter(line for of_one in changed.values() for line in of_one)
    return {line for line, count in times.items() if count <= _COMMON}


def _taken(files: Sequence[_File]) -> Sequence[_File]:
    """Return the files that an undo took back: bookkeeping and what it did not touch only if there are no others."""
    files = [file for file in files if not file.path.startswith(BOOKKEEPING)] or files
    return [file for file in files if file.undo_status is not None] or files


def _tie(asked: Asked, files: Sequence[_File], telling: _Lines, *, is_full: bool) -> Tie | None:
    paths = tuple(sorted(file.path for file in files if file.path in asked.paths))
    came, gone = _lost(files, telling, is_full=is_full)
    size, ours = len(came) + len(gone), len(asked.added) + len(asked.deleted)
    again = (came & asked.added) | (gone & asked.deleted)
    back = (came & asked.deleted) | (gone & asked.added)
    kinds: tuple[tuple[Kind, _Lines], ...] = (("same change", again), ("reverse", back), ("same lines", again | back))
    for kind, lines_ in kinds:
        shared, sure = len(lines_), len(lines_ & telling)
        is_most = shared >= _MOST * min(size, ours)
        is_equal = sure > 0 and shared >= _ALL * max(size, ours)
        is_some = kind == "same lines" and sure >= _SOME
        if (paths and (is_equal or is_some or (is_most and sure >= _FEW))) or (is_most and sure >= _ELSEWHERE):
            return Tie(kind, shared, size, paths)
    if not paths:
        return None
    is_most = len(paths) >= _SEVERAL and len(paths) >= _MOST * max(len(files), len(asked.paths))
    return Tie("most files" if is_most else "same files", len(paths), len(files), paths)


def _lost(files: Sequence[_File], telling: _Lines, *, is_full: bool) -> tuple[_Lines, _Lines]:
    """Return the added and the deleted lines of an undone commit that the undo took back.

    Both are empty if none of them tells anything. Of files without known lines of the undo it is all of them, if all
    of the commit was taken back.
    """
    came, gone = set[int](), set[int]()
    all_added, all_deleted = set[int](), set[int]()
    for file in files:
        all_added.update(lines(file.added or b""))
        all_deleted.update(lines(file.deleted or b""))
    if telling.isdisjoint(all_added) and telling.isdisjoint(all_deleted):
        return came, gone
    for file in files:
        added, deleted = lines(file.added or b""), lines(file.deleted or b"")
        if file.undo_added is not None and file.undo_deleted is not None:
            came |= set(lines(file.undo_deleted)).intersection(added)
            gone |= set(lines(file.undo_added)).intersection(deleted)
        elif is_full:
            came.update(added)
            gone.update(deleted)
    return came - all_deleted, gone - all_added
