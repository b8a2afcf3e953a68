"""A task of Dask: start a process that mines, watch it, and try again what may succeed.

The process is one of its own because a worker must outlive what it mines, and because only so its memory can be
limited: Dask sees no process but its own. The limit is on the memory that the process and its children have to
themselves, looked at several times a second. The system's own limits would let single allocations fail instead, and an
object that could not be read for that reason would be kept as a gap: a false fact.
"""

import platform
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import psutil

from miner.errors import RepositoryError
from miner.fleet import manifest
from miner.fleet.members import Member, failure, without_root
from miner.processes import Worker

#: How often a repository is tried whose process dies, or that meets a problem that may pass.
TRIES: Final = 3
#: The module whose function ``serve`` mines.
CHILD: Final = "miner.fleet.child"
_LOOKS: Final = 0.2  # seconds between two looks at the memory
_FAMILY: Final = 10  # looks between two searches for children, which read about every process of the machine
_PAUSE: Final = 2.0  # seconds before the second try; the third waits twice as long


@dataclass(frozen=True, slots=True)
class Task:
    """Networks for one process, each with its root first; ``cost`` are the processor seconds that it may take.

    The forks of a large network are shared among several tasks. The first has the root to mine; all others come
    ``after`` it, the name of the root, and use the database of the root that it has kept.
    """

    networks: tuple[tuple[Member, ...], ...]
    cost: float
    after: str | None = None

    @property
    def wanted(self) -> list[Member]:
        """The repositories that are to be published."""
        return [member for network in self.networks for member in network if member.wanted]


def mine_task(place: str, task: Task, limit: int) -> list[manifest.Row]:
    """Mine the networks of a task and return a row for each repository; ``limit`` are the bytes that it may take."""
    rows: dict[str, manifest.Row] = {}
    tries: Counter[str] = Counter()
    networks = list(task.networks)
    while networks:
        if tries:
            time.sleep(_PAUSE * max(tries.values()))
        for row, passing in _run(place, networks, limit):
            tries[row["name"]] += 1
            row["attempts"], row["worker"] = row["attempts"] or tries[row["name"]], row["worker"] or platform.node()
            if not passing or tries[row["name"]] >= TRIES:
                rows[row["name"]] = row
        networks = [left for network in networks if (left := _left(network, rows))]
        _give_up(networks, rows)
        networks = [left for network in networks if (left := _left(network, rows))]
    return [rows[member.name] for member in task.wanted]


def _left(network: tuple[Member, ...], rows: dict[str, manifest.Row]) -> tuple[Member, ...]:
    """Return the members without a row, after their root if there are any."""
    root, *forks = network
    waiting = [fork for fork in forks if fork.name not in rows]
    return (root, *waiting) if waiting or root.name not in rows else ()


def _give_up(networks: list[tuple[Member, ...]], rows: dict[str, manifest.Row]) -> None:
    """Give the forks of a root that cannot be mined their rows."""
    for root, *forks in networks:
        if root.name in rows and rows[root.name]["status"] != manifest.MINED:
            rows |= {fork.name: without_root(fork, rows[root.name]) for fork in forks if fork.name not in rows}


def _run(place: str, networks: list[tuple[Member, ...]], limit: int) -> list[tuple[manifest.Row, bool]]:
    """Run one process until it is done or dead; return the rows, each with whether its problem may pass."""
    members = {member.name: member for network in networks for member in network}
    rows: list[tuple[manifest.Row, bool]] = []
    current = networks[0][0].name
    process = Worker(CHILD)
    with Watch(process.pid, limit) as watch:
        try:
            process.send([place, [[list(member) for member in network] for network in networks]])
            while (said := process.receive())[0] != "done":
                if said[0] == "begin":
                    current = said[1]
                    watch.begin()
                else:
                    rows.append((said[1] | {"memory": said[1]["memory"] or watch.peak}, said[2]))
        except RepositoryError:
            member = members[current]
            if watch.exceeded:
                why = f"it took more than the {limit // 2**20:,} MiB that are allowed: raise --memory."
                rows.append((failure(member, manifest.MEMORY, why) | {"memory": watch.peak}, False))
            else:
                code = process.end()
                why = f"its process was killed by signal {-code}." if code < 0 else f"its process died with {code}."
                rows.append((failure(member, manifest.DIED, why) | {"memory": watch.peak}, True))
        finally:
            process.stop()
    return rows


class Watch:
    """Measures the memory of a process and its children, and kills them all if they take more than ``limit`` bytes."""

    def __init__(self, pid: int, limit: int) -> None:
        self._pid = pid
        self._limit = limit
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0
        self.exceeded = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def begin(self) -> None:
        """Forget the peak so far: it is what the process takes now, because little is mined between two looks."""
        self.peak = 0
        with suppress(psutil.NoSuchProcess):
            self.peak = _own_memory(psutil.Process(self._pid))

    def _watch(self) -> None:
        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(self._pid)
            family = [root]
            look = 0
            while not self._over.wait(_LOOKS):
                look += 1
                if look % _FAMILY == 0:
                    family = [root, *root.children(recursive=True)]
                taken = sum(map(_own_memory, family))
                self.peak = max(self.peak, taken)
                if taken > self._limit:
                    self.exceeded = True
                    for each in [root, *root.children(recursive=True)]:
                        with suppress(psutil.NoSuchProcess):
                            each.kill()
                    return


def _own_memory(process: psutil.Process) -> int:
    """Return the bytes that a process has to itself: what it maps of packs can be taken from it at any time."""
    with suppress(psutil.Error):
        known = process.memory_info()
        return int(known.rss - getattr(known, "shared", 0))
    return 0
