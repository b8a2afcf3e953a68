"""A second process that works beside this one while commits are related, so that both cores are busy on a first run.

It works ahead of the relation pass: it reads what the pass finds committed already, changes and messages, and sends
each part as soon as it is done. Then it reads the NEWS, which hang on no relation.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine

from miner import processes
from miner.contents.restored import Restored
from miner.errors import RepositoryError
from miner.git.repository import Repository
from miner.graph.ancestry import Graph
from miner.messages.undo_claims import Claim
from miner.news import Plan, Read
from miner.news.sources import Source
from miner.processes import Parent, Worker
from miner.reading.pool import cores
from miner.relations.precomputed import Ahead, Claims, Here, Restorations
from miner.store import engine

# Below this the process takes longer to start than to work.
_WORTH = 20_000


class Beside(Ahead, Protocol):
    """What is worked out beside relating: the parts of :class:`Ahead`, then the NEWS."""

    def begin_news(self, plan: Plan) -> None:
        """Say what is to be read; asked once."""

    def news(self) -> list[Read]:
        """Return what was read."""


@contextmanager
def working_beside(
    store: Engine, connection: Connection, graph: Graph, repository: Repository, *, whole: bool, committed: bool
) -> Iterator[Beside]:
    """Work out by another process what can be, where there is a core for it and enough to do; else by this one.

    ``whole``: every commit is related anew; ``committed``: others see the same commits as this transaction.
    """
    alone = _Alone(connection, graph, repository, whole=whole)
    worth = whole and committed and len(graph.exists) > _WORTH
    if not worth or cores() < 2 or not processes.possible() or not engine.reads_while_writing(connection):
        yield alone
        return
    helper = Worker(__name__)
    try:
        helper.send((store.url.render_as_string(hide_password=False), str(repository.location)))
        yield _Helped(helper, alone)
    finally:
        helper.stop()


class _Alone(Here):
    """All parts worked out by this process, when they are asked for."""

    def __init__(self, connection: Connection, graph: Graph, repository: Repository, *, whole: bool) -> None:
        super().__init__(connection, graph, whole=whole)
        self._repository = repository
        self._plan = Plan((), (), {})

    def begin_news(self, plan: Plan) -> None:
        self._plan = plan

    def news(self) -> list[Read]:
        return self._plan.read(self._repository)


class _Helped:
    """The parts as the other process sends them, or worked out here should it fail."""

    def __init__(self, helper: Worker, alone: _Alone) -> None:
        self._helper = helper
        self._alone = alone

    def transitions(self) -> dict[int, int] | None:
        try:
            found: dict[int, int] = self._helper.receive()
        except RepositoryError:
            return self._alone.transitions()
        return found

    def restored(self) -> Restorations:
        try:
            found = self._helper.receive()
        except RepositoryError:
            return self._alone.restored()
        return {
            commit: {ancestor: Restored(*paths) for ancestor, paths in ancestors.items()}
            for commit, ancestors in found.items()
        }

    def claims(self) -> Claims:
        try:
            plain, merges = self._helper.receive()
        except RepositoryError:
            return self._alone.claims()
        return _claims(plain), _claims(merges)

    def begin_news(self, plan: Plan) -> None:
        self._alone.begin_news(plan)
        sources = [(unit, [tuple(source) for source in sources]) for unit, sources in plan.changed]
        with suppress(RepositoryError):  # noticed when it is asked for them
            self._helper.send((sources, dict(plan.released)))

    def news(self) -> list[Read]:
        try:
            return [Read(*unit) for unit in self._helper.receive()]
        except RepositoryError:
            return self._alone.news()


def _claims(found: dict[int, tuple[Any, ...]]) -> dict[int, Claim]:
    return {commit: Claim(*fields) for commit, fields in found.items()}


def serve() -> None:
    """Send the parts: the main function of the other process."""
    with Parent() as parent:
        where, location = parent.receive()
        url: URL = engine.database_url(where)
        with engine.open_for_reading(url).connect() as connection:
            here = Here(connection, Graph(connection), whole=True)
            parent.send(here.transitions())
            parent.send(
                {
                    commit: {ancestor: (one.inverted, one.rewound) for ancestor, one in ancestors.items()}
                    for commit, ancestors in here.restored().items()
                }
            )
            parent.send(tuple({commit: astuple(claim) for commit, claim in found.items()} for found in here.claims()))
        if (asked := parent.receive()) is not None:
            sources, released = asked
            changed = [(unit, [Source(*source) for source in sources]) for unit, sources in sources]
            read = Plan(changed, (), released).read(Repository(Path(location)))
            parent.send([tuple(unit) for unit in read])
