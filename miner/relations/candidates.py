"""Candidate relations and how their evidence adds up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: The evidence that a name is, by its number space.
EVIDENCE_OF_NAME: Final[Mapping[str, str]] = {
    "git": "sha",
    "svn": "svn-revision",
    "hg": "hg-changeset",
    "pr": "pull-request",
}
# How far each kind of evidence is to be believed when it stands alone: the share of such candidates that reading
# found to be true. Independent pieces add up as 1 - (1 - a)(1 - b)….
WEIGHTS = {
    "sha": 0.97,
    "title": 0.90,
    "pull-request": 0.92,
    "inverse-blobs": 0.80,  # every path of the undone commit is put back
    "restored-blobs": 0.50,  # some of its paths are
    "inverse-lines": 0.75,  # most of its lines are, path by path
    "restored-lines": 0.45,  # many of its lines are, or the undoing commit does little else
    "undo-words": 0.60,  # a sentence begins with the deed: "Revert …", "Back out …"
    "undo-mention": 0.10,  # the word stands somewhere
    "restore-words": 0.15,  # "Restore …", "re-add …": an undo in a third of all cases
    "issue": 0.30,
    "named-issue": 0.60,  # "Revert changes of issue #19466"
    "author-and-time": 0.30,
    "own-slip": 0.30,  # "Oops, …", a day or less after the author's own change
    "same-words": 0.15,
    "merged-undo": 0.90,  # a merge that says so brings the undo of another line
    "trailer": 0.99,
    "graft": 0.99,
    "equal-blobs": 0.95,
    "svn-revision": 0.90,
    "hg-changeset": 0.90,
    "cvs-revision": 0.80,  # counted, so it may be one off
    "revert-of-revert": 0.95,
    "same-title": 0.85,
    "some-equal-blobs": 0.80,
    "equal-lines": 0.90,  # all that an undo took back comes again, line by line, and nothing else
    "similar-lines": 0.80,  # most of it does, and is most of what the commit does
    "issue-and-paths": 0.70,
    "similar-title": 0.70,
    "author-and-paths": 0.60,
    "mention": 0.95,
}

# What speaks against an undo: the share of the belief that is left.
DOUBTS = {
    "no-shared-path": 0.55,  # r33661 was named, r63661 was meant
    "in-passing": 0.80,  # the word stands somewhere, and no blob agrees
    "another-name": 0.60,  # the message names something that is not known, and no blob agrees with the guess
    "unknown-name": 0.75,  # it names what could be the guess, mistyped or unknown, but neither issue nor blobs agree
    "words-only": 0.60,  # the best guess, with nothing but the claim to support it
    "late": 0.70,  # no word of undoing, and months later
    "reland": 0.40,  # the other natures of a silent inverse: see undo_natures
    "toggle": 0.40,
    "trial": 0.40,
    "move": 0.40,
    "bump": 0.40,
    "removal": 0.40,
}

# The same fact seen twice counts once: what adds nothing where one of those is there.
_SUBSUMED = {
    "inverse-lines": {"inverse-blobs"},
    "restored-blobs": {"inverse-lines"},
    "restored-lines": {"inverse-blobs", "restored-blobs", "inverse-lines"},
    "equal-lines": {"equal-blobs"},
    "similar-lines": {"equal-blobs", "some-equal-blobs"},
    "some-equal-blobs": {"equal-lines"},
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
    nature: str | None = None
    doubts: set[str] = field(default_factory=set)

    @property
    def confidence(self) -> float:
        """Return the belief, 0 to 1, that all evidence together supports."""
        doubt = 1.0
        kinds = {kind for kind, _ in self.evidence}
        for kind in sorted(kinds):  # in one order: floats round differently in another
            if kinds.isdisjoint(_SUBSUMED.get(kind, ())):
                doubt *= 1 - WEIGHTS[kind]
        belief = 1 - doubt
        for reason in sorted(self.doubts):
            belief *= DOUBTS[reason]
        return round(belief, 4)


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

    def put(self, candidate: Candidate) -> None:
        """Add a candidate with all its evidence to what there may be for the same tie."""
        known = self._found.setdefault((candidate.kind, candidate.source, candidate.target), candidate)
        if known is not candidate:
            known.evidence |= candidate.evidence

    def get(self, kind: str, source: int, target: int) -> Candidate | None:
        """Return the candidate for a tie, if there is one."""
        return self._found.get((kind, source, target))

    def withdraw(self, candidate: Candidate) -> None:
        """Take a candidate back."""
        del self._found[candidate.kind, candidate.source, candidate.target]

    def of(self, *kinds: str) -> list[Candidate]:
        """Return the candidates of these kinds in a stable order."""
        return [self._found[key] for key in sorted(self._found) if key[0] in kinds]
