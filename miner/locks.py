"""A lock between processes: one file that one process holds, and that no dead process holds.

The operating system releases the lock when its process ends, however it ends, whatever processes it has started and
left behind. The file is removed with the lock; a killed process leaves it, but it means nothing then, and the next
holder removes it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover - tests run elsewhere
    import msvcrt

    def _try_lock(handle: int) -> None:
        # Beyond what is written: other processes cannot read locked bytes there.
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _try_lock(handle: int) -> None:
        # A record lock, because children of a killed process would go on holding what flock() locks. It is one of the
        # process, which could lock the file twice, and would lose the lock by closing the file once: see _HELD.
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


# The files that this process has locked.
_HELD: set[Path] = set()


class HeldError(Exception):
    """Another process holds the lock; ``process`` is its id, None if it is not known."""

    def __init__(self, process: int | None) -> None:
        super().__init__(f"process {process} holds the lock" if process else "another process holds the lock")
        self.process = process


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock that ``path`` names; raise HeldError if another process does, OSError if there can be no file."""
    place = path.absolute()
    if place in _HELD:
        raise HeldError(os.getpid())
    handle = _open_locked(path)
    _HELD.add(place)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file
            path.unlink()
        _HELD.discard(place)
        os.close(handle)


def _open_locked(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        try:
            _try_lock(handle)
        except OSError:
            process = os.read(handle, 20)
            os.close(handle)
            raise HeldError(int(process) if process.isdigit() else None) from None
        # The last holder may have removed the file between opening and locking: then it is nobody's any more.
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)
