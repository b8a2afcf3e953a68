"""Decide which refs make history, the line of each commit, what merges brought, and what lines and releases hold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.graph.arrivals import Arrivals
from miner.graph.holds import Holding, decide_line_holders
from miner.graph.line_facts import decide_line_facts
from miner.graph.lines import LinesMoved, RefClaim, decide_lines, read_ref_claims
from miner.graph.merges import BlobAt, judge_merges
from miner.graph.releases import decide_releases
from miner.graph.sources import mark_authoritative
from miner.model import Change


class Moved(NamedTuple):
    """What changed: ``lines`` are commits of earlier passes with another line now, ``releases`` if any release changed.

    ``proposed`` says that a commit of an earlier pass was proposed and now has a line, or the reverse; ``held`` and
    ``reheld`` are those of :class:`~miner.graph.holds.Reheld`, ``any`` and ``below``.
    """

    lines: frozenset[int]
    releases: bool
    proposed: bool
    held: bool
    reheld: bool


class MergedTrees(NamedTuple):
    """What merges changed against the parent that they continue, by sha, and a way to ask for other blobs."""

    changes: Callable[[], Mapping[str, Sequence[Change]]]
    blob_at: BlobAt


def place_lines(
    connection: Connection,
    graph: Graph,
    after: int,
    past: Sequence[RefClaim],
    report: Callable[[str], None] = lambda _: None,
) -> LinesMoved:
    """Decide which refs make history, and the line of every commit; store what changed, and return whether any did.

    ``after`` is the id of the last commit of the previous pass and ``past`` are the claims of the refs in that pass:
    usually only newer commits are looked at then. With 0 all are. ``report`` is called with the name of the step.
    """
    report("lines")
    mark_authoritative(connection, graph)
    return decide_lines(connection, graph, after, past)


def place(
    connection: Connection,
    graph: Graph,
    moved: LinesMoved,
    past: Iterable[RefClaim],
    arrivals: Arrivals,
    trees: MergedTrees,
    days: Callable[[], Mapping[str, str]],
    report: Callable[[str], None] = lambda _: None,
) -> Moved:
    """Decide what merges brought, and what lines and releases hold; store what changed.

    ``moved`` and ``past`` are what :func:`place_lines` returned and got. ``arrivals`` are the merges to judge, by
    ``trees``. ``days`` gives the days of releases in the NEWS by version. ``report`` is called with the name of each
    step.
    """
    report("merges")
    anew = judge_merges(connection, graph, arrivals, trees.changes(), trees.blob_at)
    report("releases")
    holding = Holding(connection, graph)
    now = read_ref_claims(connection)
    decide_line_facts(connection, graph, now)
    held = decide_line_holders(connection, holding, now, past)
    return Moved(moved.commits, decide_releases(connection, graph, holding, days(), anew=anew), moved.proposed, *held)
