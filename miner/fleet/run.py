"""Run a fleet: look, plan, hand the tasks to Dask, and write the manifest as their rows come in."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from miner.errors import SettingsError
from miner.fleet import manifest
from miner.fleet.listing import Entry
from miner.fleet.looking import Look, look_at_all
from miner.fleet.members import failure, without_root
from miner.fleet.place import Place
from miner.fleet.plan import Plan, make_plan
from miner.fleet.task import Task, mine_task
from miner.pipeline.progress import Progress

if TYPE_CHECKING:
    from distributed import Client

_AT_ONCE: Final = 20  # repositories that one task looks at
_EVERY: Final = 10.0  # seconds between two files of the manifest
_TIMEOUT: Final = 20  # seconds for a scheduler to answer
# Workers only wait for processes that mine. By default they look a hundred times a second at what they do, and fifty
# times at whether they do anything, which took a tenth of a processor for two of them.
_WAITING: Final = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: its plan, and the rows that it added to the manifest."""

    plan: Plan
    rows: list[manifest.Row] = field(default_factory=list)

    @property
    def mined(self) -> list[manifest.Row]:
        """The rows of the repositories that were published."""
        return [row for row in self.rows if row["status"] == manifest.MINED]

    @property
    def failed(self) -> list[manifest.Row]:
        """The rows of those that were not."""
        return [row for row in self.rows if row["status"] != manifest.MINED]


@contextmanager
def connect(scheduler: str | None, workers: int | None, tell: Callable[[str], None]) -> Iterator["Client"]:
    """Yield a client of the scheduler with this address, or of one with so many workers that ends with the context.

    ``tell`` gets the address of the dashboard. Raises SettingsError if nothing answers, or if a worker has another
    version of the tool.
    """
    from dask import config  # noqa: PLC0415 - an extra
    from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

    with ExitStack() as stack:
        if scheduler is None:
            stack.enter_context(config.set(_WAITING))
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    memory_limit=None,  # what mines has a limit of its own
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            )
            client = stack.enter_context(Client(cluster))
        else:
            try:
                client = stack.enter_context(Client(scheduler, timeout=_TIMEOUT))
            except (OSError, ValueError) as error:
                raise SettingsError(
                    f"No scheduler answers at {scheduler} ({str(error) or type(error).__name__}): start one with "
                    "`dask scheduler`, and workers with `dask worker`."
                ) from error
            _check_workers(client, scheduler)
        if client.dashboard_link:
            needs = "" if find_spec("bokeh") else " (its pages need bokeh: pip install bokeh)"
            tell(f"the dashboard is at {client.dashboard_link}{needs}.")
        yield client


def _version() -> str:
    return metadata.version("cpython-miner")


def _check_workers(client: "Client", scheduler: str) -> None:
    ours = _version()
    try:
        theirs: dict[str, str] = client.run(metadata.version, "cpython-miner")
    except Exception as error:  # whatever the worker raised
        raise SettingsError(f"A worker of {scheduler} has no cpython-miner[fleet]: install {ours} there.") from error
    if not theirs:
        raise SettingsError(f"The scheduler at {scheduler} has no workers: start some with `dask worker {scheduler}`.")
    if wrong := next((worker for worker, version in theirs.items() if version != ours), None):
        raise SettingsError(f"The worker {wrong} has cpython-miner {theirs[wrong]}, here is {ours}: use one version.")


def plan_here(entries: Sequence[Entry], place: Place, progress: Progress, *, limit: int, again: bool = False) -> Plan:
    """Plan a run without a scheduler, from what this machine sees."""
    progress.stage("Looking at repositories", len(entries))
    looks: dict[str, Look] = {}
    for some in _parts(entries):
        looks |= {look.name: look for look in look_at_all(some)}
        progress.advance(len(some))
    progress.done()
    return make_plan(entries, looks, manifest.present(place, manifest.read(place)), limit=limit, again=again)


def _parts(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    return [entries[start : start + _AT_ONCE] for start in range(0, len(entries), _AT_ONCE)]


def run(
    entries: Sequence[Entry],
    place: Place,
    client: "Client",
    progress: Progress,
    tell: Callable[[str], None],
    *,
    limit: int,
    again: bool = False,
) -> Summary:
    """Mine what is not published yet; return what was done.

    ``limit`` are the bytes of memory that a repository may take. ``tell`` gets a sentence for each repository that
    fails.
    """
    looks = _look(entries, client, progress)
    plan = make_plan(entries, looks, manifest.present(place, manifest.read(place)), limit=limit, again=again)
    place.sweep()
    summary = Summary(plan, list(plan.rows))
    waiting = list(plan.rows)
    for row in summary.failed:
        tell(f"{row['name']} failed: {row['error']}")
    progress.stage(f"Mining, in {len(plan.tasks)} tasks", plan.repositories)
    written = time.monotonic()
    try:
        for rows in _mine(plan.tasks, place, client, limit):
            progress.advance(len(rows))
            for row in rows:
                if row["status"] != manifest.MINED:
                    tell(f"{row['name']} failed: {row['error']}")
            summary.rows.extend(rows)
            waiting += rows
            if time.monotonic() > written + _EVERY:
                manifest.append(place, waiting)
                waiting, written = [], time.monotonic()
    finally:
        manifest.append(place, waiting)
        progress.done()
    manifest.put_together(place)
    return summary


def _look(entries: Sequence[Entry], client: "Client", progress: Progress) -> dict[str, Look]:
    from distributed import as_completed  # noqa: PLC0415 - an extra

    progress.stage("Looking at repositories", len(entries))
    found: dict[str, Look] = {}
    for _, looks in as_completed(client.map(look_at_all, _parts(entries), pure=False), with_results=True):
        found |= {look.name: look for look in looks}
        progress.advance(len(looks))
    progress.done()
    return found


def _mine(tasks: Sequence[Task], place: Place, client: "Client", limit: int) -> Iterator[list[manifest.Row]]:
    """Yield the rows of tasks as they end.

    Dask gives a task to another worker if its worker dies, and gives it up after several. One of its repositories, or
    another task on the same worker, may have been the reason. So each of its networks is tried again at the end, with
    nothing beside it; what was published meanwhile is not mined again. Tasks that come after another one begin when
    that is done.
    """
    from distributed import as_completed  # noqa: PLC0415 - an extra

    def submit(task: Task) -> Any:
        return client.submit(mine_task, place.address, task, limit, priority=task.cost, pure=False)

    waiting = _Waiting(tasks)
    ready = [task for task in tasks if task.after is None]
    suspects: deque[tuple[Task, Exception]] = deque()
    while ready or suspects:
        futures = {submit(task): task for task in ready}
        ready = []
        answers = as_completed(futures)
        for future in answers:
            task = futures.pop(future)
            try:
                rows = future.result()  # it may be lost with its worker
            except Exception as error:  # noqa: BLE001 - whatever Dask or the task raised
                suspects += [
                    (Task((network,), task.cost / len(task.networks), task.after), error) for network in task.networks
                ]
                continue
            yield rows + waiting.lost(rows)
            for follower in waiting.released(task):
                futures[following := submit(follower)] = follower
                answers.add(following)
        if suspects:
            task, first = suspects.popleft()
            try:
                rows = submit(task).result()
            except Exception as error:  # noqa: BLE001 - as above
                why = f"its task failed ({_told(first)}), and again when it was tried alone ({_told(error)})."
                rows = [failure(member, manifest.DIED, why) for member in task.wanted]
            yield rows + waiting.lost(rows)
            ready = waiting.released(task)


class _Waiting:
    """The tasks that come after others."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks: dict[str, list[Task]] = {}
        for task in tasks:
            if task.after is not None:
                self._tasks.setdefault(task.after, []).append(task)

    def lost(self, rows: Iterable[manifest.Row]) -> list[manifest.Row]:
        """Give up what waits for roots that were not mined, as their rows tell; return the rows of the forks."""
        return [
            without_root(fork, row)
            for row in rows
            if row["status"] != manifest.MINED
            for task in self._tasks.pop(row["name"], ())
            for fork in task.wanted
        ]

    def released(self, task: Task) -> list[Task]:
        """Return the tasks that need not wait any longer, as another one is done."""
        return [] if task.after else [one for root, *_ in task.networks for one in self._tasks.pop(root.name, ())]


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(". ")
