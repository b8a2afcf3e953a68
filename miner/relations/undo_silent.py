"""Silent undo: a commit that is the exact inverse of an ancestor and says nothing of the kind.

Only whole inverses count here: every path of both, bookkeeping aside, put back to the last blob and mode. What such a
pair is, a revert or something that only looks like one, its messages tell (:mod:`miner.relations.undo_natures`).
"""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from miner.relations.candidates import Candidate, Candidates
from miner.relations.undo_blobs import Paths, Restored, read_shapes
from miner.relations.undo_facts import read_facts
from miner.relations.undo_natures import RELAND, REVERT, nature_of
from miner.relations.undo_prose import read_claim

_LATE = 90 * 86_400
_UNDOES = "SELECT DISTINCT source_id FROM relations WHERE kind = 'undoes' AND nature = 'revert'"


def find_silent_undos(
    connection: Connection,
    restored: Mapping[int, Mapping[int, Restored]],
    candidates: Candidates,
) -> None:
    """Add the exact inverses among affected commits that have no other candidate."""
    undoing = {candidate.source for candidate in candidates.of("undoes")}
    pairs = {
        commit: {target: set(one.inverted) for target, one in found.items() if one.inverted}
        for commit, found in restored.items()
        if commit not in undoing
    }
    pairs = {commit: found for commit, found in pairs.items() if found}
    paths = Paths(connection)
    paths.load({*pairs, *(target for found in pairs.values() for target in found)})
    whole = {
        commit: [
            target for target, inverted in found.items() if paths[target] <= inverted and paths[commit] <= inverted
        ]
        for commit, found in pairs.items()
    }
    whole = {commit: targets for commit, targets in whole.items() if targets}
    shapes = read_shapes(connection, whole)
    facts = read_facts(connection, {*whole, *(target for targets in whole.values() for target in targets)})
    undoing |= {commit for (commit,) in connection.execute(text(_UNDOES))}
    for commit in sorted(whole):
        target = max(whole[commit], key=lambda one: (facts[one].utc, one))
        this, other = facts[commit], facts[target]
        claim = read_claim(other.subject, other.message, is_git=other.is_git)
        undone = target in undoing or bool(claim and claim.says == "undo")
        late = this.utc - other.utc > _LATE
        size = len(paths[target])
        candidate = Candidate("undoes", commit, target)
        candidate.evidence.add(("inverse-blobs", f"{size} of {size} paths put back"))
        candidate.nature = nature_of(
            (this.subject, this.message),
            (other.subject, other.message),
            shapes[commit],
            target_undoes=undone,
            late=late,
        )
        if candidate.nature == RELAND:
            continue
        if candidate.nature != REVERT:
            candidate.doubts.add(candidate.nature)
        else:
            undoing.add(commit)
        if late:
            candidate.doubts.add("late")
        candidates.put(candidate)
