"""Time `mine --lines` against `git log --numstat` in the same run; print ratios.

    MINER_TEST_HISTORY=/path/to/full/cpython.git python tests/benchmarks/lines.py [--rounds 1]

Needs a clone with file contents. Budget (2 cores, whole history): `mine --lines` on an empty database takes at
most as long as one git process, and at most 500 MB of memory in its largest process.
"""

import argparse
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

GIT = ("git", "-c", "log.mailmap=false", "-c", "safe.directory=*")
# One absent blob ends git's output, so git is spared the commits that the miner could not count either.
WHOLE = """
SELECT c.sha FROM commits c WHERE NOT EXISTS (
    SELECT 1 FROM changes x WHERE x.commit_id = c.id
    AND NOT EXISTS (SELECT 1 FROM line_prints l WHERE l.commit_id = x.commit_id AND l.path_id = x.path_id))
ORDER BY c.id DESC
"""


def timed(command: list[str], **options) -> tuple[float, float, float, float]:
    """Run a command; return seconds, processor seconds, peak MB of its largest process, and of all together."""
    before, started, over = os.times(), time.perf_counter(), threading.Event()
    largest = together = 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)

    def watch() -> None:
        nonlocal largest, together
        while not over.wait(0.5):
            sizes = memory(process.pid)
            largest, together = max(largest, sizes[0]), max(together, sizes[1])

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
    return taken, busy, largest / 1e6, together / 1e6


def memory(root: int) -> tuple[int, int]:
    """Return the resident bytes of the largest process at or below one, and of all of them, shared pages counted once."""
    parents = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(file.parent.name)] = int(file.read_text().rpartition(")")[2].split()[1])
    tree, grown = {root}, True
    while grown:
        below = {child for child, parent in parents.items() if parent in tree} - tree
        grown = bool(below)
        tree |= below
    largest = together = 0
    for process in tree:
        with suppress(OSError):  # It may have ended meanwhile.
            sizes = dict(re.findall(r"\n(Rss|Pss): +(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text()))
            largest = max(largest, int(sizes.get("Rss", 0)) * 1024)
            together += int(sizes.get("Pss", 0)) * 1024
    return largest, together


def main() -> None:
    """Print one line per budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    history = os.environ.get("MINER_TEST_HISTORY") or sys.exit("MINER_TEST_HISTORY names no clone of CPython")
    miner = [sys.executable, "-m", "miner", "--db"]
    with tempfile.TemporaryDirectory() as name:
        gits, miners = [], []
        for number in range(options.rounds):
            database = Path(name) / f"{number}.db"
            miners.append(timed([*miner, str(database), "mine", "--lines", history]))
            with closing(sqlite3.connect(database)) as connection:
                shas = "\n".join(sha for (sha,) in connection.execute(WHOLE))
            listing = Path(name) / "shas"
            listing.write_text(shas)
            with listing.open("rb") as stdin:
                log = ["log", "--no-walk=unsorted", "--stdin", "--numstat", "--no-renames"]
                gits.append(timed([*GIT, f"--git-dir={history}", *log], stdin=stdin))
        git, mined = (tuple(map(statistics.median, zip(*runs, strict=True))) for runs in (gits, miners))
        size = database.stat().st_size / 1e6
        print(f"git log --numstat --all    {git[0]:7.1f} s   {git[1]:6.1f} s of processor")
        print(f"miner mine --lines         {mined[0]:7.1f} s   {mined[1]:6.1f} s of processor")
        print(f"                           {mined[0] / git[0]:7.2f} x git   budget 1.0")
        print(f"peak memory                {mined[2]:7.0f} MB  budget 500; all processes together {mined[3]:.0f} MB")
        print(f"database                   {size:7.0f} MB")
        again = timed([*miner, str(database), "mine", "--lines", history])[0]
        print(f"nothing new, with --lines  {again:7.2f} s")


if __name__ == "__main__":
    main()
