"""One number for what a commit did to the contents of its files, to be compared with those of other commits.

A *transition* is one path going from one blob and mode to another. Two commits with the same transitions made the same
change to the same files, wherever they are in the graph; a commit with the inverse transitions put everything back. The
number of a commit is the sum of a 64-bit hash for each transition, so that its order does not matter and equal changes
are found by an index. git's patch id is alike, but needs the contents and ignores where a change applies.

Files that every change touches do not count, and neither do files that are created or left empty: these are all equal.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final, NamedTuple

from miner.model import UNCOUNTED, Change

_EMPTY: Final = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
_EMPTY_STATES: Final = frozenset((None, _EMPTY))
_SIGN: Final = 1 << 63
_MASK: Final = (1 << 64) - 1


class ChangeIds(NamedTuple):
    """The id of a change and that of the change that takes it back, signed 64 bits; None if nothing counts."""

    change_id: int | None
    inverse_id: int | None


NOTHING: Final = ChangeIds(None, None)


def change_ids(changes: Iterable[Change]) -> ChangeIds:
    """Return the ids of what a commit did to its files."""
    forward = inverse = 0
    counted = False
    for path, _status, old_mode, new_mode, old_blob, new_blob in changes:
        if path.startswith(UNCOUNTED) or (old_blob in _EMPTY_STATES and new_blob in _EMPTY_STATES):
            continue
        counted = True
        old, new = f"{old_mode} {old_blob}", f"{new_mode} {new_blob}"
        forward += _number(f"{path}\0{old}\0{new}")
        inverse += _number(f"{path}\0{new}\0{old}")
    return ChangeIds(_signed(forward), _signed(inverse)) if counted else NOTHING


def _number(transition: str) -> int:
    digest = blake2b(transition.encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _signed(number: int) -> int:
    """Return a number as databases hold it: 64 bits with a sign."""
    return ((number + _SIGN) & _MASK) - _SIGN
