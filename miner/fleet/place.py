"""The place of a data set: a folder that all workers see, or a bucket (``s3://…``).

::

    name=<name>/tip=<hash>/<view>.parquet    what was mined of one repository at one tip; appears whole or not at all
    name=<name>/tip=<hash>/manifest.json     its row of the manifest
    manifest/<run>.parquet                   the rows of all repositories
    bases/<name>/<hash>.db                   the databases that forks were mined on

Into a folder a repository is published by one rename. Buckets know none, so there ``manifest.json`` is written last,
and nothing counts without it.
"""

import json
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from miner.errors import SettingsError
from miner.fleet.folders import folder_name, held_folder, sweep

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

#: The row of the manifest in the folder of a repository.
ROW: Final = "manifest.json"
_STAGING: Final = ".staging"
_REMOTE: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
# The names that databases have, or have as long as they are written: nothing else is ever deleted.
_BASE: Final = re.compile(r"[0-9a-f]{20}\.db(\.[0-9a-f]{32}\.part)?")
_BLOCK: Final = 1 << 22
_BUCKETS: Final = {"s3", "gcs"}  # as Arrow calls them


class Place:
    """Where a data set is; ``where`` is a folder, or an address that pyarrow knows. Raises SettingsError if not."""

    def __init__(self, where: str) -> None:
        from pyarrow import ArrowException, fs  # noqa: PLC0415 - an extra

        self.where = where
        self._made: set[str] = set()  # folders of a bucket
        if not where.strip():
            raise SettingsError("The place of a data set has no name: give a folder or an address.")
        try:
            if _REMOTE.match(where):
                self.files, self.root = fs.FileSystem.from_uri(where)
                self.folder: Path | None = None
                if isinstance(self.files, fs.LocalFileSystem):
                    self.folder = Path(self.root)
            else:
                self.folder = Path(where).expanduser().absolute()
                self.files, self.root = fs.LocalFileSystem(), str(self.folder)
        except (ArrowException, ValueError, OSError, RuntimeError) as error:  # RuntimeError: there is no such user
            raise SettingsError(f"{where} is no place for a data set: {str(error).rstrip('.')}.") from error
        if not self.root.strip("/") and self.folder is None:
            raise SettingsError(f"{where} is no place for a data set: it names no bucket.")

    @property
    def address(self) -> str:
        """The place as workers are told it, who work in other folders."""
        return self.where if self.folder is None else str(self.folder)

    def check_writable(self) -> None:
        """Raise SettingsError unless files can be written: asked before hours of mining, and not after."""
        with self.reached("be written", "name another place"):
            if self.folder is not None:
                with held_folder(self.folder / _STAGING, ""):
                    return
            probe = f"{self.root}/{_STAGING}-{uuid.uuid4().hex}"
            self._make(self.root)
            with self.files.open_output_stream(probe) as stream:
                stream.write(b"")
            self.files.delete_file(probe)

    def check_bucket(self) -> None:
        """Raise SettingsError if this is in a bucket that is not there, or that may not be looked at.

        Folders are made when they are needed, and nothing is written to find out.
        """
        from pyarrow import fs  # noqa: PLC0415 - an extra

        if self.files.type_name in _BUCKETS:
            bucket = self.root.partition("/")[0]
            with self.reached("be read"):
                found = self.files.get_file_info(bucket).type
            if found == fs.FileType.NotFound:
                raise SettingsError(f"{self.where} is no place for a data set: there is no bucket {bucket}; make it.")

    @contextmanager
    def reached(self, doing: str, advice: str = "check the address, and that you may use it") -> Iterator[None]:
        """Raise SettingsError, with an ``advice``, if the place is not there or does not let its files be used.

        ``doing`` says what cannot be done: ``be read``.
        """
        from pyarrow import ArrowException  # noqa: PLC0415 - an extra

        try:
            yield
        except (ArrowException, OSError) as error:
            said = str(error).partition(". To create buckets")[0]  # what Arrow says about options is not for us
            why = getattr(error, "strerror", None) or said.rstrip(".")
            raise SettingsError(f"{self.where} cannot {doing} ({why}): {advice}.") from error

    def data(self, name: str, tip: str) -> str:
        """Return the path of what was mined of a repository at a tip."""
        return f"{self.root}/name={folder_name(name)}/tip={tip}"

    def manifest(self) -> str:
        """Return the path of the folder of the manifest."""
        return f"{self.root}/manifest"

    def base(self, name: str, tip: str) -> str:
        """Return the path of the database of a repository at a tip."""
        return f"{self.root}/bases/{folder_name(name)}/{tip}.db"

    def published(self, name: str, tip: str) -> dict[str, Any] | None:
        """Return the row of a repository that was published with this tip, None if it was not."""
        try:
            with self.files.open_input_stream(f"{self.data(name, tip)}/{ROW}") as stream:
                row: dict[str, Any] = json.loads(stream.read())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise SettingsError(f"{self.data(name, tip)}/{ROW} is damaged: remove its folder and try again.") from error
        return row

    def holds(self, published: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those of some names and tips that are published here."""
        asked = list(published)
        with self.reached("be read"):
            found = self.files.get_file_info([f"{self.data(*each)}/{ROW}" for each in asked])
        return {each for each, info in zip(asked, found, strict=True) if info.is_file}

    @contextmanager
    def staging(self, temporary: Path) -> Iterator[Path]:
        """Yield a folder to write into before publishing: beside the data set, or in ``temporary`` for a bucket."""
        with held_folder(self.folder / _STAGING if self.folder else temporary, "") as folder:
            yield folder

    def sweep(self) -> int:
        """Remove what dead processes have left in the staging folders; return how many."""
        return sweep(self.folder / _STAGING, "") if self.folder else 0

    def publish(self, staged: Path, row: dict[str, Any]) -> dict[str, Any]:
        """Publish the files in a folder as what the row tells; return the row.

        If another process has published the same tip meanwhile, its files stay, and its row is returned.
        """
        (staged / ROW).write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")
        target = self.data(row["name"], row["tip"])
        if self.folder is None:
            files = sorted(staged.iterdir(), key=lambda file: file.name == ROW)  # the row last
            for file in files:
                self.upload(file, f"{target}/{file.name}")
            return row
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        try:
            staged.rename(target)
        except OSError:
            if theirs := self.published(row["name"], row["tip"]):
                return theirs
            if Path(target).exists():
                raise SettingsError(f"{target} lacks its {ROW}, so it is damaged: remove it and try again.") from None
            raise
        return row

    def keep_base(self, database: Path, name: str, tip: str) -> None:
        """Keep the database of a root for forks that come later, instead of those of its earlier tips."""
        target = self.base(name, tip)
        before = list_files(self.files, target.rpartition("/")[0])
        if target not in before:
            self.upload(database, target)
            for path in before:
                if _BASE.fullmatch(path.rpartition("/")[2]):
                    self.files.delete_file(path)

    def upload(self, file: Path, target: str) -> None:
        """Copy a file to a path of the place; it appears there whole."""
        self._make(target.rpartition("/")[0])
        if self.folder is not None:
            part = Path(f"{target}.{uuid.uuid4().hex}.part")
            shutil.copyfile(file, part)
            part.rename(target)
            return
        with file.open("rb") as source, self.files.open_output_stream(target) as stream:
            while block := source.read(_BLOCK):
                stream.write(block)

    def _make(self, folder: str) -> None:
        if self.folder is not None or folder not in self._made:  # each asks a bucket several times
            self.files.create_dir(folder, recursive=True)
            self._made.add(folder)

    def download(self, path: str, file: Path) -> bool:
        """Copy a file of the place; return whether it is there."""
        try:
            with self.files.open_input_stream(path) as stream, file.open("wb") as target:
                while block := stream.read(_BLOCK):
                    target.write(block)
        except FileNotFoundError:
            return False
        return True


def list_files(files: "FileSystem", folder: str) -> list[str]:
    """Return the paths of the files right in a folder, sorted; none if there is no such folder."""
    from pyarrow import fs  # noqa: PLC0415 - an extra

    found = files.get_file_info(fs.FileSelector(folder, allow_not_found=True))
    return sorted(each.path for each in found if each.is_file)
