"""Give each change of files a number, so that equal and inverse changes are found by comparing numbers.

A *transition* is one path going from one blob and mode to another. Two commits with the same transitions made the same
change to the same files, wherever they are in the graph; a commit with the inverse transitions put everything back.

The state of a path is 64 bits of its blob id, which is a hash already, times its mode, times a hash of the path; mode
and hash are made odd, so that no bit is lost. The number of a change is the sum over the states that it leaves, minus
the sum over the states that it found. So the order of paths does not matter, and the number of the inverse change is
the negative one. git's patch id is similar, but it needs the contents and ignores where a change applies.

Bookkeeping files do not count, because most changes touch them. Neither do files that are created or left empty,
because all of these are equal.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
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
    number = 0
    counted = False
    for path, _status, old_mode, new_mode, old_blob, new_blob in changes:
        factor = _factor(path)
        if factor and not (old_blob in _EMPTY_STATES and new_blob in _EMPTY_STATES):
            counted = True
            if new_blob:
                number += factor * int(new_blob[:16], 16) * _odd(new_mode)
            if old_blob:
                number -= factor * int(old_blob[:16], 16) * _odd(old_mode)
    return ChangeIds(_signed(number), _signed(-number)) if counted else NOTHING


@cache
def _odd(mode: str | None) -> int:
    return int(mode, 8) | 1 if mode else 0


# Most changes are made to files that were changed before.
@lru_cache(maxsize=1 << 14)
def _factor(path: str) -> int:
    """Return the odd number of a path, 0 if the path does not count."""
    if path.startswith(UNCOUNTED):
        return 0
    digest = blake2b(path.encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return int.from_bytes(digest, "little") | 1


def _signed(number: int) -> int:
    """Return a number as databases hold it: 64 bits with a sign."""
    return ((number + _SIGN) & _MASK) - _SIGN
