"""Line fingerprints: what a change of one file added and deleted, small enough to keep for the whole history.

A line is known by 32 bits, which is enough to tell the lines of two changes of one file apart: of two changes with 500
lines each, one pair in 10,000 has a line in common by chance. Sorted, because a fingerprint is a multiset: lines that
only moved within a file are no difference.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

#: Bytes of a line.
LINE = 4
_CODE = "I"
_BIG_ENDIAN = sys.byteorder == "big"


def pack(lines: Iterable[bytes]) -> bytes:
    """Return the fingerprint of some lines: four bytes each, little-endian, in order."""
    return pack_numbers(map(crc32, lines))


def pack_numbers(numbers_: Iterable[int]) -> bytes:
    """Return the fingerprint of lines that are numbers already."""
    numbers = array(_CODE, sorted(numbers_))
    if _BIG_ENDIAN:
        numbers.byteswap()
    return numbers.tobytes()


def lines(data: bytes) -> "array[int]":
    """Return the lines of a fingerprint in their order, each as often as it occurs."""
    numbers = array(_CODE)
    numbers.frombytes(data)
    if _BIG_ENDIAN:
        numbers.byteswap()
    return numbers


def unpack(data: bytes) -> "Counter[int]":
    """Return how often each line occurs in a fingerprint."""
    return Counter(lines(data))


def in_common(one: bytes, other: bytes) -> int:
    """Return how many lines two fingerprints share, each as often as both have it."""
    return len(_distinct(one) & _distinct(other)) if one and other else 0


# An undo is held against many suspects, and a suspect against many undos.
@lru_cache(maxsize=1 << 9)
def _distinct(data: bytes) -> frozenset[int]:
    """Return the lines of a fingerprint, those that occur again told apart: the second is another than the first."""
    numbers = lines(data)
    found = set(numbers)
    if len(found) < len(numbers):
        found.update(
            number + (again << 8 * LINE) for number, times in Counter(numbers).items() for again in range(1, times)
        )
    return frozenset(found)


def change_print(gained: bytes, lost: bytes) -> int | None:
    """Return one number for what a change did, None where it has no telling line.

    With the sides exchanged it is the number of the change that takes this one back.
    """
    if not gained and not lost:
        return None
    key = len(gained).to_bytes(4, "little") + gained + lost
    return int.from_bytes(blake2b(key, digest_size=8).digest(), "little", signed=True)
