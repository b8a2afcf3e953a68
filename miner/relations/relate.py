"""One relation pass: lines, releases, names, undos, relands, backports and citations, in the order they need."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, text

from miner.relations.backports import find_backports
from miner.relations.candidates import Candidate, Candidates
from miner.relations.cites import find_citations
from miner.relations.extent import judge_extent
from miner.relations.graph import Graph
from miner.relations.judgement import withdraw_reverts_of_reverts
from miner.relations.lines import decide_lines
from miner.relations.relands import find_relands
from miner.relations.releases import decide_releases
from miner.relations.resolve import resolve_mentions
from miner.relations.scope import mark_affected
from miner.relations.undo_names import find_named_undos
from miner.relations.undo_titles import TitleIndex, find_titled_undos, titled_relands
from miner.store import bulk, tables
from miner.store.removal import remove

# Relands are worked out anew in every pass.
_STALE = "kind = 'relands' OR source_id IN (SELECT commit_id FROM affected)"
_COUNTS = "SELECT kind, COUNT(*) FROM relations GROUP BY kind ORDER BY kind"
_RELATION = ("id", "kind", "source_id", "target_id", "through_id", "extent", "confidence")


def relate(
    connection: Connection, graph: Graph, after: int, report: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Relate all commits whose id is greater than ``after`` (0: all of them), and whatever they change the meaning of.

    Gives the same relations whether it runs over everything at once or again after each addition. Returns how many
    relations of each kind there are now.
    """
    report("lines")
    decide_lines(connection, graph)
    report("releases")
    decide_releases(connection, graph)
    report("names")
    mark_affected(connection, after)
    resolve_mentions(connection, graph)
    report("relations")
    remove(connection, "relations", _STALE)
    candidates = Candidates()
    families = find_backports(connection, graph, candidates)
    find_named_undos(connection, graph, families, candidates)
    titles = TitleIndex(connection, graph)
    find_titled_undos(connection, titles, candidates)
    withdraw_reverts_of_reverts(connection, candidates)
    undos = candidates.of("undoes")
    judge_extent(connection, undos)
    find_citations(connection, candidates)
    _store(connection, candidates.of("backports", "undoes", "cites"))
    relands = Candidates()
    find_relands(connection, graph, titled_relands(connection, titles), relands)
    _store(connection, relands.of("relands"))
    return {kind: count for kind, count in connection.execute(text(_COUNTS))}


def _store(connection: Connection, found: Sequence[Candidate]) -> None:
    first = bulk.next_id(connection, tables.relations)
    bulk.insert(
        connection,
        tables.relations,
        _RELATION,
        [
            (first + index, one.kind, one.source, one.target, one.through, one.extent, one.confidence)
            for index, one in enumerate(found)
        ],
    )
    bulk.insert(
        connection,
        tables.evidence,
        ("relation_id", "kind", "detail"),
        [(first + index, *piece) for index, one in enumerate(found) for piece in sorted(one.evidence)],
    )
