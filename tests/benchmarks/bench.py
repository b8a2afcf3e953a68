"""Measure mining, counting lines, questions, other tools and growth, and print one table with budgets and ratios to git.

    MINER_TEST_HISTORY=/path/to/cpython.git python -m tests.benchmarks.bench [--only mine,questions] [--rounds 3]
        [--contents CLONE] [--database DB]... [--query NAME]... [--newest 200] [--save FILE] [--against FILE]

Ratios compare with git in the same run, round by round, because machines are more or less busy from hour to hour;
processor time, of all processes, lies least. A clone without file contents has no lines and nothing for other tools:
--contents names one that has. Questions are asked of the databases that are named (paths or URLs; MINER_TEST_DATABASE
is one), or of one that is mined first. Growth mines 1, 2 and 3 histories behind each other, which takes a quarter of an
hour, so it is measured only if asked for.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from miner.errors import MinerError
from tests.benchmarks.asking import asking
from tests.benchmarks.growth import growth
from tests.benchmarks.in_steps import git
from tests.benchmarks.mining import lines, mine, mining
from tests.benchmarks.peers import peers
from tests.benchmarks.table import Row, load, machine, save, write

USUAL = ("mine", "lines", "questions", "peers")
NO_CONTENTS = "the clone has no file contents: --contents names one that has"


def options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(USUAL), metavar="PARTS", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contents", type=Path, metavar="CLONE", help="for lines and other tools")
    parser.add_argument("--database", action="append", metavar="DB", help="ask this one; may be repeated")
    parser.add_argument("--query", action="append", default=[], metavar="NAME", help="ask only this one; repeatable")
    parser.add_argument("--newest", type=int, default=200, metavar="N", help="commits that other tools read")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the figures")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with figures that were kept")
    asked = parser.parse_args()
    asked.only = asked.only.split(",")
    if unknown := set(asked.only) - PARTS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: the parts are {', '.join(PARTS)}")
    if asked.rounds < 1 or asked.newest < 1:
        parser.error("--rounds and --newest are at least 1")
    asked.history = Path(os.environ.get("MINER_TEST_HISTORY") or parser.error("MINER_TEST_HISTORY names no clone"))
    asked.contents = asked.contents or asked.history
    return asked


def lacks_contents(clone: Path) -> bool:
    """Tell whether a clone was made without file contents."""
    return "partialclone" in git(clone, "config", "--list", "--name-only")


def measure_lines(asked: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """Measure counting lines, if that can be done."""
    if lacks_contents(asked.contents):
        yield Row("first mine --lines", remark=NO_CONTENTS)
    else:
        yield from lines(asked.contents, folder, asked.rounds)


def measure_peers(asked: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """Measure other tools, if that can be done."""
    if lacks_contents(asked.contents):
        yield Row("other tools", remark=NO_CONTENTS)
    else:
        yield from peers(asked.contents, folder, asked.rounds, asked.newest)


def measure_questions(asked: argparse.Namespace, folder: Path) -> Iterator[Row]:
    """Ask every database."""
    databases = asked.database or [os.environ.get("MINER_TEST_DATABASE") or str(folder / "asked.db")]
    if databases == [str(folder / "asked.db")]:
        mine(folder / "asked.db", asked.history)
    for database in databases:
        yield from asking(database, asked.rounds, asked.query)


PARTS: dict[str, Callable[[argparse.Namespace, Path], Iterator[Row]]] = {
    "mine": lambda asked, folder: mining(asked.history, folder, asked.rounds),
    "lines": measure_lines,
    "questions": measure_questions,
    "peers": measure_peers,
    "growth": lambda asked, folder: growth(asked.history, folder),
}


def measured(asked: argparse.Namespace, here: str) -> list[Row]:
    """Measure the parts that were asked for, each in a folder of its own, and keep and tell each row as it comes."""
    rows = []
    for part in asked.only:
        with tempfile.TemporaryDirectory() as folder:
            for row in PARTS[part](asked, Path(folder)):
                rows.append(row)
                if asked.save:
                    save(asked.save, rows, here)
                print(f"{part}: {row.what}", file=sys.stderr, flush=True)
    return rows


def main() -> None:
    """Measure, keep the figures if asked to, and print the table."""
    asked = options()
    before = load(asked.against) if asked.against else None
    here = machine()
    try:
        rows = measured(asked, here)
    except subprocess.CalledProcessError as failure:
        sys.exit(f"{' '.join(failure.cmd)} failed")
    except MinerError as error:
        sys.exit(str(error))
    print(*write(rows, here, before), sep="\n")


if __name__ == "__main__":
    main()
