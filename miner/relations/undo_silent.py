"""Silent undo: a commit that is the exact inverse of an ancestor and says nothing of the kind.

Only whole inverses count here: every path of both, bookkeeping aside, put back to the last blob and mode; or, within
three months and with some lines to go by, all lines of both, whatever else happened to the files. What such a pair is,
a revert or something that only looks like one, its messages tell (:mod:`miner.relations.undo_natures`).
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, text

from miner.relations.candidates import Candidate, Candidates
from miner.relations.undo_blobs import Paths, Restored, read_shapes
from miner.relations.undo_facts import read_facts
from miner.relations.undo_lines import Lines
from miner.relations.undo_natures import RELAND, REVERT, nature_of
from miner.relations.undo_prose import read_claim

_LATE = 90 * 86_400
# Of a silent inverse by lines.
_FEWEST = 8
_LINES = "inverse-lines"
_UNDOES = "SELECT DISTINCT source_id FROM relations WHERE kind = 'undoes' AND nature = 'revert'"


def find_silent_undos(
    connection: Connection,
    restored: Mapping[int, Mapping[int, Restored]],
    lines: Lines,
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
    proofs = {
        commit: {target: _by_blobs(len(paths[target])) for target in targets} for commit, targets in whole.items()
    }
    proofs.update(_inverse_by_lines(lines, undoing | proofs.keys()))
    shapes = read_shapes(connection, proofs)
    facts = read_facts(connection, {one for commit, targets in proofs.items() for one in (commit, *targets)})
    undoing |= {commit for (commit,) in connection.execute(text(_UNDOES))}
    for commit in sorted(proofs):
        target = max(proofs[commit], key=lambda one: (facts[one].utc, one))
        this, other = facts[commit], facts[target]
        claim = read_claim(other.subject, other.message, is_git=other.is_git)
        undone = target in undoing or bool(claim and claim.says == "undo")
        late = this.utc - other.utc > _LATE
        proof = proofs[commit][target]
        if late and proof[0] == _LINES:
            continue
        candidate = Candidate("undoes", commit, target, evidence={proof})
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


def _by_blobs(size: int) -> tuple[str, str]:
    return "inverse-blobs", f"{size} of {size} paths put back"


def _inverse_by_lines(lines: Lines, settled: Collection[int]) -> dict[int, dict[int, tuple[str, str]]]:
    """Return {commit: {ancestor: evidence}} for what takes back all lines of an ancestor and does nothing else."""
    open_ = {commit: targets for commit, targets in lines.inverses.items() if commit not in settled}
    lines.prints.load({one for commit, targets in open_.items() for one in (commit, *targets)})
    found: dict[int, dict[int, tuple[str, str]]] = {}
    for commit, targets in open_.items():
        for target in targets:
            shares = lines.prints.shares(commit, [target])
            if shares and shares.mutual and shares.common >= _FEWEST and shares.evidence:
                found.setdefault(commit, {})[target] = shares.evidence
    return found
