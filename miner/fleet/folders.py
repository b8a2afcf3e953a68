"""Temporary folders that nobody needs to remove: what a dead process left is swept by the next one."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from miner.locks import HeldError, lock

_LOCK = ".lock"


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
