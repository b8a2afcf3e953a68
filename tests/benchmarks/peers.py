"""What other tools take for the newest commits of main, beside git: they read file contents."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.in_steps import Clone, git
from tests.benchmarks.measure import GIT, Cost, median, run
from tests.benchmarks.mining import MAIN, refs_of
from tests.benchmarks.table import Row

NUMSTAT = """
import sys
from datetime import datetime
from pydriller import Repository
for commit in Repository(sys.argv[1], since=datetime.fromisoformat(sys.argv[2])).traverse_commits():
    commit.msg, [(each.new_path, each.added_lines, each.deleted_lines) for each in commit.modified_files]
"""


def pydriller(clone: Path, since: str) -> list[str]:
    """Return the command that reads messages, paths and numbers of lines."""
    return [sys.executable, "-c", NUMSTAT, str(clone), since]


def perceval(clone: Path, since: str) -> list[str]:
    """Return the command that reads all that Perceval reads of a commit."""
    source = ["--git-path", str(clone / ".git"), "--no-update", "--branches", "main", "--from-date", since]
    return [script("perceval"), "git", *source, str(clone)]


def aftermerge(clone: Path, since: str) -> list[str]:
    """Return the command that looks for what became of commits."""
    state = clone / ".aftermerge/aftermerge.db"
    state.parent.mkdir(exist_ok=True)
    state.touch()  # instead of `init`, which scans the whole history
    return [script("git-aftermerge"), "scan", "--full", "--since", since]


# A tool that blames every file of a commit gets a tenth of the commits.
PEERS: tuple[tuple[str, str, Callable[[Path, str], list[str]], int], ...] = (
    ("PyDriller", "pydriller", pydriller, 1),
    ("Perceval", "perceval", perceval, 1),
    ("git-aftermerge", "git_aftermerge", aftermerge, 10),
)


def script(name: str) -> str:
    """Return the command that a package has installed beside this Python."""
    return str(Path(sys.executable).parent / name)


def peers(contents: Path, folder: Path, rounds: int, newest: int) -> Iterator[Row]:
    """Measure each tool that is installed on about so many commits: those since the oldest of the newest ones."""
    clone = folder / "worktree"
    Clone(contents, clone / ".git").move({MAIN: refs_of(contents)[MAIN]})
    git(clone, "config", "core.bare", "false")
    for name, module, command, share in PEERS:
        if find_spec(module) is None:
            yield Row(name, remark="not installed: it is in the dependency group bench")
            continue
        since = min(git(clone, "log", f"-{max(1, newest // share)}", "--format=%cI", MAIN).split())
        try:
            costs, gits = zip(*beside(clone, since, command(clone, since), rounds), strict=True)
        except subprocess.CalledProcessError as failure:
            yield Row(name, remark=f"failed with exit code {failure.returncode}")
        else:
            commits = int(git(clone, "rev-list", "--count", f"--since={since}", MAIN))
            yield Row(name, median(costs), median(gits), commits, remark="git: log --numstat of the same commits")


def beside(clone: Path, since: str, command: list[str], rounds: int) -> Iterator[tuple[Cost, Cost]]:
    """Yield what a command and git took in each round."""
    numstat = [*GIT, "-C", str(clone), "log", "--numstat", f"--since={since}", MAIN]
    for _ in range(rounds):
        yield run(command, cwd=clone, stderr=subprocess.DEVNULL), run(numstat)
