"""Decide what is to be mined, in which tasks, and estimate what that takes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from miner.fleet import manifest
from miner.fleet.listing import Entry
from miner.fleet.looking import Look, is_passing
from miner.fleet.members import Member, failure
from miner.fleet.task import Task

# Measured on eleven repositories with 200 to 51,000 commits; see README.md.
_FIXED: Final = 0.3  # processor seconds for each repository
_STARTING: Final = 1.5  # and for each process
_PER_OBJECT: Final = 1 / 12_000  # and for each object in the packs
_DISK_PER_OBJECT: Final = 250  # bytes of the temporary database
_KEPT_PER_OBJECT: Final = 60  # bytes of Parquet
_DISK_FIXED: Final = 2_000_000
_KEPT_FIXED: Final = 250_000
#: A batch takes about as long as this, in processor seconds, so that starting it is a small part.
_BATCH: Final = 30.0
_MOST: Final = 200  # repositories in a batch
#: The forks of a network are shared among tasks that each take about as long: each copies the database of the root.
_PART: Final = 600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do.

    ``tasks`` come longest first. ``rows`` are of repositories that need none, because they cannot be looked at, or are
    published with a tip that they had before. ``published`` have the tip that is the newest already, ``failed`` are
    those that failed before with the same tip. Of ``unknown`` repositories, those with an address, the size is not
    known before they are cloned; they are taken for average ones. Bytes are estimates as ``processor`` seconds are.
    """

    tasks: list[Task]
    rows: list[manifest.Row]
    published: int
    failed: int
    unknown: int
    processor: float
    temporary: int
    kept: int

    @property
    def repositories(self) -> int:
        """How many repositories the tasks will publish."""
        return sum(len(task.wanted) for task in self.tasks)


def make_plan(
    entries: Sequence[Entry],
    looks: Mapping[str, Look],
    before: Sequence[manifest.Row],
    *,
    limit: int,
    again: bool = False,
) -> Plan:
    """Plan a run over the entries of a list; ``before`` are the rows of the manifest, the oldest first.

    ``limit`` are the bytes of memory that a repository may take: one that took too much is tried if it may take more
    than it took. With ``again``, repositories are tried that failed before with the same tip.
    """
    newest = manifest.newest(before)
    published = {(row["name"], row["tip"]): row for row in before if row["status"] == manifest.MINED}
    hopeless = {(row["name"], row["tip"]) for row in before if _is_hopeless(row, limit)}
    rows: list[manifest.Row] = []
    wanted: set[str] = set()
    kept = failed = 0
    for entry in entries:
        look = looks[entry.name]
        known = entry.name, look.tip
        if look.tip is None:
            rows.append(failure(_member(entry, look, wanted=True), manifest.FAILED, look.error or "it has no refs."))
        elif known in published:
            kept += 1
            if newest[entry.name]["tip"] != look.tip:  # it went back to where it was
                rows.append(published[known] | {"finished_utc": manifest.row()["finished_utc"]})
        elif known in hopeless and not again:
            failed += 1
        else:
            wanted.add(entry.name)
    networks = [
        tuple(_member(entry, looks[entry.name], wanted=entry.name in wanted) for entry in network)
        for network in _networks(entries, looks)
    ]
    costs = _Costs(looks)
    parts = [_parts(left, costs) for network in networks if (left := _left(network))]
    tasks = list(_batches([(costs.network(first), first) for first, *_ in parts]))
    tasks += [
        Task((part,), costs.network(part) - costs.network(part[:1]) + _STARTING, after=part[0].name)
        for _, *others in parts
        for part in others
    ]
    tasks.sort(key=lambda task: -task.cost)
    members = [member for task in tasks for network in task.networks for member in network]
    objects = sum(costs.objects(member.name) for member in members)
    wants = [member for member in members if member.wanted]
    return Plan(
        tasks,
        rows,
        kept,
        failed,
        sum(looks[member.name].objects is None for member in members),
        sum(task.cost for task in tasks),
        round(_DISK_PER_OBJECT * objects) + _DISK_FIXED * len(members),
        round(_KEPT_PER_OBJECT * sum(costs.objects(each.name) for each in wants)) + _KEPT_FIXED * len(wants),
    )


def _is_hopeless(row: manifest.Row, limit: int) -> bool:
    if row["status"] == manifest.MEMORY:
        return bool((row["memory"] or 0) >= limit)
    return row["status"] == manifest.FAILED and not is_passing(row["error"])


def _member(entry: Entry, look: Look, *, wanted: bool) -> Member:
    return Member(entry.name, entry.repository, entry.network, entry.project, look.tip, wanted)


def _networks(entries: Iterable[Entry], looks: Mapping[str, Look]) -> Iterator[list[Entry]]:
    """Yield the entries of each network that can be looked at, its root first.

    If the root is not on the list, or not to be had, the first of its forks on the list stands in for it.
    """
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if looks[entry.name].tip is not None:
            found.setdefault(entry.network, []).append(entry)
    for name, network in found.items():
        yield sorted(network, key=lambda entry: entry.name != name)


def _left(network: tuple[Member, ...]) -> tuple[Member, ...]:
    """Return the members to mine, after their root if that is needed."""
    root, *forks = network
    waiting = [fork for fork in forks if fork.wanted]
    return (root, *waiting) if waiting or root.wanted else ()


def _parts(network: tuple[Member, ...], costs: "_Costs") -> list[tuple[Member, ...]]:
    """Return a network in parts for one task each; but for the first, the root is only there for its forks."""
    root, *forks = network
    parts = [[root]]
    cost = costs.network((root,))
    for fork in forks:
        more = costs.network((root, fork)) - costs.network((root,))
        if len(parts[-1]) > 1 and cost + more > _PART:
            parts.append([root._replace(wanted=False)])
            cost = 0.0
        parts[-1].append(fork)
        cost += more
    return [tuple(part) for part in parts]


class _Costs:
    """Estimates; a repository of unknown size counts as the median of the others."""

    def __init__(self, looks: Mapping[str, Look]) -> None:
        self._known = {name: look.objects for name, look in looks.items() if look.objects is not None}
        self._usual = int(median(self._known.values())) if self._known else 5_000

    def objects(self, name: str) -> int:
        return self._known.get(name, self._usual)

    def network(self, members: tuple[Member, ...]) -> float:
        """Return processor seconds: a fork costs what it has more than the root."""
        root, *forks = members
        base = self.objects(root.name)
        more = sum(max(0, self.objects(fork.name) - base) for fork in forks)
        return _FIXED * len(members) + _PER_OBJECT * (base + more)


def _batches(networks: Iterable[tuple[float, tuple[Member, ...]]]) -> Iterator[Task]:
    """Yield tasks: a large network is one, small ones share a process until they take as long as a batch."""
    batch: list[tuple[Member, ...]] = []
    cost = members = 0.0
    for one, network in sorted(networks, key=lambda each: -each[0]):
        if batch and (cost + one > _BATCH or members + len(network) > _MOST):
            yield Task(tuple(batch), cost + _STARTING)
            batch, cost, members = [], 0.0, 0.0
        batch.append(network)
        cost += one
        members += len(network)
    if batch:
        yield Task(tuple(batch), cost + _STARTING)
