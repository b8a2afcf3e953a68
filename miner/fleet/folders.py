"""Names of folders, and temporary ones that nobody needs to remove: what a dead process left the next one sweeps."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from miner.locks import HeldError, lock

_LOCK = ".lock"


def folder_name(name: str) -> str:
    """Return the name of a repository as that of one folder, in ASCII, which never is ``.`` or ``..``."""
    return quote(name, safe="") if name.strip(".") else name.replace(".", "%2E")


@contextmanager
def held_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Yield a new folder in ``parent``, which is removed at the end; as long as this process lives it is not swept."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = parent / f"{prefix}{uuid.uuid4().hex}"
    with lock(folder.with_suffix(_LOCK)):
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path, prefix: str) -> int:
    """Remove the folders of processes that are dead; return how many."""
    swept = 0
    for held in parent.glob(f"{prefix}*{_LOCK}"):
        with ExitStack() as stack:
            try:
                stack.enter_context(lock(held))
            except (HeldError, OSError):
                continue
            shutil.rmtree(held.with_suffix(""), ignore_errors=True)
            swept += 1
    return swept
