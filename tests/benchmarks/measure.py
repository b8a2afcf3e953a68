"""Run a command and tell what it took: wall time, processor time and memory of all its processes."""

import os
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

GIT = ("git", "-c", "log.mailmap=false", "-c", "safe.directory=*")
# Between two looks at the memory: short at first, because some commands are over soon.
FIRST_PAUSE, LAST_PAUSE = 0.02, 0.5


class Cost(NamedTuple):
    """What something took. Megabytes have a million bytes; they are 0 if nobody looked in time."""

    seconds: float
    processor: float
    largest: float = 0.0
    together: float = 0.0


def run(command: Sequence[str], **options) -> Cost:
    """Run a command and return what it took; raise CalledProcessError if it fails.

    ``options`` are those of `subprocess.Popen`.
    Memory is what /proc tells from time to time: what the kernel says in the end counts this process, too.
    """
    over, peaks = threading.Event(), [0, 0]
    before, started = os.times(), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)

    def watch() -> None:
        pause = FIRST_PAUSE
        while not over.wait(pause):
            peaks[:] = map(max, peaks, memory(process.pid))
            pause = min(2 * pause, LAST_PAUSE)

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    taken = time.perf_counter() - started
    over.set()
    watcher.join()
    if status:
        raise subprocess.CalledProcessError(status, command)
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(taken, busy, peaks[0] / 1e6, peaks[1] / 1e6)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


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
