"""Compare two commits by lines: per path, which lines one deletes that the other added, and the reverse.

Blob ids show an undo only if the file did not change in between. Lines show it after conflicts, too, and how much is
undone: the share of the undone commit that is *gone*, and the share of the undoing commit that this *explains*. This
needs the fingerprints of ``mine --lines``. Paths without one, or with too many changed lines to keep, are left out of
both shares.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from miner.contents.fingerprints import LINE, in_common, pack_numbers, unpack
from miner.contents.paths import COUNTED, is_beside
from miner.model import BOOKKEEPING
from miner.store import bulk

_PRINTS = """
SELECT l.commit_id, p.path, l.added, l.deleted
FROM compared k CROSS JOIN line_prints l CROSS JOIN paths p
WHERE l.commit_id = k.id AND p.id = l.path_id AND (l.forward_print IS NOT NULL OR l.added IS NULL)
"""
_ANY = "SELECT 1 FROM line_prints LIMIT 1"
_LINES_OF = f"""
SELECT x.commit_id, x.path_id, l.forward_print
FROM compared k CROSS JOIN changes x CROSS JOIN paths p
LEFT JOIN line_prints l ON l.commit_id = x.commit_id AND l.path_id = x.path_id
WHERE x.commit_id = k.id AND p.id = x.path_id AND {COUNTED}
"""  # noqa: S608 - our own names
# "Nearly all" is less than all, because resolving a conflict leaves some lines behind or removes others.
_NEARLY = 0.8
_ALL = 0.95
_MOST = 0.6
_HALF = 0.5
# A single common line is often chance, such as `import os`.
_FEW = 2
# A commit that only reverts leaves the remaining lines on purpose; so does one that leaves more than half.
_LEFT_ON_PURPOSE = 0.7
_LEFT_MOSTLY = 0.4

_Lines = Counter[int]
Sides = dict[str, tuple[_Lines, _Lines]]  # path → added, deleted
Prints = dict[str, tuple[bytes, bytes]]  # the same, packed


@dataclass(frozen=True, slots=True)
class Shares:
    """How many lines of one commit (or several) another one takes back, and how many lines each side changed.

    Added and deleted lines count alike, and only in paths that count.
    """

    common: int
    undone: int
    undoing: int

    @property
    def gone(self) -> float:
        """The share of the undone commit's lines that the undoing commit takes back, from 0 to 1."""
        return self.common / self.undone if self.undone else 0.0

    @property
    def explained(self) -> float:
        """The share of the undoing commit's lines that take back the undone commit's, from 0 to 1."""
        return self.common / self.undoing if self.undoing else 0.0

    @property
    def whole(self) -> bool:
        """Whether all of the undone commit is gone, beyond chance."""
        return self.gone >= _ALL and (self.common > _FEW or self.explained >= _ALL)

    @property
    def mutual(self) -> bool:
        """Whether the two commits are each other's inverse, up to 5 % of their lines."""
        return self.gone >= _ALL and self.explained >= _ALL

    @property
    def is_all(self) -> bool:
        """Whether the undoing commit does nothing else, beyond chance."""
        return self.explained >= _ALL and self.common >= _FEW

    @property
    def is_purpose(self) -> bool:
        """Whether taking back is the purpose of the undoing commit, and not a small part of it."""
        return self.is_all or (self.explained >= _MOST and (self.common > _FEW or self.gone >= _NEARLY))

    @property
    def evidence(self) -> tuple[str, str] | None:
        """Kind and detail of the evidence: ``inverse-lines`` if nearly all is gone, ``restored-lines`` if less is.

        None if there are too few common lines.
        """
        if self.gone >= _NEARLY and (self.common >= _FEW or self.mutual):
            return "inverse-lines", self._words
        if self.common >= _FEW and (self.explained >= _MOST or self.gone >= _HALF):
            return "restored-lines", self._words
        return None

    @property
    def extent(self) -> str | None:
        """How much is undone: full or partial, None if the lines do not decide it."""
        if self.gone >= _NEARLY:
            return "full"
        if self.gone < _LEFT_MOSTLY or (self.explained >= _ALL and self.gone < _LEFT_ON_PURPOSE):
            return "partial"
        return None

    @property
    def _words(self) -> str:
        return f"{self.common} of {self.undone} lines taken back, {self.explained:.0%} of what the commit does"


def line_changes(connection: Connection, commits: Collection[int]) -> dict[int, frozenset[tuple[int, int]]]:
    """Return {commit: (path id, print of the changed lines) of each path that counts} for these commits.

    Two commits with the same set change the same lines, wherever these are in the files, as git's patch ids say it. A
    commit of which the lines of a path are not known is left out, and so is one without such paths.
    """
    found: dict[int, set[tuple[int, int]]] = {}
    unknown: set[int] = set()
    with bulk.holding(connection, "compared", commits):
        for commit, path, lines in bulk.rows(connection, _LINES_OF):
            if lines is None:
                unknown.add(commit)
            else:
                found.setdefault(commit, set()).add((path, lines))
    return {commit: frozenset(changes) for commit, changes in found.items() if commit not in unknown}


class LinePrints:
    """The fingerprints of commits, read by :meth:`load` and kept; ``present`` if the database has any."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, Prints] = {}
        self._paths: dict[str, str] = {}  # so that each is in memory once, and not once for each change
        self._weighty: dict[int, Prints] = {}
        self._too_large: dict[int, set[str]] = {}
        self.present = connection.execute(text(_ANY)).scalar() is not None

    def load(self, commits: Iterable[int]) -> None:
        """Read the fingerprints of these commits with one query."""
        missing = set(commits) - self._known.keys()
        if not self.present or not missing:
            return
        self._known.update((commit, {}) for commit in missing)
        with bulk.holding(self._connection, "compared", missing):
            for commit, name, added, deleted in bulk.rows(self._connection, _PRINTS):
                path = self._paths.setdefault(name, name)
                if added is None:
                    self._too_large.setdefault(commit, set()).add(path)
                else:
                    self._known[commit][path] = (added, deleted)

    def shares(self, undoing: int, undone: Iterable[int], *, all_of_it: bool = False) -> Shares | None:
        """Return how much of some commits, taken together, another one takes back; None if a side has no lines.

        They are added up, because the later of two undone commits may have replaced lines of the earlier one. What the
        undoing commit does to further tests and documents makes it no less of an undo and is left out, unless
        ``all_of_it`` is compared. All commits must have been loaded.
        """
        if not self.present:
            return None
        targets = list(undone)
        unknown = set[str]().union(*map(self.too_large, (undoing, *targets)))
        new = _without(self.weighty(undoing), unknown)
        # Of a commit that only changes bookkeeping files, these are compared.
        prints = self.weighty if any(not path.startswith(BOOKKEEPING) for path in new) else self._of
        old = _net([_without(prints(one), unknown) for one in targets])
        if not all_of_it:
            new = {path: both for path, both in new.items() if path in old or not is_beside(path)} or new
        common = sum(
            in_common(new[path][0], old[path][1]) + in_common(new[path][1], old[path][0])
            for path in new.keys() & old.keys()
        )
        all_undone, all_undoing = _lines_of(old), _lines_of(new)
        return Shares(common, all_undone, all_undoing) if all_undone and all_undoing else None

    def _of(self, commit: int) -> Prints:
        return self._known.get(commit, {})

    def too_large(self, commit: int) -> Collection[str]:
        """Return the paths in which a loaded commit changed more lines than are kept."""
        return self._too_large.get(commit, ())

    def weighty(self, commit: int) -> Prints:
        """Return the fingerprints of a loaded commit by path; bookkeeping files only if it has no others."""
        if commit not in self._weighty and commit in self._known:
            prints = self._known[commit]
            counted = {path: both for path, both in prints.items() if not path.startswith(BOOKKEEPING)}
            self._weighty[commit] = counted if 0 < len(counted) < len(prints) else prints
        return self._weighty.get(commit, {})


def _without(prints: Prints, unknown: Collection[str]) -> Prints:
    return {path: both for path, both in prints.items() if path not in unknown} if unknown else prints


def _lines_of(prints: Prints) -> int:
    return sum(len(added) + len(deleted) for added, deleted in prints.values()) // LINE


def _net(changes: Sequence[Prints]) -> Prints:
    """Add up the changes of each path: lines that one change adds and another deletes cancel out."""
    if len(changes) == 1:
        return changes[0]
    found: Prints = {}
    for prints in changes:
        for path, both in prints.items():
            if path in found:
                added, deleted = (unpack(one) + unpack(before) for one, before in zip(both, found[path], strict=True))
                found[path] = (
                    pack_numbers((added - deleted).elements()),
                    pack_numbers((deleted - added).elements()),
                )
            else:
                found[path] = both
    return found
