"""Weigh the evidence that a commit undoes a certain ancestor, if its message does not name it."""

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from miner.contents.line_owners import Owned
from miner.contents.line_prints import Shares
from miner.contents.restored import Restored
from miner.messages.undo_claims import shared_words, takes_away
from miner.model import DAY, Says, UndoClaim
from miner.relations.candidates import Candidate
from miner.relations.undo.facts import Facts

# "Revert the last change" rarely means an older one.
_SOON = 45 * DAY
_NOTHING = Restored()
_NONE = Owned()
_WORD_EVIDENCE = {"undo": "undo-words", "slip": "slip-words", "mention": "undo-mention", "restore": "restore-words"}
_TELLING_WORDS = 2
# What decides where little else differs: people undo what is on the line where they are.
_OWN_LINE = 0.5
# The weight of a name in the fit, beside paths, words and time.
_TIES = {"issue": 4.0, "named-issue": 8.0, "title": 4.0, "cvs-revision": 8.0}
_NAMES = {"title", "cvs-revision", "named-issue"}
# What makes a weak claim a good one, without blobs and lines.
_TELLING = {"opposite-words", "named-place", "named-issue", "own-slip"}
# Rank in the list of latest changes counts only up to 6; beyond it a change counts as not listed. A commit with many
# paths has many latest changes.
_FAR = 6
# Shorter titles ("fix typo") are phrases that any message may contain.
_LONG_TITLE = 24
# Fewer lines may be the same by chance.
_SOME = 3
_PART, _HALF, _MOST, _NEARLY = 0.15, 0.5, 0.6, 0.8
# The weight of being the last who touched all lines of the commit.
_OWNS = 8.0
# The weight of a name that stands outside the claim.
_NAMED = 5.0
# The weight of having taken away what the commit says it restores.
_OPPOSITE = 2.0
# The weight of being gone but for a few lines.
_GONE = 4.0


@dataclass(slots=True)
class Suspect:
    """An ancestor that a commit may undo, with its fit (the higher the better) and its evidence."""

    target: int
    fit: float
    covered: set[int]
    full: bool
    restores: bool
    recent: bool  # by the same author, at most a day earlier
    tied: bool  # the message has its issue, title or revision
    counted: bool  # the message has its CVS revision
    evidence: set[tuple[str, str]] = field(default_factory=set)

    def candidate(self, source: int, claim: UndoClaim) -> Candidate:
        """Return a candidate for the undo of this suspect by ``source``, with its doubts."""
        made = Candidate("undoes", source, self.target, evidence=set(self.evidence))
        if (claim.says == "mention" or claim.carried) and not self.restores:
            made.doubts.add("in-passing")
        kinds = {kind for kind, _ in self.evidence}
        if claim.says != "undo" and not self.restores and kinds.isdisjoint(_TELLING):
            made.doubts.add("weak-words")
        if len(self.evidence) == 1:
            made.doubts.add("words-only")
        return made


@dataclass(slots=True)
class Accusation:
    """A commit that claims to undo something, and what is known about it; ``paths`` are those that count."""

    claim: UndoClaim
    facts: Facts
    paths: frozenset[int]
    restored: Mapping[int, Restored]
    issues: Mapping[int, str]
    latest: Mapping[int, int]  # ancestor → its rank among the latest changes of the commit's paths, from 0
    text: str = ""  # the message in lower case and on one line, to search for titles
    counted: Mapping[int, str] = field(default_factory=dict)  # ancestor → its CVS revision, found by counting
    owners: Mapping[int, Owned] = field(default_factory=dict)  # ancestor → the commit's lines that it touched last
    named: Container[int] = ()  # what the sentence of the claim names
    beside: Container[int] = ()  # what else the message names

    def suspect(
        self, target: int, facts: Facts, other: frozenset[int], lines: Shares | None = None, *, known: bool = False
    ) -> Suspect | None:
        """Return an ancestor with its fit and evidence, None if it shares no path with the commit.

        ``other`` are its paths, ``lines`` is how much of it the commit takes back, None if a side has no lines, and
        ``known`` says that all lines of both are known. None is returned, too, if the lines contradict and the message
        does not name the ancestor; if the words are weak, lines have to support them.
        """
        own = self.paths
        shared = own & other
        if not shared:
            return None
        restored = self.restored.get(target, _NOTHING)
        inverted = other.intersection(restored.inverted)
        back = inverted.union(other.intersection(restored.rewound))
        gap = max(0, self.facts.utc - facts.utc)
        rank = self.latest.get(target)
        words = shared_words(self.claim.sentence, facts.message if len(facts.message) < _SHORT else facts.subject)
        same_author = self.facts.author == facts.author
        found = {(_WORD_EVIDENCE[self.claim.says], self.claim.sentence)}
        if inverted == other:
            found.add(("inverse-blobs", f"{len(back)} of {len(other)} paths put back"))
        elif back:
            found.add(("restored-blobs", f"{len(back)} of {len(other)} paths put back"))
        owned = self.owners.get(target, _NONE)
        found |= (ties := self._ties(target, facts))
        kinds = {kind for kind, _ in ties}
        firm = self.claim.says == "undo"
        named = target in self.named or kinds & _NAMES
        opposite = self.claim.says == "restore" and takes_away(facts.subject)
        near = bool(named or words or "issue" in kinds or (rank == 0 and same_author))
        tied = "issue" in kinds or (opposite and (near or other <= own))
        told = lines is not None and _is_told(lines, owned, self.claim.says, tied=tied)
        opposite &= near or told
        if lines and not back:
            if firm and known and not (lines.common or named):
                return None
            if not firm and not (told or (named and lines.common)):
                return None
        by_lines = lines.evidence if lines and (firm or lines.is_purpose) else None
        if by_lines:
            found.add(by_lines)
        owning = min(1.0, owned.lines / lines.undoing) if lines else 0.0
        if lines and owned.lines and (owning >= _HALF or told):
            found.add(("last-lines", f"{owned.lines} of {lines.undoing} lines were last changed by it"))
            by_lines = by_lines or ("last-lines", "")
        if opposite:
            found.add(("opposite-words", facts.subject))
        close = rank is not None and (gap <= _SOON or (self.claim.recent and rank == 0))
        if close and 2 * len(shared) >= len(own):
            found.add(("author-and-time", f"{'same' if same_author else 'other'} author, {_span(gap)} before"))
        if self.claim.slip and rank == 0 and same_author and gap <= DAY:
            found.add(("own-slip", f"the author's own last change, {_span(gap)} before"))
        if target in self.named:
            found.add(("named-place", facts.subject))
        elif target in self.beside:
            found.add(("named-beside", facts.subject))
        if words >= _TELLING_WORDS:
            found.add(("same-words", facts.subject))
        fit = (
            5.0 * len(inverted) / len(other)
            + 2.0 * len(back) / len(own)
            + 1.5 * bool(back)
            + 1.5 * len(shared) / len(other)
            + 1.5 * len(shared) / len(own)
            + sum(_TIES[kind] for kind in kinds)
            + ("named-issue" in kinds) * 3.0 * len(shared) / len(own)
            + 0.5 * min(words, 6)
            + 0.7 * same_author
            + _OWN_LINE * (self.facts.line == facts.line)
            - 0.4 * (min(rank, _FAR) if rank is not None else _FAR)
            - 0.4 * math.log1p(gap / DAY)
            + (1.0 if self.claim.recent and rank == 0 else 0.0)
            + (_fit_of(lines) if lines and by_lines else 0.0)
            + _OWNS * owning
            + (_NAMED if target in self.beside else 0.0)
            + (_OPPOSITE if opposite else 0.0)
            + (_GONE if lines and told and lines.gone >= _NEARLY else 0.0)
        )
        return Suspect(
            target,
            fit,
            set(back or shared),
            inverted == other or (lines is not None and lines.whole),
            bool(back) or by_lines is not None,
            same_author and gap <= DAY,
            bool(ties),
            "cvs-revision" in kinds,
            found,
        )

    def _ties(self, target: int, facts: Facts) -> set[tuple[str, str]]:
        """Return the evidence that the message names an ancestor by its issue, title or CVS revision."""
        found = set()
        if issue := self.issues.get(target):
            named = issue.rpartition("-")[2] in self.claim.issues
            found.add(("named-issue" if named else "issue", issue))
        if revision := self.counted.get(target):
            found.add(("cvs-revision", revision))
        if self.claim.says == "undo" and self._quotes(facts.title_key):
            found.add(("title", facts.subject))
        return found

    def _quotes(self, title: str) -> bool:
        """Return whether the message contains a long title other than its own."""
        own = self.facts.title_key
        return (
            len(title) >= _LONG_TITLE and title in self.text and not own.startswith(title) and not own.endswith(title)
        )


_SHORT = 400


def _is_told(lines: Shares, owned: Owned, says: Says, *, tied: bool) -> bool:
    """Return whether the lines tell of an undo where the words hardly do: they vanish or come back, and do not change.

    They do if the commit does little else, or if it puts lines back where it takes others out. If something else ties
    the two, half of the commit is enough, and so is that nearly all of the ancestor is gone: by itself this may be the
    chance of a small change in the way of a large one.
    """
    if says == "mention" and not owned.back:
        return False
    return (
        lines.is_all
        or owned.lines > _MOST * lines.undoing
        or (owned.back >= _SOME and owned.out > 0 and owned.lines >= _PART * lines.undoing)
        or (tied and owned.lines >= max(_SOME, _HALF * lines.undoing))
        or (tied and owned.lines > 0 and lines.gone >= _NEARLY)
    )


def _fit_of(lines: Shares) -> float:
    return lines.gone * (2.0 + 2.0 * lines.explained) + 3.0 * lines.explained + 3.0 * lines.is_all


def _span(seconds: int) -> str:
    for size, name in ((DAY, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} seconds"
