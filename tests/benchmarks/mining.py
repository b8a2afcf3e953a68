"""What mining costs beside git: a first run, one with nothing new, one with 100 new commits, and counting lines."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.benchmarks.in_steps import Clone, git
from tests.benchmarks.measure import GIT, Cost, median, run
from tests.benchmarks.table import Limit, Row

MAIN = "refs/heads/main"
MOST_MB = 500
NEW = 100
# One absent blob ends git's output, so git is spared the commits that the miner could not count either.
WHOLE = """
SELECT c.sha FROM commits c WHERE NOT EXISTS (
    SELECT 1 FROM changes x WHERE x.commit_id = c.id
    AND NOT EXISTS (SELECT 1 FROM line_prints l WHERE l.commit_id = x.commit_id AND l.path_id = x.path_id))
ORDER BY c.id DESC
"""


def mine(database: Path, clone: Path, *options: str) -> Cost:
    """Run `miner mine` and return what it took."""
    return run([sys.executable, "-m", "miner", "--db", str(database), "mine", "-q", *options, str(clone)])


def log(clone: Path) -> Cost:
    """Let git list what every commit changed, and return what that took."""
    return run([*GIT, f"--git-dir={clone}", "log", "--raw", "--no-renames", "--all"])


def megabytes(path: Path) -> float:
    """Return the size of a file, or of all files of a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def count(clone: Path, *refs: str) -> int:
    """Return the number of commits that refs reach, or else all refs."""
    return int(git(clone, "rev-list", "--count", *(refs or ("--all",))))


def refs_of(clone: Path) -> dict[str, str]:
    """Return {ref: what it holds}."""
    listed = git(clone, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return dict(line.split() for line in listed)


def mining(history: Path, folder: Path, rounds: int) -> Iterator[Row]:
    """Measure a first run and one with nothing new, beside git, and 100 new commits."""
    gits, firsts, seconds = [], [], []
    for number in range(rounds):
        database = folder / f"{number}.db"
        gits.append(log(history))
        firsts.append(mine(database, history))
        seconds.append(mine(database, history))
    first, second, reference = median(firsts), median(seconds), median(gits)
    size = megabytes(database)
    yield Row("git log --raw", reference, commits=(commits := count(history)))
    yield Row(
        "first mine",
        first,
        reference,
        commits,
        size,
        (
            Limit(first.seconds / reference.seconds, 3, "× git"),
            Limit(first.together, MOST_MB, "MB"),
            Limit(size / megabytes(history), 4, "× clone"),
        ),
    )
    yield Row("nothing new", second, limits=(Limit(second.seconds, 0.4, "s"),))
    yield new_commits(history, folder, rounds)


def new_commits(history: Path, folder: Path, rounds: int) -> Row:
    """Mine a clone whose main is behind, and measure what its newest commits cost each time that they come."""
    refs, clone = refs_of(history), Clone(history, folder / "behind.git")
    clone.move(refs | {MAIN: git(history, "rev-parse", f"{MAIN}~{NEW}").strip()})
    mine(folder / "behind.db", clone.path)
    clone.move(refs)
    costs = []
    for number in range(rounds):
        database = folder / f"ahead-{number}.db"
        shutil.copy(folder / "behind.db", database)
        costs.append(mine(database, clone.path))
    cost = median(costs)
    return Row(f"{NEW} new commits", cost, commits=NEW, limits=(Limit(cost.seconds, 1.5, "s"),))


def lines(clone: Path, folder: Path, rounds: int) -> Iterator[Row]:
    """Measure counting lines, and how little is left to do afterwards, beside git in one process."""
    gits, firsts, seconds = [], [], []
    for number in range(rounds):
        database, listing = folder / f"lines-{number}.db", folder / "shas"
        firsts.append(mine(database, clone, "--lines"))
        with closing(sqlite3.connect(database)) as connection:
            listing.write_text("\n".join(sha for (sha,) in connection.execute(WHOLE)))
        numstat = ["log", "--no-walk=unsorted", "--stdin", "--numstat", "--no-renames"]
        with listing.open("rb") as shas:
            gits.append(run([*GIT, f"--git-dir={clone}", *numstat], stdin=shas))
        seconds.append(mine(database, clone, "--lines"))
    first, second, reference = median(firsts), median(seconds), median(gits)
    yield Row("git log --numstat", reference, commits=(commits := count(clone)))
    limits = (Limit(first.seconds / reference.seconds, 1, "× git"), Limit(first.together, MOST_MB, "MB"))
    yield Row("first mine --lines", first, reference, commits, megabytes(database), limits)
    yield Row("nothing new, --lines", second, limits=(Limit(second.seconds, 0.4, "s"),))
