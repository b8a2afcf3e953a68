"""Read the contents of many blobs in one stream."""

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from miner.errors import RepositoryError
from miner.git import program

_BATCH = (*program.FRUGAL, "cat-file", "--batch", "--buffer")


def absent_blobs(location: Path, identities: Iterable[str]) -> set[str]:
    """Return those of the blobs that the clone does not have; raise RepositoryError if git is missing or fails."""
    wanted = set(identities)
    if not wanted:
        return wanted
    from miner.git.scratch import Scratch  # noqa: PLC0415 - it imports pygit2, without which blobs can be read

    with Scratch(location) as scratch:
        return scratch.absent(wanted)


def read_blobs(location: Path, identities: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield (id, contents) of each blob in order; None for those that the clone does not have.

    Versions of one file are best asked for in a row, because git keeps what they are deltas of. Raises RepositoryError
    if git is missing or fails.
    """
    if not program.available():
        raise RepositoryError("Reading file contents needs the git program: install git.")
    asked = list(identities)
    with tempfile.TemporaryFile() as names, tempfile.TemporaryFile() as errors:
        names.write("".join(f"{identity}\n" for identity in asked).encode())
        names.seek(0)
        git = program.start(location, _BATCH, stdin=names, stdout=subprocess.PIPE, stderr=errors)
        if git.stdout is None:
            raise RuntimeError("git has no output")
        try:
            for identity in asked:
                yield identity, _next(git.stdout, errors)
        finally:
            git.kill()
            git.stdout.close()
            git.wait()


def _next(output: IO[bytes], errors: IO[bytes]) -> bytes | None:
    head = output.readline().split()
    if len(head) != 3:  # <id> missing
        if len(head) == 2:
            return None
        errors.seek(0)
        reason = errors.read(2000).decode("utf-8", "replace").strip().partition("\n")[0]
        raise RepositoryError(f"git cat-file stopped: {reason or 'without a reason'}.")
    size = int(head[2])
    content = output.read(size + 1)
    if len(content) != size + 1:
        raise RepositoryError(f"git cat-file stopped in {head[0].decode('ascii')}.")
    return content[:size] if head[1] == b"blob" else None
