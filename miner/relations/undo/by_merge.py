"""Undo by merge: "Merge backout to 3.2" brings in the undo from another line, and so undoes the change on its own line.

Only merges that claim an undo count, whatever others bring in. Merges have no changes of their own in the database, so
they undo the targets of the undo that they merge.
"""

from sqlalchemy import text

from miner.graph.ancestry import DEPTH, Graph
from miner.relations.candidates import Candidate
from miner.relations.relation_pass import Pass

_STORED = """
SELECT source_id, target_id, extent FROM relations
WHERE kind = 'undoes' AND through_id IS NULL AND nature = 'revert'
"""


def find_merged_undos(this: Pass) -> None:
    """Add the undos of merges that claim one and bring one in."""
    merges = {commit: claim for commit, claim in this.claims.merges.items() if claim.says == "undo"}
    if not merges:
        return
    undone: dict[int, dict[int, str | None]] = {}
    for source, target, extent in this.connection.execute(text(_STORED)):
        undone.setdefault(source, {})[target] = extent
    for one in this.candidates.of("undoes"):
        if one.nature == "revert":
            undone.setdefault(one.source, {})[one.target] = one.extent
    for merge in sorted(merges):
        bearer = next((side for side in _brought(this.graph, merge) if side in undone), None)
        if bearer is None:
            continue
        for target, extent in sorted(undone[bearer].items()):
            made = Candidate("undoes", merge, target, extent=extent, nature="revert")
            made.evidence |= {("undo-words", merges[merge].sentence), ("merged-undo", "the other side undoes it")}
            this.candidates.put(made)
            undone.setdefault(merge, {})[target] = extent


def _brought(graph: Graph, merge: int) -> list[int]:
    """Return the last commits that a merge brings in: at most :data:`DEPTH` per merged parent, the nearest first."""
    first = graph.first_parent[merge]
    found = []
    for side in graph.other_parents.get(merge, ()):
        commit = side
        for _ in range(DEPTH):
            if not commit or commit == first or graph.is_ancestor(commit, first):
                break
            found.append(commit)
            commit = graph.first_parent[commit]
    return found
