"""Undo by claim: the message says that something is undone; blobs, lines, issue, author and time show what.

The suspects are the ancestors of which the commit restores a path or inverts the lines of one, those that were the last
to touch its lines, those that it names, those with its issue, those that recently changed its paths, and those with a
CVS revision that it names. The best one is chosen that the lines do not refute. If the claim is firm, so are those with
a named revision and those that the commit inverts in full.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from miner.contents.line_owners import Owned, find_owners
from miner.contents.paths import Paths
from miner.model import UndoClaim
from miner.relations.candidates import EVIDENCE_OF_NAME, Candidate
from miner.relations.relation_pass import Pass
from miner.relations.undo.facts import read_facts
from miner.relations.undo.leads import counted_changes, latest_changes, same_issue
from miner.relations.undo.suspects import Accusation, Suspect

# The weight of the confidence beside the fit of paths, words and time.
_BELIEF = 6.0
# A commit that reverts several changes rarely means its predecessor, since that is usually one of the reverts.
_UNDOES_ITSELF = 8.0
_ANY_CASE = "(?i)"
_PLACE = r"\b(?:in|of|from|by|pre)[\s-]+(?:(?:the\s+)?(?:commit|changeset|revision|rev\.?)\s+)?"
# "The tests were added in r1": who tells how something came to be says nothing about what becomes of it.
_HISTORY = (
    r"\b(?:added|introduced|created|implemented|written|started|done|made|changed|fixed|landed|committed|new)"
    r"\s+(?:(?:first|originally|initially|back)\s+)?"
)
# All begin with the claims, which are few.
_UNRESOLVED = """
SELECT m.commit_id, m.tracker, m.number, m.text FROM undo_claims u CROSS JOIN {affected} a CROSS JOIN mentions m
WHERE a.id = u.commit_id AND m.commit_id = u.commit_id
  AND m.role = 'undoes' AND m.resolved_id IS NULL AND m.tracker IN ('hg', 'svn', 'git', 'cvs')
ORDER BY m.commit_id, m.ordinal
"""
# What the message names, though not with a word that says what it does to it. GitHub numbers issues and pull requests
# together, so what looks like an issue may be the pull request that landed a commit.
_NAMED = """
SELECT m.commit_id, m.resolved_id, m.text FROM undo_claims u CROSS JOIN {affected} a CROSS JOIN mentions m
WHERE a.id = u.commit_id AND m.commit_id = u.commit_id AND m.role = 'mentions' AND m.resolved_id IS NOT NULL
  AND m.tracker IN ('git', 'hg', 'svn', 'pr')
UNION
SELECT m.commit_id, p.commit_id, m.text
FROM undo_claims u CROSS JOIN {affected} a CROSS JOIN mentions m
JOIN pull_requests p ON CAST(p.number AS TEXT) = m.number
WHERE a.id = u.commit_id AND m.commit_id = u.commit_id AND m.role = 'mentions' AND m.tracker = 'gh'
"""
# What another line's commit undid, which svnmerge quotes.
_QUOTED = """
SELECT m.commit_id, m.resolved_id
FROM undo_claims u CROSS JOIN {affected} a CROSS JOIN mentions m CROSS JOIN commits c
WHERE a.id = u.commit_id AND m.commit_id = u.commit_id
  AND m.role = 'undoes' AND m.position = 'quoted' AND m.resolved_id IS NOT NULL
  AND c.id = u.commit_id AND c.era IN ('cvs', 'svn')
"""


def find_claimed_undos(this: Pass, some: Collection[int] | None = None) -> None:
    """Add the undos of commits that claim one, except of commits that name what they undo and share its paths.

    ``some`` are the only commits to look at; None stands for all affected ones.
    """
    named: dict[int, list[Candidate]] = {}
    for candidate in this.candidates.of("undoes"):
        named.setdefault(candidate.source, []).append(candidate)
    claims = this.claims.plain if some is None else this.claims.of(some).plain
    unresolved, strange, unknown = _unresolved(this)
    unknown |= this.misnaming
    quoted = {commit: found for commit, found in _quoted(this).items() if commit in claims and claims[commit].carried}
    cases = _Cases(this, claims, named)
    for commit in sorted(claims):
        own = named.get(commit, [])
        slips = [one for one in own if not cases.share_paths(one.source, one.target)]
        for slip in slips:
            slip.doubts.add("no-shared-path")
        if len(slips) < len(own):
            continue
        nodes = strange.get(commit, set())
        suspects = cases.suspects(commit, nodes if all(nodes) else set())
        for chosen in _choose(suspects, claims[commit], misses_name=commit in unknown):
            candidate = chosen.candidate(commit, claims[commit])
            if chosen.restores:
                candidate.evidence.update(unresolved.get(commit, ()))
            elif ("" in nodes and not chosen.recent) or chosen.target not in quoted.get(commit, [chosen.target]):
                candidate.doubts.add("another-name")
            elif (nodes or commit in this.misnaming) and not (chosen.recent or chosen.tied):
                candidate.doubts.add("unknown-name")
            if not own or chosen.full:
                this.candidates.put(candidate)


def _unresolved(this: Pass) -> tuple[dict[int, list[tuple[str, str]]], dict[int, set[str]], set[int]]:
    """Return, by commit, its unresolved names as evidence, and the set of the unresolved names; then all such commits.

    The set keeps Mercurial ids, which may belong to any commit without a known id; other names become ''. CVS revisions
    are in neither, because they are found by counting.
    """
    evidence: dict[int, list[tuple[str, str]]] = {}
    nodes: dict[int, set[str]] = {}
    commits: set[int] = set()
    for commit, tracker, number, words in this.affected.rows(_UNRESOLVED):
        commits.add(commit)
        if tracker != "cvs":
            evidence.setdefault(commit, []).append((EVIDENCE_OF_NAME[tracker], words))
            nodes.setdefault(commit, set()).add(number if tracker == "hg" else "")
    return evidence, nodes, commits


def _meant(this: Pass, claims: Mapping[int, UndoClaim]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return, by commit, what the sentence of its claim names as the place, and all else that the message names.

    Both are with the counterparts on other lines.

    A name goes before any guess: who reverts something "after the merge error in X" takes back a part of X. Other names
    are no places: "Reverted to r70917" gives the state, and "Restore r47014" what comes back. Nor is one by which a
    sentence that only mentions an undo tells when something came.
    """
    meant: dict[int, set[int]] = {}
    beside: dict[int, set[int]] = {}
    for commit, named, words in this.affected.rows(_NAMED):
        if commit in claims and named != commit:
            is_place = _is_place(words, claims[commit])
            found = {one for one in this.counterparts.of(named) if this.had(one, commit)}
            if found:
                (meant if is_place else beside).setdefault(commit, set()).update(found)
    return meant, beside


def _is_place(name: str, claim: UndoClaim) -> bool:
    """Return whether the sentence of a claim says that what it undoes was done in the commit of this name."""
    place = _PLACE + re.escape(name)
    if not re.search(_ANY_CASE + place, claim.sentence):
        return False
    return claim.says != "mention" or not re.search(_ANY_CASE + _HISTORY + place, claim.sentence)


def _quoted(this: Pass) -> dict[int, set[int]]:
    """Return, by commit, what a quoted log says is undone, with its counterparts on other lines."""
    quoted: dict[int, set[int]] = {}
    for commit, named in this.affected.rows(_QUOTED):
        quoted.setdefault(commit, set()).update(this.counterparts.of(named))
    return quoted


class _Cases:
    """What is known about all claiming commits and their suspects, read with few queries."""

    def __init__(self, this: Pass, claims: Mapping[int, UndoClaim], named: Mapping[int, Sequence[Candidate]]) -> None:
        self._claims = claims
        self._repeated = this.repeated
        self._says_undo = this.all_claims.says_undo
        self._restored = this.restored
        self._line_inverses = this.line_inverses
        self._prints = this.prints
        self._paths = Paths(this.connection)
        self._paths.load(claims)
        self._issues = same_issue(this, claims)
        self._latest = latest_changes(this, self._paths, claims)
        self._counted = counted_changes(this, self._paths, claims)
        self._meant, self._beside = _meant(this, claims)
        self._prints.load(claims)
        self._owners: Mapping[int, Mapping[int, Owned]] = (
            find_owners(this.connection, self._prints, {one: self._paths[one] for one in claims}, this.had, this.last)
            if self._prints.present
            else {}
        )
        targets = {one.target for commit in claims for one in named.get(commit, ())}
        for commit in claims:
            targets.update(self._suspected(commit))
        self._paths.load(targets)
        self._facts = read_facts(this.connection, targets | claims.keys())
        touching = (one for commit in claims for one in self._suspected(commit) if self.share_paths(commit, one))
        self._prints.load({*claims, *touching})

    def _suspected(self, commit: int) -> set[int]:
        return {
            *self._restored.get(commit, ()),
            *self._issues.get(commit, ()),
            *self._latest.get(commit, ()),
            *self._line_inverses.get(commit, ()),
            *self._counted.get(commit, ()),
            *self._owners.get(commit, ()),
            *self._meant.get(commit, ()),
            *self._beside.get(commit, ()),
        }

    def share_paths(self, one: int, other: int) -> bool:
        """Return whether two commits share a path, bookkeeping files aside."""
        return bool(self._paths[one] & self._paths.beside(one, other))

    def suspects(self, commit: int, nodes: set[str]) -> list[Suspect]:
        """Return the ancestors that a commit may undo, the best first; only those named as the place, if any is.

        ``nodes`` are the Mercurial ids that it names and that are unknown: then ancestors with a known id are excluded.
        """
        meant = self._meant.get(commit)
        gone = self._repeated.get(commit, {})
        near = sorted(self._latest.get(commit, ()), key=self._age, reverse=True)
        case = Accusation(
            self._claims[commit],
            self._facts[commit],
            self._paths[commit],
            self._restored.get(commit, {}),
            self._issues.get(commit, {}),
            {one: rank for rank, one in enumerate(near)},
            " ".join(self._facts[commit].message.lower().split()),
            self._counted.get(commit, {}),
            self._owners.get(commit, {}),
            meant or (),
            self._beside.get(commit, ()),
            self._prints.present,
        )
        found = [
            suspect
            for target in self._suspected(commit) - gone.keys()
            if (meant is None or target in meant)
            and (
                suspect := case.suspect(
                    target,
                    self._facts[target],
                    self._paths.beside(commit, target),
                    self._prints.shares(commit, [target]),
                    known=not (self._prints.too_large(commit) or self._prints.too_large(target)),
                )
            )
            and not (case.claim.says == "mention" and suspect.tied_by_lines_alone)
            and not (nodes and self._facts[target].hg_node)  # its id is known, and is not the named one
        ]
        for suspect in found:
            suspect.fit += _BELIEF * suspect.candidate(commit, case.claim).confidence
        found.sort(key=self._rank, reverse=True)
        doubted: set[int] = set()
        # Without blobs or lines only the first suspect can be chosen, so only its claim has to be looked up.
        # Who speaks of what is gone may mean the undo.
        gone_by = {undo for undos in gone.values() for undo in undos}
        while (
            found
            and not (best := found[0]).restores
            and best.target not in doubted | gone_by
            and self._says_undo(best.target)
        ):
            doubted.add(best.target)
            best.fit -= _UNDOES_ITSELF
            found.sort(key=self._rank, reverse=True)
        return found

    def _rank(self, suspect: Suspect) -> tuple[float, tuple[int, str]]:
        return suspect.fit, self._age(suspect.target)

    def _age(self, commit: int) -> tuple[int, str]:
        return self._facts[commit].age


def _choose(suspects: list[Suspect], claim: UndoClaim, *, misses_name: bool) -> list[Suspect]:
    """Choose the best suspect; for a firm claim also those named by revision, or inverted in full on other paths.

    ``misses_name`` says that the message has a name that is not resolved: a part of that may be a part of anything.
    """
    if misses_name and claim.part:
        suspects = [one for one in suspects if one.restores or one.named]
    if not suspects:
        return []
    chosen = [suspects[0]]
    if claim.says != "undo":
        return chosen
    covered = set(suspects[0].covered)
    for suspect in suspects[1:]:
        if suspect.counted or (suspect.full and not suspect.covered & covered):
            chosen.append(suspect)
            covered |= suspect.covered
    return chosen
