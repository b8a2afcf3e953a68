"""Candidate relations and how their evidence adds up."""

from dataclasses import dataclass, field

# How far each kind of evidence is to be believed when it stands alone: the share of such candidates that reading
# found to be true. Independent pieces add up as 1 - (1 - a)(1 - b)….
WEIGHTS = {
    "sha": 0.97,
    "title": 0.90,
    "pull-request": 0.92,
    "inverse-blobs": 0.80,
    "trailer": 0.99,
    "svn-revision": 0.90,
    "hg-changeset": 0.90,
    "revert-of-revert": 0.95,
    "same-title": 0.85,
    "mention": 0.95,
}

# Details are for people to read and part of a key, so they are kept short.
_LONGEST_DETAIL = 300


@dataclass(slots=True)
class Candidate:
    """A tie that some evidence speaks for: source and target are commit ids, ``through`` the undo in between."""

    kind: str
    source: int
    target: int
    through: int | None = None
    extent: str | None = None
    evidence: set[tuple[str, str]] = field(default_factory=set)

    @property
    def confidence(self) -> float:
        """Return the belief, 0 to 1, that all evidence together supports."""
        doubt = 1.0
        for kind in {kind for kind, _ in self.evidence}:
            doubt *= 1 - WEIGHTS[kind]
        return round(1 - doubt, 4)


class Candidates:
    """The candidates of one pass, one per pair of commits and kind."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, int], Candidate] = {}

    def add(
        self, kind: str, source: int, target: int, evidence: str, detail: str, through: int | None = None
    ) -> Candidate:
        """Add a piece of evidence for a tie, making the candidate if it is new."""
        candidate = self._found.setdefault((kind, source, target), Candidate(kind, source, target, through))
        candidate.evidence.add((evidence, " ".join(detail.split())[:_LONGEST_DETAIL]))
        return candidate

    def get(self, kind: str, source: int, target: int) -> Candidate | None:
        """Return the candidate for a tie, if there is one."""
        return self._found.get((kind, source, target))

    def withdraw(self, candidate: Candidate) -> None:
        """Take a candidate back."""
        del self._found[candidate.kind, candidate.source, candidate.target]

    def of(self, *kinds: str) -> list[Candidate]:
        """Return the candidates of these kinds in a stable order."""
        return [self._found[key] for key in sorted(self._found) if key[0] in kinds]
