"""Read which lines commits removed from and added to sources."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from miner.errors import RepositoryError
from miner.git import program

_DIFF = (
    *program.FRUGAL,
    "diff-tree",
    "--stdin",
    "-r",
    "--root",
    "-p",
    "-U0",
    "--no-renames",
    "--no-color",
    "--no-ext-diff",
)
_ALSO = ("--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", "--", "*.c")

# No declaration is longer.
_LONGEST = 1_000


class SourceLine(NamedTuple):
    """A line that a commit added to a source (``+``) or removed from it (``-``), Latin-1 decoded."""

    commit: str
    path: str
    sign: str
    text: str


def source_lines(location: Path, commits: Sequence[str], word: str) -> Iterator[SourceLine]:
    """Yield the changed lines of C sources that contain a word.

    Merges have none. Raises RepositoryError if git is missing, or fails because a blob is not in the clone.
    """
    with tempfile.TemporaryFile() as names, tempfile.TemporaryFile() as errors:
        names.write("".join(f"{sha}\n" for sha in commits).encode())
        names.seek(0)
        git = program.start(location, [*_DIFF, *_ALSO], stdin=names, stdout=subprocess.PIPE, stderr=errors)
        if git.stdout is None:
            raise RuntimeError("git has no output")
        marked = word.encode()
        commit = path = ""
        try:
            for line in git.stdout:
                sign = line[:1]
                if line.startswith((b"--- a/", b"+++ b/")):
                    path = line[6:].rstrip().decode("latin-1")
                elif sign in {b"-", b"+"}:
                    if marked in line and len(line) < _LONGEST:
                        yield SourceLine(commit, path, sign.decode(), line[1:].rstrip().decode("latin-1"))
                elif len(line) == 41 and sign.isalnum():
                    commit = line.strip().decode("ascii")
            if git.wait() != 0:
                errors.seek(0)
                reason = errors.read(2000).decode("utf-8", "replace").strip().partition("\n")[0]
                raise RepositoryError(f"git diff-tree stopped: {reason or 'without a reason'}.")
        finally:
            git.kill()
            git.stdout.close()
            git.wait()
