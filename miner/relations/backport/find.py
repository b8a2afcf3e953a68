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

from itertools import pairwise

from sqlalchemy import Connection, text

from miner.contents.change_ids import Transitions
from miner.graph.ancestry import DEPTH, Graph
from miner.relations.backport.by_name import Claim, named_originals, numbered_originals
from miner.relations.backport.by_similarity import equal_originals, related, titled_originals
from miner.relations.backport.by_svnmerge import merged_revisions
from miner.relations.candidates import Candidate, Candidates
from miner.relations.counterparts import Families

__all__ = ["Families", "find_backports", "reopen_backports", "widen"]

_SAME_TITLE = """
SELECT DISTINCT o.id FROM commits c CROSS JOIN commits o
WHERE c.id > :after AND o.title_key = c.title_key AND o.id <= :after AND LENGTH(c.title_key) >= 16
"""
_POINTING = """
SELECT r.source_id FROM affected a CROSS JOIN relations r
WHERE r.target_id = a.commit_id AND r.kind IN ('backports', 'undoes')
UNION
SELECT m.commit_id FROM affected a CROSS JOIN mentions m
WHERE m.resolved_id = a.commit_id AND m.role IN ('undoes', 'relands', 'backports')
"""
# A merge takes back what the last commits that it brings take back: see undo_merges.
_BRINGING = f"""
WITH RECURSIVE brought (id, depth) AS (
    SELECT commit_id, 1 FROM affected
    UNION
    SELECT p.commit_id, b.depth + 1 FROM brought b JOIN parents p ON p.parent_id = b.id AND p.position = 0
    WHERE b.depth < {DEPTH}
)
SELECT p.commit_id FROM brought b JOIN parents p ON p.parent_id = b.id AND p.position > 0
"""  # noqa: S608 - our own number
_ON_MAIN = "SELECT 1 FROM commits WHERE id = :commit AND line = 'main'"
_ALL_PORTS = """
INSERT INTO affected
SELECT source_id FROM relations WHERE kind = 'backports' AND source_id NOT IN (SELECT commit_id FROM affected)
UNION
SELECT target_id FROM relations WHERE kind = 'backports' AND target_id NOT IN (SELECT commit_id FROM affected)
"""
_TIERS = 4
#: In the first tiers the commit itself says what its original is.
_NAMING_TIERS = 2


def widen(connection: Connection, after: int, transitions: Transitions) -> None:
    """Add to ``affected`` old commits that new ones may be the originals of, and all that point to affected ones."""
    if after == 0:
        return
    affected = {commit for (commit,) in connection.execute(text("SELECT commit_id FROM affected"))}
    found = {twin for twins in transitions.equals(sorted(affected)).values() for twin in twins}
    found.update(commit for (commit,) in connection.execute(text(_SAME_TITLE), {"after": after}))
    while found := found - affected:
        rows = [{"commit": commit} for commit in sorted(found)]
        connection.execute(text("INSERT INTO affected VALUES (:commit)"), rows)
        affected |= found
        found = {commit for query in (_POINTING, _BRINGING) for (commit,) in connection.execute(text(query))}


def reopen_backports(connection: Connection) -> None:
    """Add all backports and their originals to ``affected``: lines that changed may show others to be originals."""
    connection.execute(text(_ALL_PORTS))


def find_backports(connection: Connection, graph: Graph, transitions: Transitions, candidates: Candidates) -> Families:
    """Add the backports of affected commits; return all families, those of earlier passes included."""
    told: set[int] = set()
    families = Families(stored=None if transitions.whole else connection)
    claims: list[tuple[Claim, bool]] = []
    for tier in range(_TIERS):
        found = [
            claim
            for claim in _originals(connection, graph, transitions, told, tier)
            if not related(graph, claim[1], claim[0])
        ]
        for claim in found:
            claims.append((claim, claim[0] in told))
            # Of two that name each other neither is the original.
            if claim[0] not in told and families.root(claim[1]) != claim[0]:
                families.join(*claim[:2], named=tier < _NAMING_TIERS)
        told.update(claim[0] for claim in found)
    for (commit, named, evidence, detail), only_confirms in claims:
        original = _first(connection, families, commit, named)
        if original != commit and (not only_confirms or candidates.get("backports", commit, original)):
            candidates.add("backports", commit, original, evidence, detail)
    _compare(transitions, candidates.of("backports"))
    return families


def _first(connection: Connection, families: Families, commit: int, named: int) -> int:
    """Follow an original to the commit that was there first, but from main only to where main says to have it from."""
    path = list(families.upwards(named))
    if commit not in path:
        for late, early in pairwise(path):
            if _on_main(connection, late) and not (families.names(late) and _on_main(connection, early)):
                return late
    return path[-1]


def _on_main(connection: Connection, commit: int) -> bool:
    return connection.scalar(text(_ON_MAIN), {"commit": commit}) is not None


def _originals(
    connection: Connection, graph: Graph, transitions: Transitions, told: set[int], tier: int
) -> list[Claim]:
    """Return the claims of one tier of evidence, the strongest being 0."""
    if tier == 0:
        return named_originals(connection) + merged_revisions(connection)
    if tier == 1:
        return numbered_originals(connection)
    if tier == 2:
        return equal_originals(connection, graph, transitions, told)
    return titled_originals(connection, graph, transitions, told)


def _compare(transitions: Transitions, backports: list[Candidate]) -> None:
    """Tell exact backports, whose files all go from and to the same contents, from those adapted to their line."""
    transitions.load(commit for candidate in backports for commit in (candidate.source, candidate.target))
    for candidate in backports:
        number = transitions.forward(candidate.source)
        exact = number != 0 and number == transitions.forward(candidate.target)
        candidate.extent = "exact" if exact else "adapted"
