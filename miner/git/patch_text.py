"""Read a diff that somebody hands in: of git in any of its styles, of Mercurial, Subversion or ``diff -u``.

libgit2 reads only git's own, and takes the first folder of a path for a prefix where there is none. A hunk says how
many lines it has, so nothing in it is mistaken for a header, and all text between files is passed over: the messages
of ``git show``, ``git log -p`` and mails.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from miner.errors import SettingsError
from miner.git.hunks import kept_lines
from miner.git.quoting import path_text

_HUNK: Final = re.compile(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_GIT: Final = b"diff --git "
_COMBINED: Final = (b"diff --cc ", b"diff --combined ")
# git's prefixes, also those of diff.mnemonicPrefix: commit, index, object, work tree.
_PREFIX: Final = re.compile(rb"[abciow12]/")
_ESCAPE: Final = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_CHARACTERS: Final = dict(zip(b'abtnvfr"\\', b'\a\b\t\n\v\f\r"\\', strict=True))
_NOWHERE: Final = b"/dev/null"
_COLOUR: Final = re.compile(rb"\x1b\[[\d;]*[mK]")


class PatchedFile(NamedTuple):
    """A file of a diff: its path before and after (None where there is no file), and the kept lines of its hunks."""

    old: str | None
    new: str | None
    added: list[bytes]
    deleted: list[bytes]


@dataclass(slots=True)
class _File:
    old: bytes | None
    new: bytes | None
    is_named: bool = False  # by lines --- and +++
    hunks: list[bytes] = field(default_factory=list)


def read_patch(text: bytes) -> list[PatchedFile]:
    """Return the files of a diff in its order; one that several commits change comes several times.

    Binary files, and those of which only the mode or the name changed, have no lines. Raises SettingsError if there is
    no diff in the text, if it is cut off within a hunk, or if it is the combined diff of a merge.
    """
    if not text.strip():
        raise SettingsError("The diff is empty: it changes nothing.")
    files: list[_File] = []
    lines = enumerate(_COLOUR.sub(b"", text).split(b"\n"), 1)
    previous = b""
    for number, line in lines:
        if line.startswith(_COMBINED):
            raise SettingsError(
                f"Line {number} of the diff begins the combined diff of a merge: compare with one parent, as "
                "`git show -m --first-parent` does."
            )
        if line.startswith(_GIT):
            files.append(_File(*_both(line.removeprefix(_GIT).rstrip(b"\r"))))
        elif line.startswith(b"+++ ") and previous.startswith(b"--- "):
            if not files or files[-1].is_named or files[-1].hunks:
                files.append(_File(None, None))
            files[-1].old, files[-1].new, files[-1].is_named = _path(previous), _path(line), True
        elif files and (hunk := _HUNK.match(line)):
            files[-1].hunks += _hunk(lines, number, *(int(count or 1) for count in hunk.groups()))
        elif files and not files[-1].hunks:
            _rename(files[-1], line.rstrip(b"\r"))
        previous = line
    if not files:
        raise SettingsError("There is no diff in this text: give what `git diff` prints.")
    return [_finished(file) for file in files]


def _rename(file: _File, line: bytes) -> None:
    """Take the paths of a renamed file from the lines of git's header, which show them without prefixes."""
    if line.startswith((b"rename from ", b"copy from ")):
        file.old = _unquoted(line.partition(b" from ")[2])
    elif line.startswith((b"rename to ", b"copy to ")):
        file.new = _unquoted(line.partition(b" to ")[2])


def _hunk(lines: Iterator[tuple[int, bytes]], start: int, old: int, new: int) -> Iterable[bytes]:
    found = []
    while old > 0 or new > 0:
        _, line = next(lines, (0, b"?"))
        sign = line[:1]
        if sign not in {b"+", b"-", b" ", b"\\", b"", b"\r"}:
            raise SettingsError(f"The diff is cut off within the hunk that begins in line {start}.")
        if sign == b"\\":  # "No newline at end of file"
            continue
        old -= sign != b"+"
        new -= sign != b"-"
        found.append(line)
    return found


def _path(line: bytes) -> bytes | None:
    """Return the path of a line ``---`` or ``+++``, None for /dev/null. After a tab there may be a time."""
    name = _unquoted(line[4:].rstrip(b"\r").partition(b"\t")[0])
    return None if name == _NOWHERE else name


def _both(header: bytes) -> tuple[bytes | None, bytes | None]:
    """Return the two paths of a line ``diff --git``; they are equal, for a rename has lines of its own."""
    if header.startswith(b'"'):
        half = header.find(b'" "') + 1
        return _unquoted(header[:half]), _unquoted(header[half + 1 :])
    half = len(header) // 2
    return header[:half], header[half + 1 :]


def _unquoted(name: bytes) -> bytes:
    if len(name) < 2 or not (name.startswith(b'"') and name.endswith(b'"')):
        return name
    return _ESCAPE.sub(_character, name[1:-1])


def _character(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) & 255 if code.isdigit() else _CHARACTERS[code[0]]])


def _finished(file: _File) -> PatchedFile:
    added, deleted = kept_lines(b"".join(b"\n" + line for line in file.hunks))
    return PatchedFile(*_without_prefixes(file.old, file.new), added, deleted)


def _without_prefixes(old: bytes | None, new: bytes | None) -> tuple[str | None, str | None]:
    """Return two paths without git's prefixes, if both have one, and different ones: ``a/x`` and ``b/x`` are ``x``."""
    known = [name for name in (old, new) if name is not None]
    prefixed = all(_PREFIX.match(name) for name in known) and len({name[:2] for name in known}) == len(known)
    return tuple(None if name is None else path_text(name[2:] if prefixed else name) for name in (old, new))  # type: ignore[return-value]
