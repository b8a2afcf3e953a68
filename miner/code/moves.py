"""Which of the fields that came were others before: moved, renamed, or moved for some conditions only.

The best matches go first, each field at most once: moves under the same name; then renames in place; then moves under
another name.
"""

from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final, NamedTuple

from miner.code.differences import Changed, Come, Difference, Gone
from miner.code.masking import negate
from miner.code.places import Holders, Pair, pairs, places
from miner.code.state import Names, StructState, Value, is_by_value, tops

MOVED: Final = "moved"
RENAMED: Final = "renamed"
CONDITIONAL: Final = "conditional"
STATIC: Final = "from-static"

_ALIKE = 0.6
# A type that many fields have does not tell that a field in the same place is the same.
_COMMON = frozenset(
    ("int", "char", "long", "short", "unsigned int", "unsigned char", "size_t", "Py_ssize_t", "PyObject")
)
_AGGREGATES = ("struct", "union")


class Move(NamedTuple):
    """A field that was another one before, and the places between which it moved."""

    how: str
    old: Gone | Changed
    new: Come
    places: list[Pair]


class Matcher:
    """Matches the fields that went with those that came in one commit."""

    def __init__(
        self, difference: Difference, before: Mapping[str, StructState], after: Callable[[], Mapping[str, StructState]]
    ) -> None:
        self._difference = difference
        self._before = before
        self._after = after
        gone = {(one.key, one.path): one for one in difference.gone}
        come = {(one.key, one.path): one for one in difference.come}
        self._gone = {place: gone[place] for place in _tops(gone)}
        self._come = {place: come[place] for place in _tops(come)}
        self.moves: list[Move] = []

    @cached_property
    def _old_names(self) -> Names:
        return Names(self._before)

    @cached_property
    def _new_names(self) -> Names:
        return Names(self._after())

    @cached_property
    def _holders(self) -> tuple[Holders, Holders]:
        return self._old_names.holders(), self._new_names.holders()

    def match(self) -> list[Move]:
        """Return the moves of the commit."""
        if self._come:
            self._match(self._gone.values(), MOVED)
            self._match_kept()
            self._match_renames()
            self._match_lonely()
        return self.moves

    def _match(self, gone: Iterable[Gone | Changed], how: str) -> None:
        by_name: dict[str, list[Come]] = {}
        for one in self._come.values():
            by_name.setdefault(_last(one.path), []).append(one)
        likely = [
            (-score, old.key, old.path, new.key, new.path, old, new)
            for old in gone
            for new in by_name.get(_last(old.path), ())
            if (score := self._score(old, new)) is not None
        ]
        for *_, old, new in sorted(likely, key=lambda row: row[:5]):
            self._take(how, old, new)

    def _take(self, how: str, old: Gone | Changed, new: Come) -> None:
        if (new.key, new.path) not in self._come or (isinstance(old, Gone) and (old.key, old.path) not in self._gone):
            return
        before, after = self._holders
        found = pairs(places(before, old.key, old.path), places(after, new.key, new.path), self._difference.renamed)
        if found:
            del self._come[new.key, new.path]
            if isinstance(old, Gone):
                del self._gone[old.key, old.path]
            self.moves.append(Move(how, old, new, found))

    def _score(self, old: Gone | Changed, new: Come) -> int | None:
        """Return how well two fields of the same name match, None if they do not."""
        was, is_ = old.versions[0].value, new.values[0]
        if self._is_renewed(old.key, new.key):
            return None
        same = self._is_same(was, is_)
        alike = same or (self._is_aggregate(was, self._old_names) and self._is_aggregate(is_, self._new_names))
        if not alike or (isinstance(old, Changed) and not same):
            return None
        return 3 * same + (was.shape == is_.shape) + (old.path.count(".") == new.path.count("."))

    def _is_renewed(self, old: str, new: str) -> bool:
        """Return whether one struct went and the other came as a whole, with next to nothing in common."""
        if old not in self._difference.vanished or new not in self._difference.born:
            return False
        common = self._before[old].fields.keys() & self._difference.values[new].keys()
        return len([path for path in common if not path.endswith(">")]) < 2

    def _is_same(self, old: Value, new: Value) -> bool:
        return self._type(old, self._old_names) == self._type(new, self._new_names)

    def _type(self, value: Value, names: Names) -> tuple[str, bool]:
        """Return what two declarations of one type have in common, and whether it is a pointer to it."""
        key = names.key(value.type)
        if key is not None and names is self._old_names:
            key = self._difference.renamed.get(key, key)
        words = [word for word in value.type.split() if word not in {"const", "volatile", "_Atomic"}]
        return key or " ".join(words), "*" in value.shape

    @staticmethod
    def _is_aggregate(value: Value, names: Names) -> bool:
        return is_by_value(value) and (
            value.type.split()[:1] in (["struct"], ["union"]) or names.key(value.type) is not None
        )

    def _match_kept(self) -> None:
        """Match fields that came with those of their name that went in part.

        Either they are left for other conditions than before, or another type took their place.
        """
        conditional, retyped = [], []
        for one in self._difference.changed:
            old = {(version.value.type, version.value.shape) for version in one.versions}
            new = {(value.type, value.shape) for value in one.values}
            was, is_ = one.versions[0].value, one.values[0]
            if old == new and {version.value.file for version in one.versions} == {value.file for value in one.values}:
                conditional.append(one)
            elif self._is_aggregate(was, self._old_names) and not self._is_same(was, is_):
                retyped.append(one)
        self._match_conditional(conditional)
        self._match(retyped, MOVED)

    def _match_conditional(self, changed: Iterable[Changed]) -> None:
        """Match fields with those that came elsewhere for the conditions under which they are no longer there."""
        conditions = {
            condition for one in self._come.values() for value in one.values for condition in _parts(value.condition)
        }
        for one in changed:
            lost = _parts(one.values[0].condition) - _parts(one.versions[0].value.condition)
            if any(negate(condition) in conditions for condition in lost):
                self._match([one], CONDITIONAL)

    def _match_renames(self) -> None:
        """Match a field that went with one that came in the same struct, beside it or with a similar name."""
        renamed = self._difference.renamed
        likely = [
            (-score, old.path, new.path, old, new)
            for old in self._gone.values()
            for new in self._come.values()
            if new.key == renamed.get(old.key, old.key) and (score := self._rename_score(old, new))
        ]
        for *_, old, new in sorted(likely, key=lambda row: row[:3]):
            self._take(RENAMED, old, new)

    def _rename_score(self, old: Gone, new: Come) -> float:
        was, is_ = old.versions[0].value, new.values[0]
        if _parent(old.path) != _parent(new.path):
            return 0
        alike = _similarity(_last(old.path), _last(new.path))
        if alike == 1:  # finalizing, _finalizing: it may have got another type, too
            return 3
        if was.shape != is_.shape or not self._is_same(was, is_):
            return 0
        beside = self._is_beside(old, new)
        if alike >= _ALIKE or (beside and was.type not in _COMMON):
            return alike + beside
        return 0

    def _is_beside(self, old: Gone, new: Come) -> bool:
        """Return whether the fields before and after are the same ones."""
        return _neighbours(self._before[old.key].fields, old.path) == _neighbours(
            self._difference.values[new.key], new.path
        )

    def _match_lonely(self) -> None:
        """Match the only field of some struct's type that went with the only one that came, if the names are alike."""
        gone: dict[tuple[str, bool], list[Gone]] = {}
        come: dict[tuple[str, bool], list[Come]] = {}
        for old in self._gone.values():
            if self._old_names.key(old.versions[0].value.type):
                gone.setdefault(self._type(old.versions[0].value, self._old_names), []).append(old)
        for new in self._come.values():
            come.setdefault(self._type(new.values[0], self._new_names), []).append(new)
        for type_, olds in sorted(gone.items()):
            news = come.get(type_, [])
            if len(olds) == len(news) == 1 and self._are_akin(olds[0].path, news[0].path):
                self._take(MOVED, olds[0], news[0])

    @staticmethod
    def _are_akin(old: str, new: str) -> bool:
        one, other = _last(old).strip("_"), _last(new).strip("_")
        return one in other or other in one or _similarity(one, other) >= _ALIKE


def _tops(places_: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    by_key: dict[str, list[str]] = {}
    for key, path in places_:
        by_key.setdefault(key, []).append(path)
    return [(key, path) for key, paths in by_key.items() for path in tops(paths)]


def _parts(condition: str) -> set[str]:
    return set(condition.split(" && ")) if condition else set()


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _similarity(one: str, other: str) -> float:
    return SequenceMatcher(None, one.strip("_").lower(), other.strip("_").lower(), autojunk=False).ratio()


def _neighbours(paths: Iterable[str], path: str) -> tuple[str | None, str | None]:
    """Return the fields right before and after one in the same struct."""
    beside = [one for one in paths if _parent(one) == _parent(path)]
    at = beside.index(path)
    return beside[at - 1] if at else None, beside[at + 1] if at + 1 < len(beside) else None
