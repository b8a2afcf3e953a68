"""Line fingerprints: the lines that a change of one file added or deleted, small enough to keep for all of history.

A fingerprint is a sorted multiset of 32-bit checksums, one per line, so lines that only moved within a file make no
difference. 32 bits are enough to compare two changes of one file: of pairs of changes with 500 lines each, one in
10,000 has a line in common by chance.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

#: Bytes per line in a fingerprint.
LINE = 4
_CODE = "I"
_BIG_ENDIAN = sys.byteorder == "big"


def pack(lines: Iterable[bytes]) -> bytes:
    """Return the fingerprint of some lines: four bytes each, little-endian, in rising order."""
    return pack_numbers(checksums(lines))


def checksums(lines: Iterable[bytes]) -> Iterator[int]:
    """Yield the checksum of each line, as fingerprints have it."""
    return map(crc32, lines)


def pack_numbers(numbers_: Iterable[int]) -> bytes:
    """Return the fingerprint of lines given by their checksums."""
    numbers = array(_CODE, sorted(numbers_))
    if _BIG_ENDIAN:
        numbers.byteswap()
    return numbers.tobytes()


def lines(data: bytes) -> "array[int]":
    """Return the checksums of a fingerprint in rising order, each as often as it occurs."""
    numbers = array(_CODE)
    numbers.frombytes(data)
    if _BIG_ENDIAN:
        numbers.byteswap()
    return numbers


def unpack(data: bytes) -> "Counter[int]":
    """Return how often each checksum occurs in a fingerprint."""
    return Counter(lines(data))


def in_common(one: bytes, other: bytes) -> int:
    """Return the size of the intersection of two fingerprints, as multisets."""
    return len(_distinct(one) & _distinct(other)) if one and other else 0


# Each commit is compared with many others in turn.
@lru_cache(maxsize=1 << 9)
def _distinct(data: bytes) -> frozenset[int]:
    """Return a multiset as a set: the second occurrence of a checksum is a different member from the first."""
    numbers = lines(data)
    found = set(numbers)
    if len(found) < len(numbers):
        found.update(
            number + (again << 8 * LINE) for number, times in Counter(numbers).items() for again in range(1, times)
        )
    return frozenset(found)


def change_print(gained: bytes, lost: bytes) -> int | None:
    """Return a signed 64-bit hash of the fingerprints of a change, None if both are empty.

    With the arguments exchanged it is the hash of the inverse change.
    """
    if not gained and not lost:
        return None
    key = len(gained).to_bytes(4, "little") + gained + lost
    return int.from_bytes(blake2b(key, digest_size=8).digest(), "little", signed=True)
