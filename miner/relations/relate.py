"""Run a relation pass: backports, undos, citations, relands and what became of patches, in the order they need."""

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import Connection

from miner.contents.restored import Return
from miner.graph.ancestry import Graph
from miner.relations.affected import Affected, find_affected, naming_elsewhere
from miner.relations.backport.find import find_backports
from miner.relations.candidates import Candidate, Candidates
from miner.relations.citations import find_citations
from miner.relations.outcomes import store_outcomes
from miner.relations.reland.find import find_relands
from miner.relations.reland.reopened import concerned, reopened
from miner.relations.relation_pass import Pass
from miner.relations.undo.find import find_undos
from miner.resolve.hg_ids import name_commits
from miner.resolve.mentions import resolve_mentions
from miner.store import bulk, tables
from miner.store.removal import remove

_OLD_PORTS = """
SELECT r.source_id, r.target_id FROM {affected} a CROSS JOIN relations r
WHERE a.id <= :after AND r.source_id = a.id AND r.kind = 'backports'
"""
_RELATION = ("id", "kind", "source_id", "target_id", "through_id", "extent", "nature", "confidence")


def relate(
    connection: Connection,
    graph: Graph,
    after: int,
    renamed: Iterable[str] = (),
    report: Callable[[str], None] = lambda _: None,
    *,
    lines_moved: Collection[int] = (),
    places_moved: bool = False,
    told: Collection[int] = (),
    returns: Callable[[], Iterable[Return]] | None = None,
) -> None:
    """Find and store the relations of all commits with ids greater than ``after``, and of the old ones they affect.

    0 means all commits. Their lines and releases must be decided; ``lines_moved`` are old commits that have changed
    their line, ``places_moved`` says that other lines or releases hold old ones. ``renamed`` are Mercurial ids and svn
    revisions whose commit has changed. ``told`` are commits of which records tell something new. ``returns`` gives the
    result of :func:`~miner.contents.restored.all_returns` if it was read before. One pass over everything gives the
    same relations as a pass after each addition.
    """
    report("names")
    renamed = list(renamed)
    named = name_commits(connection, graph, after, imported=bool(renamed))
    everything = bool(lines_moved) or places_moved
    if everything and after:
        told = {*told, *naming_elsewhere(connection)}
    with find_affected(connection, graph, after, [*named, *renamed], lines_moved=lines_moved, told=told) as affected:
        before = _old_ports(affected, after)
        resolve_mentions(connection, graph, affected.some)
        _relate_affected(connection, graph, affected, report, returns, everything=everything)
        is_done = affected.whole or everything or _old_ports(affected, after) == before
    if not is_done:
        newest = len(graph.exists) - 1
        with find_affected(connection, graph, newest, told=naming_elsewhere(connection)) as affected:
            _relate_affected(connection, graph, affected, report)


def _relate_affected(
    connection: Connection,
    graph: Graph,
    affected: Affected,
    report: Callable[[str], None],
    returns: Callable[[], Iterable[Return]] | None = None,
    *,
    everything: bool = False,
) -> None:
    """Store the relations of affected commits, whose mentions are resolved, and what became of their patches.

    ``everything`` says that lines or releases hold other commits than before.
    """
    report("relations")
    with affected.landed() as landed:
        this = Pass(connection, graph, landed, returns)
        _relate(connection, this, affected)
        report("patches")
        store_outcomes(this, everything=everything)


def _old_ports(affected: Affected, after: int) -> set[tuple[int, int]]:
    """Return what the affected commits with ids up to ``after`` port, as (port, original); the old ties of a pass."""
    if affected.whole:
        return set()
    return set(affected.rows(_OLD_PORTS, {"after": after}))


def _relate(connection: Connection, this: Pass, affected: Affected) -> None:
    before = concerned(this)
    remove(connection, "relations", f"source_id IN {affected.select}")
    find_backports(this)
    find_undos(this)
    find_citations(this.candidates, affected)
    _store(connection, this.candidates.of("backports", "undoes", "cites"))
    originals = reopened(this, before)
    with bulk.holding(connection, "reopened", originals):
        remove(connection, "relations", "kind = 'relands' AND target_id IN (SELECT id FROM reopened)")
        remove(connection, "relations", "kind = 'undoes' AND through_id IN (SELECT id FROM reopened)")
    this.candidates = Candidates()
    find_relands(this, originals)
    _store(connection, this.candidates.of("relands", "undoes"))


def _store(connection: Connection, found: Sequence[Candidate]) -> None:
    first = bulk.next_id(connection, tables.relations)
    bulk.insert(
        connection,
        tables.relations,
        _RELATION,
        [
            (first + index, one.kind, one.source, one.target, one.through, one.extent, one.nature, one.confidence)
            for index, one in enumerate(found)
        ],
    )
    bulk.insert(
        connection,
        tables.evidence,
        ("relation_id", "kind", "detail"),
        [(first + index, *piece) for index, one in enumerate(found) for piece in sorted(one.evidence)],
    )
