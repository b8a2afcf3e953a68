"""Mine the real history in steps and at once, and compare every table; print the rows that differ, and times.

    MINER_TEST_HISTORY=/path/to/cpython.git python tests/benchmarks/in_steps.py [--steps 10] [--branches] [--lines]

One clone grows: its refs go from where they stood on one day to where they stood on the next, and it is mined each
time. Branches that have ended since arrive late, with the tags that are left of them, so that their commits get greater
ids than younger ones; with --branches they grow as they did. In the end the same clone is mined into an empty database.
Afterwards tags and a branch are removed and added again: none of that should cost more than a whole pass. Ends with 1
if any row differs.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from miner.store.engine import database_url, open_for_writing
from tests.benchmarks.measure import run
from tests.dumps import Dump, differences, sections

SHOWN = 20
WIDTH = 300
MONTH = 31 * 86_400
HEADS = "refs/heads/"
MAIN = f"{HEADS}main"
# What is left of a branch when its line has come to its end.
ENDED = re.compile(r"refs/tags/(\d+\.\d+)")
FIELDS = "%(refname) %(objectname) %(creatordate:unix) %(*committerdate:unix)"
# As if no run had related anything yet: the next one relates everything, and reads nothing.
FORGET = "UPDATE runs SET related_to = 0"


class Held(NamedTuple):
    """A commit or a tag, and since when a ref may hold it."""

    sha: str
    since: int


class History:
    """The refs of a clone as they stood at any time, as far as that can be told afterwards."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now: dict[str, Held] = {}
        for line in git(path, "for-each-ref", f"--format={FIELDS}").splitlines():
            name, sha, *times = line.split()  # old tags have no date of their own, but that of their commit
            self.now[name] = Held(sha, int(times[0]) if times else 0)
        self._main = self._chain(MAIN)
        self._branches: dict[str, tuple[list[Held], int | None]] = {}  # its commits beside main, and when it ended
        on_main = {commit.sha for commit in self._main}
        for name, held in self.now.items():
            ended = ENDED.fullmatch(name)
            if name != MAIN and (ended or name.startswith(HEADS)):
                beside = list(takewhile(lambda commit: commit.sha not in on_main, self._chain(name)))
                self._branches[f"{HEADS}{ended[1]}" if ended else name] = beside, held.since if ended else None

    def _chain(self, ref: str) -> list[Held]:
        """Return the commits that follow each other on a branch, newest first."""
        listed = git(self.path, "log", "--first-parent", "--format=%H %ct", ref).splitlines()
        return [Held(sha, int(at)) for sha, at in map(str.split, listed)]

    def at(self, day: int, *, ended: bool) -> dict[str, str]:
        """Return {ref: what it held then}. A branch is one from its first commit beside main on.

        With ``ended`` also those that only a tag is left of are there, until that tag replaces them.
        """
        refs = {name: held.sha for name, held in self.now.items() if not name.startswith(HEADS) and held.since <= day}
        for name, (chain, end) in {MAIN: (self._main, None), **self._branches}.items():
            tip = next((commit for commit in chain if commit.since <= day), None)
            if tip and (end is None or (ended and day < end)):
                refs[name] = tip.sha
        return refs

    def steps(self, count: int, *, ended: bool) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield (day, refs) of days that are spread over the years, the last with the refs as they are."""
        newest, oldest = self._main[0].since, self._main[-1].since
        for number in range(1, count):
            day = oldest + (newest - oldest) * number // count
            yield f"{datetime.fromtimestamp(day, UTC):%Y-%m-%d}", self.at(day, ended=ended)
        yield "as it is", {name: held.sha for name, held in self.now.items()}


class Clone:
    """A bare repository that has the objects of another one, and refs of its own."""

    def __init__(self, history: Path, path: Path) -> None:
        self.path = path
        git(None, "init", "-q", "--bare", "--initial-branch=main", str(path))
        objects = git(history, "rev-parse", "--path-format=absolute", "--git-path", "objects").strip()
        (path / "objects/info/alternates").write_text(f"{objects}\n")
        # What shares the objects of a blobless clone is blobless too; say so, or git would look for every blob.
        for key, value in (("core.repositoryformatversion", "1"), ("extensions.partialClone", "origin")):
            git(path, "config", key, value)
        self.refs: dict[str, str] = {}

    def move(self, refs: dict[str, str]) -> None:
        """Make the refs what they are given to be."""
        changes = [f"delete {name}" for name in self.refs.keys() - refs.keys()]
        changes += [f"update {name} {sha}" for name, sha in refs.items() if self.refs.get(name) != sha]
        git(self.path, "update-ref", "--stdin", stdin="".join(f"{change}\n" for change in changes))
        self.refs = dict(refs)


def git(repository: Path | None, *arguments: str, stdin: str | None = None) -> str:
    """Run git and return what it prints."""
    where = ["-c", "safe.directory=*", "-c", "log.mailmap=false", *(["-C", str(repository)] if repository else [])]
    return subprocess.run(["git", *where, *arguments], input=stdin, capture_output=True, text=True, check=True).stdout


class Bench:
    """The grown clone, its two databases, and what was measured."""

    def __init__(self, clone: Clone, folder: Path, *, lines: bool) -> None:
        self.clone = clone
        self.grown, self.once = folder / "grown.db", folder / "once.db"
        self._lines = ["--lines"] if lines else []

    def mine(self, database: Path, what: str, whole: float | None = None) -> float:
        """Mine the clone, print how long that took, and return it."""
        command = [sys.executable, "-m", "miner", "--db", str(database), "mine", *self._lines, str(self.clone.path)]
        seconds, _, peak, _ = run(command)
        ratio = f"  {seconds / whole:5.2f} x a whole pass" if whole else ""
        print(f"{what:<44}{seconds:7.2f} s  {peak:5.0f} MB{ratio}", flush=True)
        return seconds

    def compare(self) -> int:
        """Print the rows that only one of the databases has; return how many there are."""
        total = 0
        with opened(self.grown) as grown, opened(self.once) as once:
            for name in sections():
                for title, rows in zip(("in steps", "at once"), differences(grown, once, name), strict=True):
                    total += len(rows)
                    if rows:
                        print(f"{name}: {len(rows)} rows only {title}")
                    for row in rows[:SHOWN]:
                        print(f"    {str(row)[:WIDTH]}")
        print(f"{total} rows differ", flush=True)
        return total

    def cost(self, names: list[str], what: str, whole: float) -> None:
        """Remove refs and add them again, mining each time."""
        refs = dict(self.clone.refs)
        self.clone.move({name: sha for name, sha in refs.items() if name not in names})
        self.mine(self.grown, f"{what} removed", whole)
        self.clone.move(refs)
        self.mine(self.grown, f"{what} added again", whole)


@contextmanager
def opened(path: Path) -> Iterator[Dump]:
    """Open a database to be compared."""
    engine = open_for_writing(database_url(path))
    with engine.connect() as connection:
        yield Dump(connection)
    engine.dispose()


def forget(path: Path) -> None:
    """Make the next run relate everything."""
    engine = open_for_writing(database_url(path))
    with engine.begin() as connection:
        connection.execute(text(FORGET))
    engine.dispose()


def newest_line(refs: dict[str, str]) -> str:
    """Return the branch of the newest version."""
    found = [match for name in refs if (match := re.fullmatch(r"refs/heads/(\d+)\.(\d+)", name))]
    return max(found, key=lambda match: (int(match[1]), int(match[2])))[0]


def month_after(history: History, tag: str) -> list[str]:
    """Return a tag with all others of the month after it."""
    since = history.now[tag].since
    return [name for name, held in history.now.items() if since <= held.since <= since + MONTH and "/tags/" in name]


def measure(history: History, folder: Path, options: argparse.Namespace) -> int:
    """Mine in steps and at once, compare, remove and add refs, and compare again."""
    bench = Bench(Clone(history.path, folder / "clone.git"), folder, lines=options.lines)
    for day, refs in history.steps(options.steps, ended=options.branches):
        bench.clone.move(refs)
        bench.mine(bench.grown, f"{day}, {len(refs)} refs")
    bench.mine(bench.once, "at once")
    differing = bench.compare()
    forget(bench.grown)
    whole = bench.mine(bench.grown, "a whole pass")
    one, early = "refs/tags/v3.11.0a1", "refs/tags/v3.5.0a1"
    if not {one, early} <= history.now.keys():
        print("nothing is removed and added: this clone lacks the tags v3.5.0a1 and v3.11.0a1")
        return differing
    month, branch = month_after(history, early), newest_line(bench.clone.refs)
    bench.cost([one], "v3.11.0a1", whole)
    bench.cost(month, f"v3.5.0a1 and {len(month) - 1} tags of its month", whole)
    bench.cost([branch], branch.removeprefix("refs/heads/"), whole)
    return differing + bench.compare()


def main() -> None:
    """Print what differs and what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--branches", action="store_true", help="let branches that have ended since grow, too")
    parser.add_argument("--lines", action="store_true", help="count lines, too: needs a clone with file contents")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="leave the clone and both databases in this new folder"
    )
    options = parser.parse_args()
    history = History(Path(os.environ.get("MINER_TEST_HISTORY") or sys.exit("MINER_TEST_HISTORY names no clone")))
    if options.keep:
        options.keep.mkdir(parents=True)
        sys.exit(bool(measure(history, options.keep, options)))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(bool(measure(history, Path(folder), options)))


if __name__ == "__main__":
    main()
