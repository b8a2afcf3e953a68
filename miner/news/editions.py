"""Compare a release's own edition with the latest one: which entries were kept, edited, removed or added since.

The text of the release's own edition is used, because that is what its users read.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from miner.news.entry import Entry
from miner.news.issues import Named, named_by
from miner.news.sources import Source


class Told(NamedTuple):
    """An entry with its file, its issues and its fate.

    ``fate`` is 'kept', 'edited', 'removed' or 'added'; None if only one edition is known.
    """

    entry: Entry
    source: Source
    issues: tuple[Named, ...]
    fate: str | None


Edition = tuple[Source, Sequence[Entry], int | None]  # the file, its entries, the release date in UTC seconds


def merge(editions: Sequence[Edition]) -> list[Told]:
    """Return the entries of one or two editions with their fates; the older edition comes first."""
    if len(editions) < 2:
        return [
            Told(entry, source, named_by(entry, when), None) for source, entries, when in editions for entry in entries
        ]
    (old_source, old, when), (new_source, new, _) = editions
    old_named = [named_by(entry, when) for entry in old]
    new_named = [named_by(entry, when) for entry in new]
    partner = _pair(zip(old, old_named, strict=True), zip(new, new_named, strict=True))
    told = []
    for index, (entry, named) in enumerate(zip(old, old_named, strict=True)):
        twin = partner.get(index)
        fate = "removed" if twin is None else "kept" if new[twin].key == entry.key else "edited"
        told.append(Told(entry, old_source, named, fate))
    taken = set(partner.values())
    for index, (entry, named) in enumerate(zip(new, new_named, strict=True)):
        if index not in taken:
            told.append(Told(entry, new_source, named, "added"))
    return told


def _pair(
    old: Iterable[tuple[Entry, tuple[Named, ...]]], new: Iterable[tuple[Entry, tuple[Named, ...]]]
) -> dict[int, int]:
    """Return the index of each old entry's counterpart: paired by nonce, then by text, then by the tagged issues."""
    left, right = dict(enumerate(old)), dict(enumerate(new))
    partner: dict[int, int] = {}
    for mark in (_nonce, _words, _issues):
        waiting: dict[object, list[int]] = {}
        for index, one in right.items():
            if value := mark(*one):
                waiting.setdefault(value, []).append(index)
        for index, one in list(left.items()):
            if not (value := mark(*one)):
                continue
            # Different nonces are different entries, whatever their text.
            fits = (other for other in waiting.get(value, ()) if not _told_apart(one[0], right[other][0]))
            if (found := next(fits, None)) is not None:
                partner[index] = found
                waiting[value].remove(found)
                del left[index], right[found]
    return partner


def _told_apart(one: Entry, other: Entry) -> bool:
    return bool(one.nonce and other.nonce and one.nonce != other.nonce)


def _nonce(entry: Entry, _named: tuple[Named, ...]) -> object:
    return entry.nonce


def _words(entry: Entry, _named: tuple[Named, ...]) -> object:
    return entry.key


def _issues(_entry: Entry, named: tuple[Named, ...]) -> object:
    return tuple(sorted((one.tracker, one.number) for one in named if one.role == "tags"))
