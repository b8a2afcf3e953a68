"""Running the git program.

Reading is closed: nothing of the user's set-up changes what git prints, and nothing makes it reach for a network.
Cloning is open: there, people need their ssh, proxies, certificates and configuration.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

from miner.errors import RepositoryError

# Overrides of settings that could change output, write to the clone or use the network. A blobless clone would
# otherwise fetch missing objects one by one: `protocol.allow` prevents that in every git, GIT_NO_LAZY_FETCH since 2.44.
_SETTINGS = {
    "safe.directory": "*",
    "core.fsmonitor": "false",
    "core.quotePath": "true",
    "core.commitGraph": "true",
    "log.mailmap": "false",
    "diff.renames": "false",
}
# A blobless clone would otherwise fetch what it lacks, one object at a time; this stops that for every git,
# GIT_NO_LAZY_FETCH only since 2.44.
_OFFLINE = {"protocol.allow": "never"}
_ALWAYS = {
    "GIT_FLUSH": "0",  # what we wait for is flushed anyway; a write for every commit is a tenth of git's time
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,  # parents are those that a commit names
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
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
    return kept | _ALWAYS | {"GIT_NO_LAZY_FETCH": "1"} | _configuration(_SETTINGS | _OFFLINE)


def environment_to_clone() -> dict[str, str]:
    """Return the environment to clone in: with the user's network and configuration, but without questions."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _TO_CLONE.fullmatch(name)
    }
    return kept | _ALWAYS | {"GIT_TERMINAL_PROMPT": "0"} | _configuration(_SETTINGS, after=kept.get("GIT_CONFIG_COUNT"))


def _configuration(settings: Mapping[str, str], after: str | None = None) -> dict[str, str]:
    """Return the variables that add settings to those that ``GIT_CONFIG_COUNT`` announces already."""
    first = int(after) if after and after.isdecimal() else 0
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for index, (key, value) in enumerate(settings.items(), start=first):
        variables |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
    return variables


def start(
    location: Path,
    arguments: Sequence[str],
    *,
    stdin: IO[bytes] | int,
    stdout: IO[bytes] | int,
    stderr: IO[bytes] | int,
) -> subprocess.Popen[bytes]:
    """Start ``git ARGUMENTS`` on the repository at ``location``; raise RepositoryError if git does not start."""
    try:
        return subprocess.Popen(
            ["git", f"--git-dir={location}", *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=environment(),
        )
    except OSError as error:
        raise RepositoryError(f"git could not be started: {error.strerror}.") from error
