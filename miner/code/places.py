"""Where a field is, as seen from each struct that holds its struct by value.

If in a question about two structs one of them holds the other, what is in the inner one is not in the outer one: since
the runtime holds a whole interpreter, everything would be in the runtime.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

# How deep structs hold each other, at most.
_DEEPEST = 8

Holders = Mapping[str, Sequence[tuple[str, str]]]


class Place(NamedTuple):
    """A struct, the path of the field in it, and the structs between the two, the field's own included."""

    key: str
    path: str
    through: frozenset[str]


class Pair(NamedTuple):
    """A place before and one after."""

    from_key: str
    from_path: str
    to_key: str
    to_path: str


def places(holders: Holders, key: str, path: str) -> list[Place]:
    """Return the places of a field: first in its own struct, then in those that hold it."""
    found = [Place(key, path, frozenset())]
    for place in found:  # it grows
        if len(place.through) >= _DEEPEST:
            continue
        inside = place.through | {place.key}
        for holder, held in holders.get(place.key, ()):
            if holder not in inside:
                found.append(Place(holder, f"{held}.{place.path}", inside))
    return found


def pairs(before: Sequence[Place], after: Sequence[Place], renamed: Mapping[str, str]) -> list[Pair]:
    """Return the places between which a field moved, none if it is where it was.

    ``renamed`` has the new keys of structs that had another one before.
    """
    was = {(renamed.get(place.key, place.key), place.path) for place in before}
    if any((place.key, place.path) in was for place in after):
        return []
    return list(dict.fromkeys(_pairs(before, after, renamed)))


def _pairs(before: Sequence[Place], after: Sequence[Place], renamed: Mapping[str, str]) -> Iterator[Pair]:
    was = [(renamed.get(old.key, old.key), old.path, {renamed.get(key, key) for key in old.through}) for old in before]
    for from_key, from_path, through in was:
        for new in after:
            if new.key in through or from_key in new.through:
                continue
            # What was in the second struct before, or is in the first one still, did not move from one to the other.
            stayed = from_key != new.key and (
                any(key == new.key and from_key not in inside for key, _, inside in was)
                or any(other.key == from_key and new.key not in other.through for other in after)
            )
            if not stayed:
                yield Pair(from_key, from_path, new.key, new.path)
