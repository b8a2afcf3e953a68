"""All undos of the affected commits: by name, by title, by claim, by merge, and silent ones."""

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.relations.candidates import Candidates
from miner.relations.counterparts import Families
from miner.relations.precomputed import Ahead
from miner.relations.undo.by_claim import find_claimed_undos
from miner.relations.undo.by_merge import find_merged_undos
from miner.relations.undo.by_name import find_named_undos
from miner.relations.undo.by_title import TitleIndex, find_titled_undos
from miner.relations.undo.extent import judge_extent
from miner.relations.undo.lines import Lines
from miner.relations.undo.rules import withdraw_doubtful, withdraw_reverts_of_reverts, withdraw_strangers
from miner.relations.undo.silent import find_silent_undos


def find_undos(
    connection: Connection,
    graph: Graph,
    families: Families,
    titles: TitleIndex,
    ahead: Ahead,
    candidates: Candidates,
) -> None:
    """Add every undo of an affected commit, judged: with its extent, its nature and all its evidence."""
    find_named_undos(connection, graph, families, candidates)
    find_titled_undos(connection, titles, candidates)
    misnaming = withdraw_strangers(connection, candidates)
    restored = ahead.restored()
    claims, merges = ahead.claims()
    lines = Lines(connection, graph)
    find_claimed_undos(connection, graph, claims, restored, misnaming, lines, candidates)
    withdraw_doubtful(candidates)
    find_silent_undos(connection, restored, lines, candidates)
    withdraw_doubtful(candidates)
    withdraw_reverts_of_reverts(connection, candidates)
    judge_extent(connection, claims, lines.prints, candidates.of("undoes"))
    find_merged_undos(connection, graph, merges, candidates)
