"""Which paths each commit changed, with blob ids and modes.

The git program is used if it is installed: it takes a fraction of the time. Without git, trees are read through libgit2
and compared here, which gives the same rows; a test compares the two. (libgit2's own comparison reads unmodified
folders, too, and takes three times as long: libgit2 issue 6863.) Merge commits have no changes: what they bring in
belongs to their parents' commits.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

import pygit2

from miner.errors import RepositoryError
from miner.git import program
from miner.git.objects import UNREADABLE, read_links
from miner.git.quoting import path_text
from miner.model import Change, Gap

_DIFF_TREE = (
    *program.FRUGAL,
    "diff-tree",
    "--stdin",
    "-r",
    "--root",
    "-z",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--always",
)
# git diff-tree echoes an input line that is not an object id, and flushes: this marks the end of an answer. No path
# starts with a slash.
_MARK = b"/\n"
_BLOCK = 1 << 20
_ABSENT = "0" * 40
_NO_MODE = "000000"
# The bits of a mode that tell files, links, submodules and trees apart, and those of a tree.
_TYPE = 0o170000
_TREE = 0o040000
#: Commits per request: their ids (10 KB) fit into any pipe.
CHUNK = 250

Changes = dict[str, list[Change]]


class ChangeReader:
    """Reads the changes of commits with one git process that keeps running.

    Starting a new process every few thousand commits reads the same trees again: an eighth more time on CPython.
    """

    def __init__(
        self, repository: pygit2.Repository, against: Mapping[str, str] | None = None, folders: Sequence[str] = ()
    ) -> None:
        """``against`` has the parent with which to compare a commit, for merges; only ``folders`` are compared."""
        self._repository = repository
        self._folders = folders
        self._against = against or {}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the reader
        self._git: subprocess.Popen[bytes] | None = None
        self._asked: Sequence[str] = ()
        self._paths: dict[str, str] = {}  # a cache: the same few thousand paths recur
        self._modes: dict[str, tuple[str | None, str | None]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop git and release its error file."""
        self._stop()
        self._errors.close()

    def ask(self, shas: Sequence[str]) -> None:
        """Send the commits to read next, at most :data:`CHUNK`, to git, so that it works ahead of :meth:`read`."""
        if program.available():
            if self._git is None:
                self._git = program.start(
                    Path(self._repository.path),
                    (*_DIFF_TREE, *(["--", *self._folders] if self._folders else [])),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._errors,
                )
            self._asked = shas
            with suppress(BrokenPipeError):  # if git died, reading its answer fails
                asked = (f"{sha} {self._against[sha]}\n" if sha in self._against else f"{sha}\n" for sha in shas)
                _pipe(self._git.stdin).write("".join(asked).encode() + _MARK)
                _pipe(self._git.stdin).flush()

    def read(self, shas: Sequence[str]) -> tuple[Changes, list[Gap]]:
        """Return the changes of each commit by sha, and a gap for each commit whose trees cannot be read."""
        found: Changes = {}
        gaps: list[Gap] = []
        for start in range(0, len(shas), CHUNK):
            more, lost = self._read(shas[start : start + CHUNK])
            found |= more
            gaps += lost
        return found, gaps

    def _read(self, shas: Sequence[str]) -> tuple[Changes, list[Gap]]:
        if program.available():
            fresh = self._git is None
            try:
                return self._by_git(shas), []
            except RepositoryError:
                self._stop()
                if not fresh:  # git may have died for another reason: try a new process
                    return self._read(shas)
        # There is no git, or it refuses the repository, or one of these trees: that ends its output.
        found, gaps = read_one_by_one(self._repository, shas, self._against)
        if self._folders:
            inside = tuple(f"{folder}/" for folder in self._folders)
            found = {sha: [row for row in rows if row[0].startswith(inside)] for sha, rows in found.items()}
        return found, gaps

    def _by_git(self, shas: Sequence[str]) -> Changes:
        if self._asked != shas:
            if self._asked:
                self._stop()
            self.ask(shas)
        self._asked = ()
        stream = self._answer()
        try:
            text = stream.decode("utf-8")
        except UnicodeDecodeError:
            # Latin-1 maps every byte to one character, so each path can be encoded back to its bytes.
            found = self._parse(stream.decode("latin-1"), "latin-1")
        else:
            found = self._parse(text, "utf-8")
        if len(found) != len(shas):
            raise RepositoryError("git diff-tree did not answer for every commit")
        return found

    def _answer(self) -> bytes:
        if self._git is None:
            raise RuntimeError("git was not asked")
        output = _pipe(self._git.stdout).fileno()
        blocks: list[bytes] = []
        last = b"\0"
        while not last.endswith(b"\0" + _MARK):
            block = os.read(output, _BLOCK)
            if not block:
                self._git.wait()
                self._errors.seek(0)
                raise RepositoryError(self._errors.read(2000).decode("utf-8", "replace") or "git diff-tree failed")
            blocks.append(block)
            last = (last + block)[-len(_MARK) - 1 :]
        return b"".join(blocks)[: -len(_MARK)]

    def _parse(self, stream: str, encoding: str) -> Changes:
        found: Changes = {}
        rows: list[Change] = []
        paths, modes = self._paths, self._modes
        tokens = iter(stream.split("\0"))
        for token in tokens:
            if token[:1] != ":":
                if token:
                    rows = found[token] = []
                continue
            # :100644 100644 <old blob> <new blob> M
            name = next(tokens)
            if (path := paths.get(name)) is None:
                path = path_text(name.encode(encoding))
                if encoding == "utf-8":
                    paths[name] = path
            if (mode := modes.get(token[1:14])) is None:
                mode = modes[token[1:14]] = _mode(token[1:7]), _mode(token[8:14])
            old, new = token[15:55], token[56:96]
            rows.append((path, token[97:98], *mode, None if old == _ABSENT else old, None if new == _ABSENT else new))
        return found

    def _stop(self) -> None:
        if self._git is not None:
            for stream in (self._git.stdin, self._git.stdout):
                with suppress(BrokenPipeError):
                    _pipe(stream).close()
            self._git.kill()
            self._git.wait()
        self._git, self._asked = None, ()
        self._errors.seek(0)
        self._errors.truncate()


def read_changes(repository: pygit2.Repository, shas: Sequence[str]) -> tuple[Changes, list[Gap]]:
    """Return the changes of each commit by sha, and a gap for each commit whose trees cannot be read."""
    with ChangeReader(repository) as reader:
        return reader.read(shas)


def read_one_by_one(
    repository: pygit2.Repository, shas: Sequence[str], against: Mapping[str, str]
) -> tuple[Changes, list[Gap]]:
    """Return the same through libgit2, in more time, but with no process for those that cannot be read.

    ``against`` has the parent with which to compare a commit, for merges.
    """
    found: Changes = {}
    gaps = []
    for sha in shas:
        try:
            found[sha] = _one_by_libgit2(repository, sha, against.get(sha))
        except UNREADABLE as error:
            found[sha] = []
            gaps.append(Gap("changes", sha, f"its trees cannot be compared: {_short(error)}"))
    return found, gaps


def compare(
    repository: pygit2.Repository, parents: Mapping[str, str], folders: Sequence[str] = ()
) -> tuple[Changes, list[Gap]]:
    """Return the changes of each merge against one of its parents, by sha, and a gap for each that cannot be read.

    ``parents`` has that parent's sha by the sha of the merge; only ``folders`` are compared if any are given.
    """
    found: Changes = {}
    gaps: list[Gap] = []
    blobs: dict[str | None, str | None] = {}  # each side branch that main is merged into gets the same ones once more
    shas = list(parents)
    with ChangeReader(repository, parents, folders) as reader:
        for start in range(0, len(shas), CHUNK):
            more, lost = reader.read(shas[start : start + CHUNK])
            for sha, rows in more.items():
                found[sha] = [
                    (*row[:4], blobs.setdefault(row[4], row[4]), blobs.setdefault(row[5], row[5])) for row in rows
                ]
            gaps += lost
    return found, gaps


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("git was started without pipes")
    return stream


def _mode(mode: str) -> str | None:
    return None if mode == _NO_MODE else mode


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


def _one_by_libgit2(repository: pygit2.Repository, sha: str, parent: str | None) -> list[Change]:
    tree, parents = read_links(repository, sha)
    if len(parents) > 1 and parent is None:
        return []
    old = read_links(repository, parent or parents[0]).tree if parents else None
    return list(_differences(repository, old, tree, b""))


def _differences(repository: pygit2.Repository, old: str | None, new: str | None, folder: bytes) -> Iterator[Change]:
    """Yield what differs between two trees, in the order of git; None is a tree without anything.

    libgit2's own comparison reads trees without asking :class:`~miner.git.loose.WholeObjects`, and then never ends at
    one that is cut short.
    """
    before, after = (_entries(repository, tree) for tree in (old, new))
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one == other:
            continue
        if key.endswith(b"/"):
            yield from _differences(repository, one and one[1], other and other[1], folder + key)
            continue
        status = "A" if one is None else "D" if other is None else "M"
        if one and other and one[0] & _TYPE != other[0] & _TYPE:
            status = "T"
        yield (
            path_text(folder + key),
            status,
            one and f"{one[0]:06o}",
            other and f"{other[0]:06o}",
            one and one[1],
            other and other[1],
        )


def _entries(repository: pygit2.Repository, tree: str | None) -> dict[bytes, tuple[int, str]]:
    """Return (mode, id) of what a tree has by name; those of other trees end in a slash, as git sorts them."""
    if tree is None:
        return {}
    found = repository[tree].peel(pygit2.Tree)
    return {
        (entry.raw_name or b"") + (b"/" if entry.filemode == _TREE else b""): (int(entry.filemode), str(entry.id))
        for entry in found
    }
