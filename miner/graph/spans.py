"""Sets of releases or lines as spans of their places, so that thousands of them cost rows in proportion.

A commit is held by all that grew out of it: with tags 1 to n along one chain, the sets have n²/2 members together. But
what grew out of a commit is a part of the tree of continued parents, and if the tree is told branch by branch, each
part is one span. Only merges, which bring commits into other branches, make further ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
#: The first and the last place of neighbours.
Span = tuple[int, int]


def neighbours(tips: Sequence[int], parents: Sequence[int]) -> list[int]:
    """Return the places of the tips, from 1: those of all tips that grew out of any one commit are neighbours.

    ``tips`` are commits, 0 for a tip without one; ``parents`` has the continued parent of each commit, 0 for a root.
    The places depend on the order of the tips, not on the numbers of commits.
    """
    owners = [-1] * len(parents)  # commit → the first tip that continues it
    branches: dict[int, list[tuple[int, int]]] = {}  # tip → where others leave its way, and which
    for tip, start in enumerate(tips):
        commit = start
        while commit and owners[commit] < 0:
            owners[commit] = tip
            commit = parents[commit]
        branches.setdefault(owners[commit] if commit else -1, []).append((commit, tip))
    places = [0] * len(tips)
    place = len(tips)
    waiting = [tip for _, tip in sorted(branches.get(-1, ()))]
    while waiting:
        tip = waiting.pop()
        places[tip] = place
        place -= 1
        # What left the way last has most in common with the tip. On one way, the numbers of commits rise.
        waiting += [other for _, other in sorted(branches.get(tip, ()))]
    return places


def spans(bits: int) -> list[Span]:
    """Return the spans of the bits that are set, the lowest first."""
    edges = bits ^ bits << 1  # where spans begin, and behind their ends
    found: list[int] = []
    while edges:
        low = edges & -edges
        found.append(low.bit_length() - 1)
        edges ^= low
    return [(first, behind - 1) for first, behind in zip(found[::2], found[1::2], strict=True)]


class Lowest:
    """The lowest of neighbouring numbers, for many spans of them."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._levels = [list(numbers)]  # the lowest of 1, 2, 4, … numbers from each place on
        step = 1
        while len(last := self._levels[-1]) > step:
            self._levels.append(list(map(min, last, last[step:])))
            step *= 2

    def within(self, span: Span) -> int:
        """Return the lowest number of a span; places count from 0."""
        first, last = span
        level = (last - first + 1).bit_length() - 1
        numbers = self._levels[level]
        return min(numbers[first], numbers[last + 1 - (1 << level)])


class Sets(Mapping[int, frozenset[T]], Generic[T]):
    """The members of each set by its number; they are listed when they are asked for. 0 is the empty set."""

    def __init__(self, members: Mapping[int, T], rows: Iterable[tuple[int, int, int]]) -> None:
        """``members`` are given by place, ``rows`` are the number of a set and one of its spans."""
        self._members = members
        self._spans: dict[int, list[Span]] = {0: []}
        self._listed: dict[int, frozenset[T]] = {}
        for number, first, last in rows:
            self._spans.setdefault(number, []).append((first, last))

    def __getitem__(self, number: int) -> frozenset[T]:
        if number not in self._listed:
            places = (place for first, last in self._spans[number] for place in range(first, last + 1))
            self._listed[number] = frozenset(self._members[place] for place in places)
        return self._listed[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    @property
    def members(self) -> frozenset[T]:
        """What is in any set; others have a place, too."""
        edges: dict[int, int] = {}
        for told in self._spans.values():
            for first, last in told:
                edges[first] = max(last, edges.get(first, last))
        found: set[T] = set()
        place = 0
        for first, last in sorted(edges.items()):
            found.update(self._members[each] for each in range(max(first, place), last + 1))
            place = max(place, last + 1)
        return frozenset(found)
