"""Candidate relations, and the confidence that their evidence adds up to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

#: The kind of evidence for a commit's name in a message, by the tracker of the mention.
EVIDENCE_OF_NAME: Final[Mapping[str, str]] = {
    "git": "sha",
    "svn": "svn-revision",
    "hg": "hg-changeset",
    "pr": "pull-request",
}
# The probability that a candidate with only this kind of evidence is true. Independent pieces combine to
# 1 - (1 - a)(1 - b)…. The weights and doubts are those that explain the labels best: `tests/benchmarks/weights.py` fits
# them, and says how often claims were true of labels held out. Names that labels hardly ever contradict weigh one
# hundredth more than it makes them, or else what is nearly certain would claim less than is true.
WEIGHTS = {
    "sha": 0.96,
    "title": 0.92,
    "pull-request": 0.96,
    "record": 0.92,  # the text of the pull request says so; as a title, for there are no labels to fit it to
    "discussion": 0.21,  # a comment talks about it; nothing rests on that alone
    "inverse-blobs": 0.95,  # every path of the undone commit is put back
    "restored-blobs": 0.81,  # some of its paths are
    "inverse-lines": 0.89,  # most of its lines are, path by path
    "restored-lines": 0.85,  # many of its lines are, or the undoing commit does little else
    "undo-words": 0.57,  # a sentence begins with the undoing word: "Revert …", "Back out …"
    "undo-mention": 0.04,  # the word occurs elsewhere
    "slip-words": 0.40,  # "left by accident", "lost in a merge"
    "last-lines": 0.76,  # it was the last to touch at least three lines of the commit, or half of them
    "opposite-words": 0.29,  # "Skip the test" before "Re-enable the test"
    "named-place": 0.82,  # the sentence that claims it says "in X", "made by X"
    "named-beside": 0.47,  # the message names it elsewhere
    "restore-words": 0.05,  # "Restore …", "re-add …": an undo in a third of all cases
    "issue": 0.49,
    "only-attempt": 0.50,  # the issue has no other earlier commit, and both change the same files
    "named-issue": 0.80,  # "Revert changes of issue #19466"
    "author-and-time": 0.05,
    "own-recent": 0.05,  # the same, by the author within a week
    "own-slip": 0.42,  # "Oops, …", a day or less after the author's own change
    "same-words": 0.21,
    "merged-undo": 0.76,  # a merge that says so brings in the undo from another line
    "trailer": 0.99,
    "graft": 0.99,
    "equal-blobs": 0.95,
    "svn-revision": 0.97,
    "hg-changeset": 0.91,
    "cvs-revision": 0.84,  # found by counting, which may be off by one
    "revert-of-revert": 0.87,
    "brings-back": 0.90,  # at least half of what an undo took away comes back
    "same-title": 0.88,
    "some-equal-blobs": 0.85,
    "equal-lines": 0.90,  # all lines that the undo took back return, and nothing else changes
    "similar-lines": 0.91,  # most of them return, and are most of the commit's lines
    "some-lines": 0.57,  # enough of them return for a reworked change
    "issue-and-paths": 0.60,  # another attempt; the same change only if lines or other evidence show that, too
    "similar-title": 0.72,
    "author-and-paths": 0.66,
    "quoted-title": 0.81,  # the message has the title of the original, and the same issue
    "same-patch": 0.81,  # both apply the same patch of SourceForge's tracker
    "added-again": 0.90,  # a file that came with the original and went with the undo comes again, such as a NEWS entry
    "removed-again": 0.85,  # both remove something from the same three files or more
    "mention": 0.95,
}

# What speaks against an undo: the factor by which it lowers the confidence.
DOUBTS = {
    "no-shared-path": 0.55,  # the named commit shares no path: r33661 was written, r63661 was meant
    "in-passing": 0.66,  # the undoing word is only mentioned, or a merge's, and neither blobs nor lines agree
    "another-name": 0.65,  # the message names an unknown svn or git commit, and neither blobs nor lines agree
    "unknown-name": 0.84,  # it names an unknown Mercurial id, or a commit that shares no file: this is a guess
    "weak-words": 0.70,  # "restore" or an accident, and neither blobs, lines, a name nor opposite words agree
    "silent-lines": 0.75,  # lines were counted, and neither they nor blobs nor a name support it
    "squashed": 0.40,  # only a list of squashed commits says so, and a file is changed right after and not put back
    "contradicted": 0.41,  # it changes a file of the other right after it and does not put it back
    "distant": 0.42,  # another author's, or more than a week before, and nothing else than the claim supports it
    "words-only": 0.23,  # nothing but the claim supports it
    "late": 0.84,  # a silent inverse after more than three months
    "reland": 0.40,  # from here on the other natures of inverses: see undo/kinds.py
    "toggle": 0.40,
    "trial": 0.40,
    "move": 0.40,
    "bump": 0.40,
    "removal": 0.40,
}

#: Evidence of an undo that tells more than words do: contents, and names by which messages say what they undo. A title
#: is only words, because it is quoted to tell what happened, too.
BEYOND_WORDS: Final = (
    *("inverse-blobs", "restored-blobs", "inverse-lines", "restored-lines", "last-lines"),
    *("sha", "pull-request", "record", "svn-revision", "hg-changeset", "cvs-revision"),
)

# The same fact counts only once: evidence → kinds of evidence beside which it adds nothing.
_SUBSUMED = {
    "record": {"sha", "title", "pull-request", "trailer"},
    "discussion": {"record"},
    "inverse-lines": {"inverse-blobs"},
    "restored-blobs": {"inverse-lines"},
    "restored-lines": {"inverse-blobs", "restored-blobs", "inverse-lines"},
    "last-lines": {"inverse-blobs", "restored-blobs", "inverse-lines", "restored-lines"},
    "equal-lines": {"equal-blobs"},
    "similar-lines": {"equal-blobs", "some-equal-blobs"},
    "some-lines": {"equal-blobs", "some-equal-blobs"},
    "some-equal-blobs": {"equal-lines"},
}

# Characters of a detail: details are read by people and are part of a primary key, so they are kept short.
_LONGEST_DETAIL = 300


@dataclass(slots=True)
class Candidate:
    """A relation supported by some evidence, a set of (kind, detail).

    ``source`` and ``target`` are commit ids, and so is ``through``, for relands the undo of the target.
    """

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
        """The probability, 0 to 1, that the relation is true, from all evidence and doubts."""
        return _belief(frozenset([kind for kind, _ in self.evidence]), frozenset(self.doubts))


@cache
def _belief(kinds: frozenset[str], doubts: frozenset[str]) -> float:
    """Return the confidence of a candidate with these kinds of evidence; there are some hundred combinations."""
    doubt = 1.0
    for kind in sorted(kinds):  # in a fixed order, because rounding errors depend on it
        if kinds.isdisjoint(_SUBSUMED.get(kind, ())):
            doubt *= 1 - WEIGHTS[kind]
    belief = 1 - doubt
    for reason in sorted(doubts):
        belief *= DOUBTS[reason]
    return round(belief, 4)


class Candidates:
    """The candidates of one pass, at most one for each kind, source and target."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, int], Candidate] = {}

    def add(
        self, kind: str, source: int, target: int, evidence: str, detail: str, through: int | None = None
    ) -> Candidate:
        """Add a piece of evidence for a relation, make the candidate if it is new, and return it."""
        if (candidate := self._found.get((kind, source, target))) is None:
            candidate = self._found[kind, source, target] = Candidate(kind, source, target, through)
        candidate.evidence.add((evidence, " ".join(detail.split())[:_LONGEST_DETAIL]))
        return candidate

    def put(self, candidate: Candidate) -> None:
        """Add a candidate; if the relation already has one, add only the evidence to that."""
        known = self._found.setdefault((candidate.kind, candidate.source, candidate.target), candidate)
        if known is not candidate:
            known.evidence |= candidate.evidence

    def get(self, kind: str, source: int, target: int) -> Candidate | None:
        """Return the candidate for a relation, None if there is none."""
        return self._found.get((kind, source, target))

    def withdraw(self, candidate: Candidate) -> None:
        """Remove a candidate."""
        del self._found[candidate.kind, candidate.source, candidate.target]

    def of(self, *kinds: str) -> list[Candidate]:
        """Return the candidates of these kinds, sorted by kind, source and target."""
        return [self._found[key] for key in sorted(key for key in self._found if key[0] in kinds)]
