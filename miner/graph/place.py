"""Where commits belong: the line of each, and the releases that contain it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.graph.lines import RefClaim, decide_lines
from miner.graph.releases import decide_releases


class Moved(NamedTuple):
    """Whether commits that were there before have got another line, or other releases."""

    lines: bool
    releases: bool


def place(
    connection: Connection,
    graph: Graph,
    after: int,
    claims: Iterable[RefClaim],
    report: Callable[[str], None] = lambda _: None,
) -> Moved:
    """Decide the line of every commit and the releases that contain it.

    Where only commits greater than ``after`` came, mostly these are looked at; ``claims`` are those of the refs as the
    last pass found them.
    """
    report("lines")
    lines = decide_lines(connection, graph, after, claims)
    report("releases")
    return Moved(lines, decide_releases(connection, graph))
