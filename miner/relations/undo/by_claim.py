"""Undo by claim: the message says that something is undone, and blobs, issue, author and time say what.

Every ancestor that the commit restores a path of, that bears its issue or that lately changed its paths is weighed; the
one that fits best is meant, together with all others that the commit inverts in full.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, text

from miner.contents.paths import Paths, Shape
from miner.contents.restored import Restored
from miner.graph.ancestry import Graph
from miner.messages.undo_claims import Claim, may_claim, read_claim
from miner.relations.candidates import Candidate, Candidates
from miner.relations.undo.by_name import EVIDENCE
from miner.relations.undo.facts import read_facts
from miner.relations.undo.kinds import REVERT, nature_of
from miner.relations.undo.leads import counted_changes, latest_changes, same_issue
from miner.relations.undo.lines import Lines
from miner.relations.undo.suspects import Case, Suspect

# How much the belief counts beside the fit of paths, words and time.
_BELIEF = 6.0
# Who takes several things back, or the same thing on several lines, rarely means the step before: that takes back, too.
_UNDOES_ITSELF = 8.0
_UNRESOLVED = """
SELECT m.commit_id, m.tracker, m.number, m.text FROM affected a CROSS JOIN mentions m
WHERE m.commit_id = a.commit_id AND m.role = 'undoes' AND m.resolved_id IS NULL AND m.tracker IN ('hg', 'svn', 'git')
ORDER BY m.commit_id, m.ordinal
"""


def find_claimed_undos(
    connection: Connection,
    graph: Graph,
    claims: Mapping[int, Claim],
    restored: Mapping[int, Mapping[int, Restored]],
    misnaming: Collection[int],
    lines: Lines,
    candidates: Candidates,
) -> None:
    """Add what commits undo that claim to undo something, unless they name it and the paths agree.

    ``misnaming`` are those that name what they cannot have undone.
    """
    named: dict[int, list[Candidate]] = {}
    for candidate in candidates.of("undoes"):
        named.setdefault(candidate.source, []).append(candidate)
    unresolved, strange = _unresolved(connection)
    cases = _Cases(connection, graph, claims, restored, lines, named)
    for commit in sorted(claims):
        own = named.get(commit, [])
        slips = [one for one in own if not cases.share_paths(one.source, one.target)]
        for slip in slips:
            slip.doubts.add("no-shared-path")
        if len(slips) < len(own):
            continue
        nodes = strange.get(commit, set())
        for chosen in _choose(cases.suspects(commit, nodes if all(nodes) else set()), claims[commit]):
            candidate = cases.candidate(commit, chosen)
            if chosen.restores:
                candidate.evidence.update(unresolved.get(commit, ()))
            elif "" in nodes and not chosen.recent:
                candidate.doubts.add("another-name")
            elif (nodes or commit in misnaming) and not (chosen.recent or chosen.tied):
                candidate.doubts.add("unknown-name")
            if not own or chosen.full:
                candidates.put(candidate)


def _unresolved(connection: Connection) -> tuple[dict[int, list[tuple[str, str]]], dict[int, set[str]]]:
    """Return the evidence that names which lead nowhere would make, and the Mercurial ids among them, by commit.

    Such an id could be that of any commit whose own is not known; all other names are the empty text.
    """
    evidence: dict[int, list[tuple[str, str]]] = {}
    nodes: dict[int, set[str]] = {}
    for commit, tracker, number, words in connection.execute(text(_UNRESOLVED)):
        evidence.setdefault(commit, []).append((EVIDENCE[tracker], words))
        nodes.setdefault(commit, set()).add(number if tracker == "hg" else "")
    return evidence, nodes


class _Cases:
    """What is known about all claiming commits and about those that they may undo, read at once."""

    def __init__(
        self,
        connection: Connection,
        graph: Graph,
        claims: Mapping[int, Claim],
        restored: Mapping[int, Mapping[int, Restored]],
        lines: Lines,
        named: Mapping[int, Sequence[Candidate]],
    ) -> None:
        self._claims = claims
        self._restored = restored
        self._paths = Paths(connection)
        self._paths.load(claims)
        self._issues = same_issue(connection, graph, claims)
        self._latest = latest_changes(connection, graph, self._paths, claims)
        self._counted = counted_changes(connection, graph, self._paths, claims)
        self._lines = lines
        self._undoing: dict[int, bool] = {}
        targets = {one.target for found in named.values() for one in found}
        for commit in claims:
            targets.update(self._suspected(commit))
        self._paths.load(targets)
        self._facts = read_facts(connection, targets | claims.keys())
        touching = (one for commit in claims for one in self._suspected(commit) if self.share_paths(commit, one))
        lines.prints.load({*claims, *touching})

    def _suspected(self, commit: int) -> set[int]:
        return {
            *self._restored.get(commit, ()),
            *self._issues.get(commit, ()),
            *self._latest.get(commit, ()),
            *self._lines.inverses.get(commit, ()),
            *self._counted.get(commit, ()),
        }

    def share_paths(self, one: int, other: int) -> bool:
        """Tell whether two commits touch a path in common."""
        return bool(self._paths[one] & self._paths[other])

    def suspects(self, commit: int, nodes: set[str]) -> list[Suspect]:
        """Return all ancestors that a commit may undo, the best first; ``nodes``: the Mercurial ids that it names."""
        near = sorted(self._latest.get(commit, ()), key=self._age, reverse=True)
        case = Case(
            self._claims[commit],
            self._facts[commit],
            self._paths[commit],
            self._restored.get(commit, {}),
            self._issues.get(commit, {}),
            {one: rank for rank, one in enumerate(near)},
            " ".join(self._facts[commit].message.lower().split()),
            self._counted.get(commit, {}),
        )
        found = [
            suspect
            for target in self._suspected(commit)
            if (
                suspect := case.suspect(
                    target, self._facts[target], self._paths[target], self._lines.prints.shares(commit, [target])
                )
            )
            and not (nodes and self._facts[target].hg_node)  # known by another name
        ]
        for suspect in found:
            suspect.fit += _BELIEF * suspect.candidate(commit, case.claim).confidence
        found.sort(key=self._rank, reverse=True)
        doubted: set[int] = set()
        # Only what comes first is chosen without blobs or lines, so that the messages of the others need no reading.
        while found and not (best := found[0]).restores and best.target not in doubted and self._undoes(best.target):
            doubted.add(best.target)
            best.fit -= _UNDOES_ITSELF
            found.sort(key=self._rank, reverse=True)
        return found

    def _rank(self, suspect: Suspect) -> tuple[float, tuple[int, int]]:
        return suspect.fit, self._age(suspect.target)

    def _undoes(self, commit: int) -> bool:
        """Tell whether a suspect says itself that it undoes something."""
        if commit not in self._undoing:
            facts = self._facts[commit]
            claim = read_claim(facts.subject, facts.message, is_git=facts.is_git) if may_claim(facts.message) else None
            self._undoing[commit] = claim is not None and claim.says == "undo"
        return self._undoing[commit]

    def candidate(self, commit: int, suspect: Suspect) -> Candidate:
        """Make a candidate of a suspect; "Re-enable the test" may be the end of a plan."""
        claim = self._claims[commit]
        made = suspect.candidate(commit, claim)
        if suspect.full and claim.says == "restore":
            this, other = self._facts[commit], self._facts[suspect.target]
            made.nature = nature_of(
                (this.subject, this.message), (other.subject, other.message), Shape(), target_undoes=False
            )
            if made.nature != REVERT:
                made.doubts.add(made.nature)
        return made

    def _age(self, commit: int) -> tuple[int, int]:
        return self._facts[commit].utc, commit


def _choose(suspects: list[Suspect], claim: Claim) -> list[Suspect]:
    """Choose the best, what else is numbered, and what is inverted in full on paths that are not yet accounted for."""
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
