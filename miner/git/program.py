"""Run the git program so that no setting of the user can change what it prints."""

import os
import shutil
import subprocess
from collections.abc import Sequence
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
_OFFLINE = {"protocol.allow": "never"}


@cache
def available() -> bool:
    """Return whether a git program is on PATH."""
    return shutil.which("git") is not None


def environment(*, offline: bool = True) -> dict[str, str]:
    """Return the environment for git, without inherited ``GIT_*`` variables; ``offline`` forbids all transports."""
    scrubbed = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    settings = _SETTINGS | (_OFFLINE if offline else {})
    scrubbed["GIT_CONFIG_COUNT"] = str(len(settings))
    for index, (key, value) in enumerate(settings.items()):
        scrubbed[f"GIT_CONFIG_KEY_{index}"] = key
        scrubbed[f"GIT_CONFIG_VALUE_{index}"] = value
    scrubbed |= {
        "GIT_FLUSH": "0",  # a flush per commit takes a tenth of git's time; what we wait for is flushed anyway
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
    if not offline:
        scrubbed["GIT_TERMINAL_PROMPT"] = "0"
        del scrubbed["GIT_NO_LAZY_FETCH"]
    return scrubbed


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
