"""Backports and ports: a change that was brought to another line, in every era.

What a commit says comes first: trailers (``(cherry picked from commit …)``), headers of grafts, merged svn revisions
and Mercurial ids. Then the pull request of the original in the title, then equal contents, then an equal title.
Weaker evidence only finds an original where stronger evidence does not, and else confirms. An original that is
itself a backport is followed to the commit that was there first; but from main only to another commit on main, and
only if a message says so: "cherry picked from X" means X, even if another line had the like of it the day before.

A commit that its own history already contains was not ported but applied again, which is for
:mod:`miner.relations.reland.find` to say. Merges from a maintenance branch bring a whole line over: they show in the
graph and in the lines, not as relations.
"""

from collections.abc import Collection, Container
from itertools import pairwise

from sqlalchemy import Connection, text

from miner.contents.change_ids import read_change_ids
from miner.relations.backport.by_name import Port, named_originals, numbered_originals
from miner.relations.backport.by_similarity import equal_originals, related, titled_originals
from miner.relations.backport.by_svnmerge import merged_revisions
from miner.relations.candidates import Candidate
from miner.relations.counterparts import Counterparts, stored_counterparts
from miner.relations.relation_pass import Pass

_MAIN = "SELECT id FROM commits WHERE line = 'main'"
_TIERS = 4
#: In the first tiers the commit itself says what its original is.
_NAMING_TIERS = 2


def find_backports(this: Pass) -> None:
    """Add the backports of affected commits, and note all of them, those of earlier passes included."""
    told: set[int] = set()
    ties = this.counterparts = stored_counterparts(this.connection)
    claims: list[tuple[Port, bool]] = []
    for tier in range(_TIERS):
        found = [claim for claim in _originals(this, told, tier) if not related(this.graph, claim[1], claim[0])]
        # The later of two commits that name each other is the backport.
        this.ages.load(claim[0] for claim in found)
        found.sort(key=lambda claim: this.ages[claim[0]], reverse=True)
        for claim in found:
            claims.append((claim, claim[0] in told))
            if claim[0] not in told and ties.root(claim[1]) != claim[0]:
                ties.join(*claim[:2], named=tier < _NAMING_TIERS)
        told.update(claim[0] for claim in found)
    main = set(this.connection.scalars(text(_MAIN)))
    for (commit, named, evidence, detail), only_confirms in claims:
        original = _first(ties, main, commit, named)
        if original != commit and (not only_confirms or this.candidates.get("backports", commit, original)):
            this.candidates.add("backports", commit, original, evidence, detail)
    _compare(this.connection, this.candidates.of("backports"))


def _first(ties: Counterparts, main: Container[int], commit: int, named: int) -> int:
    """Follow an original to the commit that was there first, but from main only to where main says to have it from."""
    path = list(ties.upwards(named))
    if commit not in path:
        for late, early in pairwise(path):
            if late in main and not (ties.names(late) and early in main):
                return late
    return path[-1]


def _originals(this: Pass, told: set[int], tier: int) -> list[Port]:
    """Return the claims of one tier of evidence, the strongest being 0."""
    if tier == 0:
        return named_originals(this.affected) + merged_revisions(this.connection, this.affected)
    if tier == 1:
        return numbered_originals(this.affected)
    if tier == 2:
        return equal_originals(this, told)
    return titled_originals(this, told)


def _compare(connection: Connection, backports: Collection[Candidate]) -> None:
    """Tell exact backports, whose files all go from and to the same contents, from those adapted to their line."""
    ids = read_change_ids(connection, {one for tie in backports for one in (tie.source, tie.target)})
    for tie in backports:
        number = ids[tie.source]
        tie.extent = "exact" if number is not None and number == ids[tie.target] else "adapted"
