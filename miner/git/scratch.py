"""A temporary repository with a clone's objects as its alternate: git compares trees in it without changing the clone.

It has none of the clone's configuration, attributes and remotes, so these cannot change what a comparison prints, and
git reports a missing object as an error instead of fetching it.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pygit2
from pygit2.enums import ObjectType

from miner.errors import RepositoryError
from miner.git import program

#: The modes for :meth:`Scratch.write_tree`. Symbolic links are written as files, so that their text is compared.
FILE, GITLINK = b"100644", b"160000"
# Plain myers, whatever the user configured. Without context git looks at less of the files, and one diff in 500 differs
# from `git log --numstat`; with one line of context they are the same.
_COMPARE = (
    "diff-tree",
    "-r",
    "-p",
    "-U1",
    "--no-renames",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-indent-heuristic",  # it shifts hunks to make them easier to read
    "--full-index",
    "--diff-algorithm=myers",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_LISTED = ("cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectname)")
_BLOCK = 1 << 20


class Scratch:
    """A bare repository in a temporary folder, with the clone at ``location`` as its alternate.

    Raises RepositoryError if git is missing, the clone's objects are not found or nothing can be written.
    """

    def __init__(self, location: Path) -> None:
        if not program.available():
            raise RepositoryError("Counting lines needs the git program: install git.")
        borrowed = program.objects(location)
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="miner-lines-")
            self._path = Path(self._folder.name)
            self._repository = pygit2.init_repository(str(self._path), bare=True)
            (self._path / "objects" / "info").mkdir(exist_ok=True)
            (self._path / "objects" / "info" / "alternates").write_bytes(os.fsencode(borrowed) + b"\n")
        except (OSError, pygit2.GitError) as error:
            raise _no_room(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._repository.free()
        self._folder.cleanup()

    def absent(self, wanted: set[str]) -> set[str]:
        """Return the ``wanted`` blobs that the clone does not have; raise RepositoryError if git fails.

        This lists all objects of the clone, half a second for a million. Asking for absent objects one by one is slow,
        because git searches the folder of packs again for each.
        """
        missing = set(wanted)
        if not missing:
            return missing
        with tempfile.TemporaryFile() as errors:
            process = program.start(
                self._path, _LISTED, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
            )
            rest = b""
            for block in _blocks(process):
                *lines, rest = (rest + block).split(b"\n")
                missing.difference_update(line.decode("ascii") for line in lines)
            if process.wait() != 0:
                errors.seek(0)
                raise RepositoryError(f"The clone's objects cannot be listed: {_first_line(errors.read(2000))}")
        return missing

    def write_tree(self, entries: Iterable[tuple[bytes, int, str]]) -> str:
        """Write a tree of (mode, number, object id) entries, named by number in hexadecimal; return the tree's id."""
        raw = b"".join(b"%s %08x\0%s" % (mode, number, bytes.fromhex(name)) for mode, number, name in entries)
        try:
            return str(self._repository.write(ObjectType.TREE, raw))
        except (OSError, pygit2.GitError) as error:
            raise _no_room(error) from error

    def compare(self, old: str, new: str) -> Iterator[bytes]:
        """Yield the patch between two trees in blocks, as git prints it.

        Raises RepositoryError after the last block if git failed, as on an unreadable blob: the patch is incomplete.
        """
        with tempfile.TemporaryFile() as errors:
            process = program.start(
                self._path,
                [*program.FRUGAL, *_COMPARE, old, new],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
            yield from _blocks(process)
            if process.wait() != 0:
                errors.seek(0)
                raise RepositoryError(_first_line(errors.read(2000)) or "git diff-tree failed")


def _blocks(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Yield the output of a process in blocks; kill the process if the caller stops early."""
    if process.stdout is None:
        raise RuntimeError("git has no output")
    with process.stdout:
        try:
            while block := process.stdout.read(_BLOCK):
                yield block
        except GeneratorExit:
            process.kill()
            process.wait()
            raise


def _no_room(error: Exception) -> RepositoryError:
    return RepositoryError(f"Nothing can be written to {tempfile.gettempdir()}, which comparing lines needs: {error}")


def _first_line(message: bytes) -> str:
    return next(iter(message.decode("utf-8", "replace").strip().splitlines()), "")[:200]
