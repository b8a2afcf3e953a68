"""Relands: an undone change that comes back.

Tied by a revert of the revert, by a title that says so, or by the same title landing again on top of the revert.
Worked out anew in every pass: there are few undos, and an old commit may turn out to be a reland when the undo before
it is understood.
"""

from sqlalchemy import Connection, text

from miner.relations.candidates import Candidates
from miner.relations.graph import Graph

_UNDOS = """
SELECT r.source_id, r.target_id, r.confidence FROM relations r
WHERE r.kind = 'undoes' ORDER BY r.source_id, r.target_id
"""
_SAME_TITLE = """
SELECT r.source_id, r.target_id, c.id
FROM relations r
JOIN commits t ON t.id = r.target_id
JOIN commits c ON c.title_key = t.title_key
WHERE r.kind = 'undoes' AND c.id > r.source_id AND c.parent_count < 2 AND LENGTH(t.title_key) >= :shortest
ORDER BY r.target_id, r.source_id, c.id
"""
# "update", "typo" and "fix test" say nothing about which change comes back.
_SHORTEST_TITLE = 16


def find_relands(connection: Connection, graph: Graph, titled: dict[int, int], candidates: Candidates) -> None:
    """Add every reland; ``titled`` maps commits whose title says that they reland to what they quote."""
    undos = [(source, target) for source, target, _ in connection.execute(text(_UNDOS))]
    undone_by: dict[int, list[int]] = {}
    undone: dict[int, list[int]] = {}
    for source, target in undos:
        undone_by.setdefault(target, []).append(source)
        undone.setdefault(source, []).append(target)
    for source, revert in undos:
        for original in undone.get(revert, ()):
            candidates.add("relands", source, original, "revert-of-revert", "undoes the undo", through=revert)
    for source, original in titled.items():
        through = max((undo for undo in undone_by.get(original, ()) if graph.is_ancestor(undo, source)), default=None)
        if through is not None:
            candidates.add("relands", source, original, "title", "the title says so", through=through)
    tied = {(candidate.target, candidate.through) for candidate in candidates.of("relands")}
    for undo, original, again in connection.execute(text(_SAME_TITLE), {"shortest": _SHORTEST_TITLE}):
        # Only the first landing on top of the undo; a later one follows another undo, or is a namesake.
        if (original, undo) not in tied and again not in undone and graph.is_ancestor(undo, again):
            tied.add((original, undo))
            candidates.add("relands", again, original, "same-title", "the same title on top of the undo", through=undo)
