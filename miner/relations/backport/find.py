"""Find backports and ports: changes that were brought to another line, in every era.

There are four tiers of evidence, the strongest first. Names: trailers (``(cherry picked from commit …)``), headers of
grafts, merged svn revisions and Mercurial ids. Then the original's pull request in the title, then equal changes, then
an equal title. Weaker evidence finds an original only if stronger evidence has not found one; otherwise it only
confirms. If the original is itself a backport, the first original counts. From a commit on main, though, an original is
followed only to another commit on main, and only if a message names it: "cherry picked from X" means X, even if another
line had the same change the day before.

An equal change of a descendant is not a backport but a reland: see :mod:`miner.relations.reland.find`. Merges from a
maintenance branch bring a whole line over; they are visible in the graph and in the lines, but are not relations.
"""

from collections.abc import Collection
from functools import partial
from itertools import pairwise

from miner.contents.change_ids import read_change_ids
from miner.contents.line_prints import line_changes
from miner.graph.line_names import MAIN
from miner.relations.backport.by_name import Port, named_originals, numbered_originals
from miner.relations.backport.by_similarity import equal_originals, related, titled_originals
from miner.relations.backport.by_svnmerge import merged_revisions
from miner.relations.candidates import Candidate
from miner.relations.counterparts import Counterparts, naming_ports, stored_ports
from miner.relations.recorded import RECORD, recorded_ports
from miner.relations.relation_pass import Lines, Pass

_TIERS = 4
#: In so many tiers, from the first on, the commit itself names its original.
_NAMING_TIERS = 2


def find_backports(this: Pass) -> None:
    """Add the backports of affected commits; set ``this.counterparts``, which includes those of earlier passes."""
    told: set[int] = set()
    ties = this.counterparts = Counterparts(stored_ports(this.connection), partial(naming_ports, this.connection))
    claims: list[tuple[Port, bool]] = []
    for tier in range(_TIERS):
        found = [
            claim
            for claim in _originals(this, told, tier)
            if this.lines[claim[1]] is not None and not related(this.graph, claim[1], claim[0])
        ]
        # The later of two commits that name each other is the backport.
        this.ages.load(claim[0] for claim in found)
        found.sort(key=lambda claim: this.ages[claim[0]], reverse=True)
        for claim in found:
            claims.append((claim, claim[0] in told))
            if claim[0] not in told and ties.root(claim[1]) != claim[0]:
                ties.join(*claim[:2], named=tier < _NAMING_TIERS)
        told.update(claim[0] for claim in found)
    for (commit, named, evidence, detail), only_confirms in claims:
        original = _first(ties, this.lines, commit, named)
        if original != commit and (not only_confirms or this.candidates.get("backports", commit, original)):
            this.candidates.add("backports", commit, original, evidence, detail)
    _compare(this, this.candidates.of("backports"))


def _first(ties: Counterparts, lines: Lines, commit: int, named: int) -> int:
    """Follow an original to the first one; from a commit on main only to one on main that it names."""
    path = list(ties.upwards(named))
    if commit not in path:
        for late, early in pairwise(path):
            if lines[late] == MAIN and not (ties.names(late) and lines[early] == MAIN):
                return late
    return path[-1]


def _originals(this: Pass, told: set[int], tier: int) -> list[Port]:
    """Return the possible backports of one tier of evidence; 0 is the strongest."""
    if tier == 0:
        named = named_originals(this.affected) + merged_revisions(this.connection, this.affected)
        recorded = recorded_ports(this.connection, this.affected)
        return named + [(commit, original, RECORD, words) for commit, original, words in recorded]
    if tier == 1:
        return numbered_originals(this.affected)
    if tier == 2:
        return equal_originals(this, told)
    return titled_originals(this, told)


def _compare(this: Pass, backports: Collection[Candidate]) -> None:
    """Set the extent of backports: exact if they make the change of their original, by blobs or by lines, else adapted.

    The lines tell it also where the files differ elsewhere, as they mostly do between lines of development.
    """
    ids = read_change_ids(this.connection, {one for tie in backports for one in (tie.source, tie.target)})
    for tie in backports:
        number = ids[tie.source]
        tie.extent = "exact" if number is not None and number == ids[tie.target] else "adapted"
    rest = [tie for tie in backports if tie.extent == "adapted"]
    if this.prints.present:
        lines = line_changes(this.connection, {one for tie in rest for one in (tie.source, tie.target)})
        for tie in rest:
            if tie.source in lines and lines[tie.source] == lines.get(tie.target):
                tie.extent = "exact"
