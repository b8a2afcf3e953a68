"""Compute the change id of a commit: a number that is equal for equal changes of the same files.

A *transition* is a path going from one mode and blob to another. Two commits with the same transitions made the same
change to the same files, wherever they are in the graph; a commit with the inverse transitions put everything back. The
change id is the sum, modulo 2^64, of a 64-bit hash of each state (path, mode, blob) that the commit leaves, minus those
of the states that it found. So the order of paths does not matter, and the inverse change has the negated id. git's
patch id is similar, but needs the contents and ignores the rest of the file.

Files that every change touches do not count. Neither do files that are created or deleted empty: these are all equal.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from miner.model import UNCOUNTED, Change

_EMPTY: Final = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
_EMPTY_STATES: Final = frozenset((None, _EMPTY))
_SIGN: Final = 1 << 63
_MASK: Final = (1 << 64) - 1


class ChangeIds(NamedTuple):
    """The ids of a change and of its inverse, as signed 64-bit numbers; None if no path counts."""

    change_id: int | None
    inverse_id: int | None


NOTHING: Final = ChangeIds(None, None)


def change_ids(changes: Iterable[Change]) -> ChangeIds:
    """Return the ids of the change that a commit made to its files."""
    number = 0
    counted = False
    for path, _status, old_mode, new_mode, old_blob, new_blob in changes:
        if path.startswith(UNCOUNTED) or (old_blob in _EMPTY_STATES and new_blob in _EMPTY_STATES):
            continue
        counted = True
        number += _state(path, new_mode, new_blob) - _state(path, old_mode, old_blob)
    return ChangeIds(_signed(number), _signed(-number)) if counted else NOTHING


# Cached, because the state that a commit leaves is the one that the next change of the path finds.
@lru_cache(maxsize=1 << 14)
def _state(path: str, mode: str | None, blob: str | None) -> int:
    state = f"{path}\0{mode}\0{blob}".encode("utf-8", "surrogateescape")
    return int.from_bytes(blake2b(state, digest_size=8).digest(), "little")


def _signed(number: int) -> int:
    """Return a number modulo 2^64 as the signed 64-bit integer that databases store."""
    return ((number + _SIGN) & _MASK) - _SIGN
