"""Decide which refs make history, the line of each commit and the releases that contain it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.graph.lines import RefClaim, decide_lines
from miner.graph.releases import decide_releases
from miner.graph.sources import mark_authoritative


class Moved(NamedTuple):
    """What changed: ``lines`` if a commit of an earlier pass has another line, ``releases`` if any release changed.

    ``proposed`` says that a commit of an earlier pass was proposed and now has a line, or the reverse.
    """

    lines: bool
    releases: bool
    proposed: bool


def place(
    connection: Connection,
    graph: Graph,
    after: int,
    claims: Iterable[RefClaim],
    report: Callable[[str], None] = lambda _: None,
) -> Moved:
    """Decide which refs make history, the line of every commit and the releases that contain it; store what changed.

    ``after`` is the id of the last commit of the previous pass and ``claims`` are the claims of the refs in that pass:
    usually only newer commits are looked at then. With 0 all are. ``report`` is called with the name of each step.
    """
    report("lines")
    mark_authoritative(connection, graph)
    lines = decide_lines(connection, graph, after, claims)
    report("releases")
    return Moved(lines.any, decide_releases(connection, graph), lines.proposed)
