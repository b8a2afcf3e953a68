"""A second process that works ahead of the relation pass, so that both cores are busy on a first run.

It reads what the pass finds committed already, changes and messages, and sends each part as soon as it is done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from typing import Any

from sqlalchemy import URL, Connection, Engine

from miner.errors import RepositoryError
from miner.pipeline import worker
from miner.pipeline.crew import cores
from miner.pipeline.worker import Parent, Worker
from miner.relations.ahead import Ahead, Claims, Here, Restorations
from miner.relations.graph import Graph
from miner.relations.undo_blobs import Restored
from miner.relations.undo_prose import Claim
from miner.store import engine

# Below this the process takes longer to start than to work.
_WORTH = 20_000


@contextmanager
def working_ahead(
    store: Engine, connection: Connection, graph: Graph, *, whole: bool, committed: bool
) -> Iterator[Ahead]:
    """Work out by another process what can be, where there is a core for it and enough to do; else by this one.

    ``whole``: every commit is related anew; ``committed``: others see the same commits as this transaction.
    """
    here = Here(connection, graph, whole=whole)
    worth = whole and committed and len(graph.exists) > _WORTH
    if not worth or cores() < 2 or not worker.possible() or not engine.reads_while_writing(connection):
        yield here
        return
    helper = Worker(__name__)
    try:
        helper.send(store.url.render_as_string(hide_password=False))
        yield _Beside(helper, here)
    finally:
        helper.stop()


class _Beside:
    """The parts as the other process sends them, or worked out here should it fail."""

    def __init__(self, helper: Worker, here: Here) -> None:
        self._helper = helper
        self._here = here

    def transitions(self) -> dict[int, int] | None:
        try:
            found: dict[int, int] = self._helper.receive()
        except RepositoryError:
            return self._here.transitions()
        return found

    def restored(self) -> Restorations:
        try:
            found = self._helper.receive()
        except RepositoryError:
            return self._here.restored()
        return {
            commit: {ancestor: Restored(*paths) for ancestor, paths in ancestors.items()}
            for commit, ancestors in found.items()
        }

    def claims(self) -> Claims:
        try:
            plain, merges = self._helper.receive()
        except RepositoryError:
            return self._here.claims()
        return _claims(plain), _claims(merges)


def _claims(found: dict[int, tuple[Any, ...]]) -> dict[int, Claim]:
    return {commit: Claim(*fields) for commit, fields in found.items()}


def serve() -> None:
    """Send the three parts: the main function of the other process."""
    with Parent() as parent:
        url: URL = engine.database_url(parent.receive())
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
