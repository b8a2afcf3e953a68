"""Search the history for commits that change how often a text occurs: what ``git log -S`` finds."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from miner.errors import RepositoryError
from miner.git import program

_LOG = ("log", "--format=%H", "--no-merges", "--no-renames", "--no-mailmap", "--full-history", "--stdin")


def commits_changing(location: Path, tips: Sequence[str], text: str, folders: Sequence[str]) -> list[str]:
    """Return the commits reachable from ``tips`` that change how often a text occurs below some folders, newest first.

    The text is also found within a longer word. This takes ten seconds for the whole history of CPython. Raises
    RepositoryError if git is missing, or the clone lacks contents, as a blobless one does.
    """
    if not program.available():
        raise RepositoryError("Searching the history needs the git program: install git, or `miner mine --lines`.")
    with tempfile.TemporaryFile() as names:
        # With paths on standard input, too, none can look like an option or a revision.
        names.write("".join(f"{tip}\n" for tip in tips).encode() + b"--\n")
        names.write("".join(f"{folder}\n" for folder in folders).encode())
        names.seek(0)
        process = program.start(
            location, (*_LOG, f"-S{text}"), stdin=names, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        found, _ = process.communicate()
    if process.returncode != 0:
        raise RepositoryError(
            f"{location} lacks file contents, so git cannot search its history: mine a full clone with "
            "`miner mine --lines`."
        )
    return found.decode("ascii").split()
