"""One pass: where commits belong, then names, undos, relands, backports and citations, in the order they need."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from miner.contents.change_ids import Transitions
from miner.graph.ancestry import Graph
from miner.relations.affected import mark_affected
from miner.relations.backport.find import find_backports, reopen_backports, widen
from miner.relations.candidates import Candidate, Candidates
from miner.relations.citations import find_citations
from miner.relations.precomputed import Ahead, Here
from miner.relations.reland.by_title import titled_relands
from miner.relations.reland.find import find_relands
from miner.relations.reland.reopened import note_touched, reopen
from miner.relations.undo.by_title import TitleIndex
from miner.relations.undo.find import find_undos
from miner.resolve.hg_ids import mark_renamed, name_commits
from miner.resolve.mentions import resolve_mentions
from miner.store import bulk, tables
from miner.store.removal import remove

_STALE = "source_id IN (SELECT commit_id FROM affected)"
_RELATION = ("id", "kind", "source_id", "target_id", "through_id", "extent", "nature", "confidence")


def relate(
    connection: Connection,
    graph: Graph,
    after: int,
    ahead: Ahead | None = None,
    renamed: Sequence[str] = (),
    report: Callable[[str], None] = lambda _: None,
    *,
    lines_moved: bool = False,
) -> None:
    """Relate all commits whose id is greater than ``after`` (0: all of them), and whatever they change the meaning of.

    They have their places; ``lines_moved`` tells whether old ones have got others. ``renamed`` are Mercurial ids and
    svn revisions that mean something new, ``ahead`` is what was worked out already. Gives the same relations whether it
    runs over everything at once or again after each addition.
    """
    whole = after == 0
    ahead = ahead or Here(connection, graph, whole=whole)
    report("names")
    mark_affected(connection, after)
    transitions = Transitions(connection, ahead.transitions())
    named = name_commits(connection, graph, after, transitions, imported=bool(renamed))
    if not whole:
        mark_renamed(connection, [*named, *renamed])
    if lines_moved and not whole:
        reopen_backports(connection)
    widen(connection, after, transitions)
    resolve_mentions(connection, graph, whole=whole)
    report("relations")
    note_touched(connection)
    remove(connection, "relations", _STALE)
    candidates = Candidates()
    families = find_backports(connection, graph, transitions, candidates)
    titles = TitleIndex(connection, graph)
    find_undos(connection, graph, families, titles, ahead, candidates)
    find_citations(connection, candidates)
    _store(connection, candidates.of("backports", "undoes", "cites"))
    reopen(connection, whole=whole)
    relands = Candidates()
    find_relands(connection, graph, transitions, titled_relands(connection, titles), relands)
    _store(connection, relands.of("relands"))


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
