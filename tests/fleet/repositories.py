"""Small repositories of nobody's, and what a fleet made of them."""

import shutil
from pathlib import Path

from miner.fleet.listing import Entry
from miner.fleet.looking import look
from miner.fleet.members import Member
from tests.repositories import Repo

PATCH = {"lib/read.py": "def read():\n    return 'patched'\n"}


def build(folder: Path) -> dict[str, Entry]:
    """Make a network of a root and two forks, one of which reverts, and a repository that has a patch of the other."""
    root = Repo(folder / "root.git", origin=None)
    root.commit("Read things", {"lib/read.py": "def read():\n    return 1\n", "README": "Root\n"})
    broken = root.commit("Write things, too (#4)", {"lib/write.py": "def write():\n    return 2\n"})
    root.tag("v1.0", time=1_600_000_000)
    root.commit(f'Revert "Write things, too (#4)"\n\nThis reverts commit {broken}.\n', {"lib/write.py": None})
    root.commit("Fix reading\n\nFixes #5\n", {"lib/read.py": "def read():\n    return 3\n"})
    for name in ("fork", "twin"):
        shutil.copytree(root.path, folder / f"{name}.git")
    fork, twin = (Repo(folder / f"{name}.git") for name in ("fork", "twin"))
    fork.commit("Patch reading", PATCH, time=1_700_000_000)
    twin.commit("Rename the project", {"README": "Twin\n"}, time=1_700_000_001)
    twin.commit("Patch reading here", PATCH, time=1_700_000_002)
    other = Repo(folder / "other.git", origin=None)
    other.commit("Begin", {"main.c": "int main(void) { return 0; }\n"})
    return {
        "root": Entry("root", str(root.path), "root"),
        "fork": Entry("fork", str(fork.path), "root"),
        "a/twin": Entry("a/twin", str(twin.path), "root"),
        "other": Entry("other", str(other.path), "other", "other"),
    }


def member(entry: Entry, *, wanted: bool = True) -> Member:
    """Return an entry as it is sent to the process that mines, looked at now."""
    return Member(entry.name, entry.repository, entry.network, entry.project, look(entry).tip, wanted)
