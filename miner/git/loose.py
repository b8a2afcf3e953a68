"""Open a clone so that loose objects that end too early are errors.

libgit2 1.9 reads an object for ever whose file is cut short, as after a power cut or in a clone that is still being
copied. So each loose object is unpacked once before libgit2 may see it.
"""

import os
import zlib
from pathlib import Path
from typing import Any

import pygit2

from miner.git.layout import common_folder

_BLOCK = 1 << 16


class WholeObjects(pygit2.Repository):
    """A repository of libgit2: ``read`` and ``[]`` raise ValueError for a loose object that is cut short."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._folders = _object_folders(common_folder(Path(self.path)) / "objects")
        self._loose: dict[str, dict[str, Path]] = {}  # the first two digits of an id → the others, and the file

    def read(self, oid: Any) -> Any:
        """Return the type and the bytes of an object."""
        self._check(str(oid))
        return super().read(oid)

    def __getitem__(self, key: Any) -> Any:
        self._check(str(key))
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        """Return whether there is such an object that may be read."""
        try:
            self._check(str(key))
            return super().__contains__(key)
        except (ValueError, pygit2.GitError):
            return False

    def _check(self, identity: str) -> None:
        folder, name = identity[:2], identity[2:]
        if (there := self._loose.get(folder)) is None:
            there = self._loose[folder] = {
                file.name: file for objects in self._folders for file in _files(objects / folder)
            }
        if (path := there.get(name)) is not None:
            if not _is_whole(path):
                raise ValueError(f"the file of {identity} is cut short or damaged")
            del there[name]


def _object_folders(objects: Path) -> list[Path]:
    """Return the folder of the objects and those that it borrows from."""
    try:
        lines = (objects / "info" / "alternates").read_bytes().splitlines()
    except OSError:
        lines = []
    return [objects, *(objects / os.fsdecode(line) for line in lines if line and not line.startswith(b"#"))]


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (OSError, ValueError):  # ValueError: a NUL in the name of an alternate
        return []


def _is_whole(path: Path) -> bool:
    unpacked = zlib.decompressobj()
    try:
        with path.open("rb") as file:
            while not unpacked.eof and (block := file.read(_BLOCK)):
                while block:
                    unpacked.decompress(block, _BLOCK)
                    block = unpacked.unconsumed_tail
    except (OSError, zlib.error):
        return False
    return unpacked.eof
