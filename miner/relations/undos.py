"""All undos of the affected commits: by name, by title, by claim, by merge, and silent ones."""

from sqlalchemy import Connection

from miner.relations.ahead import Ahead
from miner.relations.candidates import Candidates
from miner.relations.extent import judge_extent
from miner.relations.families import Families
from miner.relations.graph import Graph
from miner.relations.judgement import withdraw_doubtful, withdraw_reverts_of_reverts, withdraw_strangers
from miner.relations.undo_claims import find_claimed_undos
from miner.relations.undo_lines import Lines
from miner.relations.undo_merges import find_merged_undos
from miner.relations.undo_names import find_named_undos
from miner.relations.undo_silent import find_silent_undos
from miner.relations.undo_titles import TitleIndex, find_titled_undos


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
