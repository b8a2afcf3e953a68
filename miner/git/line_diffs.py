"""Which lines contents gained and lost: many pairs of blobs compared by one git process.

Pairs are written as the files of two throw-away trees (:mod:`miner.git.scratch`), so that a pair that many commits
share is compared once and in the order that suits git's caches: 0.4 times `git log --numstat`, and the same numbers.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from miner.errors import RepositoryError
from miner.git.scratch import FILE, GITLINK, Scratch

#: One side of a pair: a blob id, ``@`` and a commit id for a submodule, or None where there is no file.
Side = str | None
Pair = tuple[Side, Side]

#: Of larger changes the lines are counted, not kept: they are imports, moves and generated files, and whole files
#: are compared by their blobs.
LARGEST = 500
SUBMODULE = "@"
_HEADER = b"\ndiff --git a/"
# Stripped, and of three characters at least: a blank line or a brace says nothing about what was changed.
_ADDED = re.compile(rb"\n\+[^\S\n]*([^\n]{2,}[^\s])")
_DELETED = re.compile(rb"\n-[^\S\n]*([^\n]{2,}[^\s])")


@dataclass(frozen=True, slots=True)
class LineDiff:
    """What the change of one file did, counted as ``git log --numstat`` counts.

    ``added`` and ``deleted`` are None for binary contents; ``gained`` and ``lost`` are the telling lines, stripped,
    None where there are too many to keep, or none to see.
    """

    added: int | None
    deleted: int | None
    gained: list[bytes] | None = None
    lost: list[bytes] | None = None


_BINARY = LineDiff(None, None)
_UNCHANGED = LineDiff(0, 0)


def compare(scratch: Scratch, pairs: Sequence[Pair]) -> list[LineDiff | None]:
    """Return the difference of each pair, None where git cannot read one of the two."""
    trees = _write(scratch, pairs)
    try:
        found = _parse(scratch.compare(*trees))
    except RepositoryError:
        # One unreadable blob ends git's output: look for it in halves, and keep what the others tell.
        middle = len(pairs) // 2
        return [*compare(scratch, pairs[:middle]), *compare(scratch, pairs[middle:])] if middle else [None]
    return [_of(pair, found.get(number, _UNCHANGED)) for number, pair in enumerate(pairs)]


def _of(pair: Pair, diff: LineDiff) -> LineDiff:
    """Where only the mode changed, nothing but whether the content is binary was asked for."""
    return _UNCHANGED if pair[0] == pair[1] and diff.added is not None else diff


def _write(scratch: Scratch, pairs: Sequence[Pair]) -> tuple[str, str]:
    old = scratch.write_tree(_entry(number, one) for number, (one, two) in enumerate(pairs) if one and one != two)
    new = scratch.write_tree(_entry(number, two) for number, (_, two) in enumerate(pairs) if two)
    return old, new


def _entry(number: int, side: str) -> tuple[bytes, int, str]:
    return (GITLINK, number, side[1:]) if side.startswith(SUBMODULE) else (FILE, number, side)


def _parse(patch: Iterable[bytes]) -> dict[int, LineDiff]:
    found: dict[int, LineDiff] = {}
    for section in _sections(patch):
        number = int(section[:8], 16)
        diff = _read(section)
        # A file that becomes a submodule is deleted and added.
        found[number] = _sum(found[number], diff) if number in found else diff
    return found


def _sections(patch: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a patch into files. Lines of content begin with a sign or a blank, so that none looks like a header."""
    waiting, edge = [b"\n"], b"\n"  # blocks of one file are joined when its end is there: it may be a large one
    for block in patch:
        waiting.append(block)
        seen = edge + block
        if _HEADER in seen:
            *whole, last = b"".join(waiting).split(_HEADER)
            yield from filter(None, whole)
            waiting = [_HEADER + last]
        edge = seen[-len(_HEADER) :]
    yield from b"".join(waiting).split(_HEADER)[1:]


def _read(section: bytes) -> LineDiff:
    start = section.find(b"\n@@ ")
    if start >= 0:
        return _count(section[start:])
    return _BINARY if b"\nBinary files " in section else _UNCHANGED


def _count(hunks: bytes) -> LineDiff:
    added, deleted = hunks.count(b"\n+"), hunks.count(b"\n-")
    if added + deleted > LARGEST:
        return LineDiff(added, deleted)
    return LineDiff(added, deleted, _ADDED.findall(hunks), _DELETED.findall(hunks))


def _sum(first: LineDiff, second: LineDiff) -> LineDiff:
    if first.added is None or second.added is None:
        return _BINARY
    return LineDiff(first.added + second.added, (first.deleted or 0) + (second.deleted or 0))
