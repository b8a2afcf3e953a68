"""Running the git program.

Reading is closed: nothing of the user's set-up changes what git prints, and nothing of the clone's makes it run a
program or reach for a network. A clone's configuration can name programs in dozens of places, and one that lacks
objects is asked to fetch them: before 2.44 no variable forbids that. So git never sees more of a clone than its
objects. Everything else it takes from ``data/empty.git``, a repository without refs, remotes and hooks.

Cloning is open: there, people need their ssh, proxies, certificates and configuration.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO

from miner.errors import RepositoryError
from miner.git.layout import common_folder
from miner.resources import directory

#: Settings for reading much. Two processes run at a time and 500 MB is the limit for everything, while git by default
#: maps a gigabyte of packs in each. Commits, and the versions of a path, come in a row, so few delta bases are reused:
#: a small cache takes no more time than git's default of 96 MB.
FRUGAL = (
    *("-c", "core.packedGitWindowSize=8m"),
    *("-c", "core.packedGitLimit=64m"),
    *("-c", "core.deltaBaseCacheLimit=16m"),
)
_ALWAYS = {
    "GIT_FLUSH": "0",  # what we wait for is flushed anyway; a write for every commit is a tenth of git's time
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,  # parents are those that a commit names
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}
_CLOSED = {
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
}
# How git gets to a network and who the user is there. Other variables of git's would name another repository, write
# traces into what we read, or change what a clone contains.
_TO_CLONE = re.compile(
    r"GIT_(ASKPASS|SSH|SSH_COMMAND|SSH_VARIANT|PROXY_COMMAND|HTTP_\w+|SSL_\w+|PROXY_SSL_\w+|ALLOW_PROTOCOL|EXEC_PATH"
    r"|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))"
)
_NOT_TO_READ = re.compile(r"GIT_\w+|SSH_\w+|(http|https|ftp|all|no)_proxy", re.IGNORECASE)


@cache
def available() -> bool:
    """Return whether a git program is on PATH."""
    return shutil.which("git") is not None


def environment() -> dict[str, str]:
    """Return the environment to read a repository in: no variable of git's is inherited, and none for a network."""
    kept = {name: value for name, value in os.environ.items() if not _NOT_TO_READ.fullmatch(name)}
    return kept | _ALWAYS | _CLOSED


def environment_to_clone() -> dict[str, str]:
    """Return the environment to clone in: with the user's network and configuration, but without questions."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _TO_CLONE.fullmatch(name)
    }
    return kept | _ALWAYS | {"GIT_TERMINAL_PROMPT": "0"}


def objects(location: Path) -> Path:
    """Return the folder of the objects of the repository at ``location``; a linked work tree has the main one's.

    Raises RepositoryError if there is none.
    """
    try:
        found = (common_folder(location) / "objects").resolve()
        if found.is_dir():
            return found
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise RepositoryError(f"The objects of {location} are not found: {error}.") from error
    raise RepositoryError(f"{location} has no folder of objects.")


def start(
    location: Path,
    arguments: Sequence[str],
    *,
    stdin: IO[bytes] | int,
    stdout: IO[bytes] | int,
    stderr: IO[bytes] | int,
) -> subprocess.Popen[bytes]:
    """Start ``git ARGUMENTS`` on the objects of the repository at ``location``, which knows no refs of it.

    Raises RepositoryError if git does not start, or if there are no objects.
    """
    held = {"GIT_OBJECT_DIRECTORY": str(objects(location))}
    try:
        return subprocess.Popen(
            ["git", f"--git-dir={directory('data') / 'empty.git'}", *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=environment() | held,
        )
    except OSError as error:
        raise RepositoryError(f"git could not be started: {error.strerror}.") from error
