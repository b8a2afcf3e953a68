"""Time `mine --lines` against `git log --numstat` in the same run; print ratios.

    MINER_TEST_HISTORY=/path/to/full/cpython.git python tests/benchmarks/lines.py [--rounds 1]

Needs a clone with file contents. Budget (2 cores, whole history): both passes together at most as long as one git
process takes, and at most 500 MB of memory in all processes together.
"""

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

GIT = ("git", "-c", "log.mailmap=false", "-c", "safe.directory=*")
# One absent blob ends git's output, so git is spared the commits that the miner could not count either.
WHOLE = """
SELECT c.sha FROM commits c WHERE NOT EXISTS (
    SELECT 1 FROM changes x WHERE x.commit_id = c.id
    AND NOT EXISTS (SELECT 1 FROM line_prints l WHERE l.commit_id = x.commit_id AND l.path_id = x.path_id))
ORDER BY c.id DESC
"""


def timed(command: list[str], **options) -> tuple[float, float, float]:
    """Run a command; return seconds, processor seconds, and the peak memory of all its processes together in MB."""
    before, started, peak, over = os.times(), time.perf_counter(), 0, threading.Event()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.1):
            peak = max(peak, memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    taken = time.perf_counter() - started
    over.set()
    watcher.join()
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, busy, peak / 1e6


def memory(root: int) -> int:
    """Return the resident bytes of a process and all below it; pages that they share count each time."""
    parents, sizes = {}, {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(file.parent.name)], sizes[int(file.parent.name)] = int(fields[1]), int(fields[21]) * 4096
    tree, grown = {root}, True
    while grown:
        below = {child for child, parent in parents.items() if parent in tree} - tree
        grown = bool(below)
        tree |= below
    return sum(sizes.get(one, 0) for one in tree)


def main() -> None:
    """Print one line per budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    history = os.environ.get("MINER_TEST_HISTORY") or sys.exit("MINER_TEST_HISTORY names no clone of CPython")
    miner = [sys.executable, "-m", "miner", "--db"]
    with tempfile.TemporaryDirectory() as name:
        gits, plains, wholes = [], [], []
        for number in range(options.rounds):
            database = Path(name) / f"{number}.db"
            plains.append(timed([*miner, str(database), "mine", history]))
            second = timed([*miner, str(database), "mine", "--lines", history])
            both = (sum(pair) for pair in zip(plains[-1][:2], second[:2], strict=True))
            wholes.append((*both, second[2]))
            with closing(sqlite3.connect(database)) as connection:
                shas = "\n".join(sha for (sha,) in connection.execute(WHOLE))
            listing = Path(name) / "shas"
            listing.write_text(shas)
            with listing.open("rb") as stdin:
                log = ["log", "--no-walk=unsorted", "--stdin", "--numstat", "--no-renames"]
                gits.append(timed([*GIT, f"--git-dir={history}", *log], stdin=stdin))
        git, plain, whole = (tuple(map(statistics.median, zip(*runs, strict=True))) for runs in (gits, plains, wholes))
        size = database.stat().st_size / 1e6
        print(f"git log --numstat --all    {git[0]:7.1f} s   {git[1]:6.1f} s of processor")
        print(f"miner mine                 {plain[0]:7.1f} s   {plain[1]:6.1f} s of processor")
        print(f"miner mine --lines         {whole[0]:7.1f} s   {whole[1]:6.1f} s of processor")
        print(f"                           {whole[0] / git[0]:7.2f} x git   budget 1.0")
        print(f"peak memory, all processes {whole[2]:7.0f} MB  in the second pass, {plain[2]:.0f} MB in the first")
        print(f"database                   {size:7.0f} MB")
        again = timed([*miner, str(database), "mine", "--lines", history])[0]
        print(f"nothing new, with --lines  {again:7.2f} s")


if __name__ == "__main__":
    main()
