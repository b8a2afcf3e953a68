"""Which pygit2, libgit2 and git are in use, for reports of bugs."""

import subprocess
from importlib.metadata import version

import pygit2

from miner.git import program


def pygit2_version() -> str:
    """Return the versions of pygit2 and of the libgit2 that it runs on."""
    return f"{version('pygit2')} (libgit2 {pygit2.LIBGIT2_VERSION})"


def git_version() -> str:
    """Return the version of the git program."""
    said = subprocess.run(["git", "version"], env=program.environment(), capture_output=True, check=True, timeout=10)
    return said.stdout.decode().strip().removeprefix("git version ")
