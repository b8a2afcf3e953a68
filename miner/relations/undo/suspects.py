"""Weigh the evidence that a commit undoes a certain ancestor, if its message does not name it."""

import math
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from miner.contents.line_owners import Owned
from miner.contents.line_prints import Shares
from miner.contents.restored import Restored
from miner.messages.similarity import quotes_title, title_similarity
from miner.messages.titles import title_key
from miner.messages.undo_claims import quoted_title, shared_words, takes_away
from miner.model import DAY, UndoClaim
from miner.relations.candidates import Candidate
from miner.relations.undo.facts import Facts
from miner.relations.undo.line_case import LineCase

# "Revert the last change" rarely means an older one.
_SOON = 45 * DAY
# People take back mostly what they did themselves, within a week.
_OWN_RECENT = 7 * DAY
# The latest change of the same files, so soon before, of which a line comes back: that ties two commits by itself.
_AT_ONCE = 2 * DAY
_NOTHING = Restored()
_NONE = Owned()
_WORD_EVIDENCE = {"undo": "undo-words", "slip": "slip-words", "mention": "undo-mention", "restore": "restore-words"}
_TELLING_WORDS = 2
# What decides where little else differs: people undo what is on the line where they are.
_OWN_LINE = 0.5
# The weight of a name in the fit, beside paths, words and time.
_TIES = {
    "issue": 4.0,
    "named-issue": 8.0,
    "title": 4.0,
    "similar-title": 4.0,
    "cvs-revision": 8.0,
    "named-place": 0.0,  # the others are left out then
    "named-beside": 5.0,
}
_NAMES = {"title", "cvs-revision", "named-issue", "named-place"}
# What makes a weak claim a good one, without blobs and lines.
_TELLING = {"opposite-words", "named-place", "named-issue", "own-slip", "only-attempt"}
# What says nothing but that somebody undid something here, some time after: mostly that was another change.
_DISTANT = {"undo-words", "author-and-time"}
# Words that are no claim, and lines: whatever changes a line changes what somebody did, however long ago.
_UNTIED = {"undo-mention", "same-words", "last-lines", "restored-lines", "inverse-lines"}
# Rank in the list of latest changes counts only up to 6; beyond it a change counts as not listed. A commit with many
# paths has many latest changes.
_FAR = 6
# The share of words that a title has in common with one that is quoted from memory.
_ALIKE = 0.6
# The weight of having taken away what the commit says it restores.
_OPPOSITE = 2.0


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
    silent: bool  # lines were counted, and neither they nor blobs nor a name support it
    counted: bool  # the message has its CVS revision
    evidence: set[tuple[str, str]] = field(default_factory=set)

    @property
    def named(self) -> bool:
        """Whether the message has its title, its revision, its issue as what is undone, or itself as the place."""
        return any(kind in _NAMES for kind, _ in self.evidence)

    @property
    def tied_by_lines_alone(self) -> bool:
        """Whether nothing but lines ties it to a message that only mentions an undo."""
        return {kind for kind, _ in self.evidence} <= _UNTIED

    def candidate(self, source: int, claim: UndoClaim) -> Candidate:
        """Return a candidate for the undo of this suspect by ``source``, with its doubts."""
        made = Candidate("undoes", source, self.target, evidence=set(self.evidence))
        if (claim.says == "mention" or claim.carried) and not self.restores:
            made.doubts.add("in-passing")
        kinds = {kind for kind, _ in self.evidence}
        if claim.says != "undo" and not self.restores and kinds.isdisjoint(_TELLING):
            made.doubts.add("weak-words")
        if claim.says == "undo" and not self.restores and kinds <= _DISTANT:
            made.doubts.add("distant")
        if self.silent:
            made.doubts.add("silent-lines")
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
    has_lines: bool = False  # whether the database has lines to compare

    def suspect(
        self, target: int, facts: Facts, other: frozenset[int], shares: Shares | None = None, *, known: bool = False
    ) -> Suspect | None:
        """Return an ancestor with its fit and evidence, None if it shares no path with the commit.

        ``other`` are its paths, ``shares`` is how much of it the commit takes back, None if a side has no lines, and
        ``known`` says that all lines of both are known. None is returned, too, if the lines contradict.
        """
        own = self.paths
        shared = own & other
        if not shared:
            return None
        restored = self.restored.get(target, _NOTHING)
        inverted = other.intersection(restored.inverted)
        back = inverted.union(other.intersection(restored.rewound))
        ties = self._ties(target, facts)
        kinds = {kind for kind, _ in ties}
        if self.claim.says != "undo" and "title" not in kinds and 2 * len(back) < min(len(own), len(other)):
            back = frozenset()  # of much else that the two do, a file may be the same again by chance
        gap = max(0, self.facts.utc - facts.utc)
        rank = self.latest.get(target)
        words = shared_words(self.claim.sentence, facts.message if len(facts.message) < _SHORT else facts.subject)
        same_author = self.facts.author == facts.author
        opposite = self.claim.says == "restore" and takes_away(facts.subject)
        near = bool(kinds or words or (rank == 0 and same_author))
        owned = self.owners.get(target, _NONE)
        at_once = rank == 0 and gap <= _AT_ONCE and owned.back > 0
        tied = at_once or bool(kinds & {"issue", "named-beside"}) or (opposite and (near or other <= own))
        lines = LineCase(
            self.claim.says,
            shares,
            owned,
            known,
            tied,
            named="named-beside" in kinds,
            sole=target in self.owners and len(self.owners) == 1,
            part=self.claim.part,
        )
        if not back and lines.refutes(named=not kinds.isdisjoint(_NAMES)):
            return None
        opposite &= near or lines.support
        found = {(_WORD_EVIDENCE[self.claim.says], self.claim.sentence), *ties, *lines.evidence}
        if back:
            kind = "inverse-blobs" if inverted == other else "restored-blobs"
            found.add((kind, f"{len(back)} of {len(other)} paths put back"))
        close = rank is not None and (gap <= _SOON or (self.claim.recent and rank == 0))
        if close and 2 * len(shared) >= len(own):
            own_recent = same_author and gap <= _OWN_RECENT
            kind = "own-recent" if own_recent else "author-and-time"
            found.add((kind, f"{'same' if same_author else 'other'} author, {_span(gap)} before"))
        slip = gap <= (DAY if self.claim.slip else _AT_ONCE)
        if (self.claim.slip or (self.claim.says == "slip" and "issue" in kinds)) and rank == 0 and same_author and slip:
            found.add(("own-slip", f"the author's own last change, {_span(gap)} before"))
        if opposite:
            found.add(("opposite-words", facts.subject))
        if own == other and (issue := self.issues.get(target)) and [*self.issues.values()].count(issue) == 1:
            found.add(("only-attempt", f"the only earlier commit of {issue}, on the same files"))
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
            + _OPPOSITE * opposite
            + 0.5 * min(words, 6)
            + 0.7 * same_author
            + _OWN_LINE * (self.facts.line == facts.line)
            - 0.4 * (min(rank, _FAR) if rank is not None else _FAR)
            - 0.4 * math.log1p(gap / DAY)
            + (1.0 if self.claim.recent and rank == 0 else 0.0)
            + lines.fit
        )
        return Suspect(
            target,
            fit,
            set(back or shared),
            inverted == other or (shares is not None and shares.whole),
            bool(back or lines.evidence),
            same_author and gap <= DAY,
            bool(kinds & {"issue", *_NAMES}),
            self.has_lines and not (back or lines.evidence or kinds & _NAMES),
            "cvs-revision" in kinds,
            found,
        )

    def _ties(self, target: int, facts: Facts) -> set[tuple[str, str]]:
        """Return the evidence that the message names an ancestor: its issue, title, CVS revision or itself."""
        found = set()
        if issue := self.issues.get(target):
            named = issue.rpartition("-")[2] in self.claim.issues
            found.add(("named-issue" if named else "issue", issue))
        elif number := next(
            (one for one in self.claim.issues if re.search(rf"(?<![\w.]){one}\b", facts.subject)), None
        ):
            found.add(("named-issue", number))  # "Revert 3270 patch", of a title that ends with "for issue 3270"
        if revision := self.counted.get(target):
            found.add(("cvs-revision", revision))
        if kind := self._title(facts):
            found.add((kind, facts.subject))
        if target in self.named:
            found.add(("named-place", facts.subject))
        elif target in self.beside:
            found.add(("named-beside", facts.subject))
        return found

    def _title(self, facts: Facts) -> str | None:
        """Return the evidence that the message has an ancestor's title."""
        quoted = quoted_title(self.claim.sentence)
        if self.claim.says == "mention":  # one of the commits that were squashed into it, or what it talks about
            return "title" if quoted and title_key(quoted) == facts.title_key else None
        if self.claim.says != "undo":
            return None
        if quotes_title(self.text, facts.title_key, self.facts.title_key):
            return "title"
        alike = quoted and title_similarity(quoted.lower(), facts.title_key) >= _ALIKE
        return "similar-title" if alike else None


_SHORT = 400


def _span(seconds: int) -> str:
    for size, name in ((DAY, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} seconds"
