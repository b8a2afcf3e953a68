"""Silent undo: a commit that is the exact inverse of an ancestor and does not say so.

Only whole inverses count. Either every path of both commits, bookkeeping aside, is put back to its previous blob and
mode. Or all lines of both agree, whatever else happened to the files, within two weeks, or within three months if they
are at least five; five lines within two weeks may come with further tests and documents.
:mod:`miner.relations.undo.kinds` decides whether the pair is a revert or only looks like one.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import text

from miner.contents.paths import Paths, read_shapes
from miner.model import DAY
from miner.relations.candidates import Candidate
from miner.relations.relation_pass import Pass
from miner.relations.undo.facts import read_facts
from miner.relations.undo.kinds import RELAND, REVERT, nature_of

if TYPE_CHECKING:
    from miner.contents.line_prints import Shares

_LATE = 90 * DAY
# An early inverse by lines may have any number of lines, a later one needs some: in CPython, most inverses that are
# later still, or have fewer lines, remove something obsolete.
_SOON = 14 * DAY
_SOME = 5
_UNDOES = """
SELECT DISTINCT source_id FROM relations WHERE kind = 'undoes' AND through_id IS NULL AND nature = 'revert'
"""


def find_silent_undos(this: Pass) -> None:
    """Add the affected commits that are exact inverses and have no other candidate for an undo."""
    undoing = {candidate.source for candidate in this.candidates.of("undoes")}
    pairs = {
        commit: {target: set(one.inverted) for target, one in found.items() if one.inverted}
        for commit, found in this.restored.items()
        if commit not in undoing
    }
    pairs = {commit: found for commit, found in pairs.items() if found}
    paths = Paths(this.connection)
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
    proofs.update(_inverse_by_lines(this, undoing | proofs.keys()))
    shapes = read_shapes(this.connection, proofs)
    facts = read_facts(this.connection, {one for commit, targets in proofs.items() for one in (commit, *targets)})
    undoing |= {commit for (commit,) in this.connection.execute(text(_UNDOES))}
    for commit in sorted(proofs):
        target = max(proofs[commit], key=lambda one: facts[one].age)
        inverse, other = facts[commit], facts[target]
        undone = target in undoing or this.all_claims.says_undo(target)
        late = inverse.utc - other.utc > _LATE
        candidate = Candidate("undoes", commit, target, evidence={proofs[commit][target]})
        candidate.nature = nature_of(inverse, other, shapes[commit], target_undoes=undone, late=late)
        if candidate.nature == RELAND:
            continue
        if candidate.nature != REVERT:
            candidate.doubts.add(candidate.nature)
        else:
            undoing.add(commit)
        if late:
            candidate.doubts.add("late")
        this.candidates.put(candidate)


def _by_blobs(size: int) -> tuple[str, str]:
    return "inverse-blobs", f"{size} of {size} paths put back"


def _inverse_by_lines(this: Pass, settled: Collection[int]) -> dict[int, dict[int, tuple[str, str]]]:
    """Return {commit: {ancestor: evidence}} for commits that only take back all lines of an ancestor.

    Commits in ``settled`` are left out.
    """
    open_ = {commit: targets for commit, targets in this.line_inverses.items() if commit not in settled}
    this.prints.load({one for commit, targets in open_.items() for one in (commit, *targets)})
    whole: list[tuple[int, int, Shares, bool]] = []
    for commit, targets in open_.items():
        for target in targets:
            # Lines that were too many to keep could differ.
            if this.prints.too_large(commit) or this.prints.too_large(target):
                continue
            shares, strictly = (this.prints.shares(commit, [target], all_of_it=every) for every in (False, True))
            if shares and shares.mutual:
                whole.append((commit, target, shares, bool(strictly and strictly.mutual)))
    facts = read_facts(this.connection, {one for commit, target, *_ in whole for one in (commit, target)})
    found: dict[int, dict[int, tuple[str, str]]] = {}
    for commit, target, shares, alone in whole:
        later = facts[commit].utc - facts[target].utc
        if not alone and (shares.common < _SOME or later > _SOON):
            continue
        if shares.evidence and later <= (_LATE if shares.common >= _SOME else _SOON):
            found.setdefault(commit, {})[target] = shares.evidence
    return found
