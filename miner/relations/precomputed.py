"""What the relation pass draws from all changes and all messages, without any other relation.

These parts hang on nothing that the pass itself finds out, so that a first run has them worked out by a second process
meanwhile (:mod:`miner.pipeline.helper`).
"""

from collections.abc import Mapping
from typing import Protocol

from sqlalchemy import Connection

from miner.contents.change_ids import weigh_all
from miner.contents.restored import Restored, find_restored
from miner.graph.ancestry import Graph
from miner.messages.undo_claims import Claim
from miner.relations.claims import read_claims

#: {commit: {ancestor: what the commit restored}}
Restorations = Mapping[int, Mapping[int, Restored]]
#: What commits claim to undo, those of merges apart.
Claims = tuple[Mapping[int, Claim], Mapping[int, Claim]]


class Ahead(Protocol):
    """The three parts, each asked for once and in this order."""

    def transitions(self) -> dict[int, int] | None:
        """Return the number of what each commit did, None when only a few commits are looked at."""

    def restored(self) -> Restorations:
        """Return the blobs that affected commits put back."""

    def claims(self) -> Claims:
        """Return what affected commits claim to undo."""


class Here:
    """The parts worked out by this process, when they are asked for; ``whole``: every commit is affected."""

    def __init__(self, connection: Connection, graph: Graph, *, whole: bool) -> None:
        self._connection = connection
        self._graph = graph
        self._whole = whole

    def transitions(self) -> dict[int, int] | None:
        """Return the number of what each commit did, None when only a few commits are looked at."""
        return weigh_all(self._connection) if self._whole else None

    def restored(self) -> Restorations:
        """Return the blobs that affected commits put back."""
        return find_restored(self._connection, self._graph, whole=self._whole)

    def claims(self) -> Claims:
        """Return what affected commits claim to undo."""
        return read_claims(self._connection, whole=self._whole)
