"""A document under examination: its passages with what they name, and which issue a claim is about."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from miner.story.facts import Commit, Facts, Row, Unknown
from miner.story.names import Name, find_names
from miner.story.passages import Document, Passage
from miner.story.places import find_places, find_pronouns, is_told, sha_at

if TYPE_CHECKING:
    from packaging.version import Version

# An issue that stands alone is over so many passages at most.
_REACH: Final = 40
# A commit that is farther away than this is not what words mean.
_BESIDE: Final = 120
_SAID_ITSELF: Final = frozenset({"heading", "text", "quote"})


class Subject(NamedTuple):
    """The issues that words may be about, and where they are named; one in the same clause is as good as certain."""

    issues: list[str]
    scope: Literal["clause", "passage", "section"]


def _start(name: Name) -> tuple[int, int]:
    return name.start, name.end


class Context:
    """A document, what the database knows of it, and what the claims that were examined first have told."""

    def __init__(self, document: Document, facts: Facts) -> None:
        self.document = document
        self.facts = facts
        self._names: dict[int, list[Name]] = {}
        self._by_id: dict[int, tuple[int, list[tuple[Name, Commit]]]] = {}
        self._placed_as: dict[int, dict[tuple[str, str], set[str]]] = {}
        self._placed: dict[int, list[tuple[Name, Commit]]] = {}
        self._sections: dict[int, list[str]] = {}
        self._alone: dict[int, dict[int, str]] = {}
        self._periods: dict[int, list[tuple[date, date]]] = {}
        #: Passages that show a message: nothing in them is said by the document itself.
        self.pasted: set[int] = set()
        #: Commits that the database does not know by the id given, but by the message that is pasted below it.
        self.recognised: dict[str, Commit] = {}
        #: By section, the version of the nearest heading above that is one.
        self.versions: dict[int, Version | None] = {}
        #: Characters of passages that a claim about a day has used.
        self.judged_days: set[tuple[int, int]] = set()
        #: Lengths of time in passages that a claim about two events has used.
        self.judged_lengths: set[tuple[int, int]] = set()
        #: By passage, what claims about several commits at once are: nothing in them is judged again.
        self.grouped: dict[int, list[tuple[int, int]]] = {}

    def is_judged(self, passage: Passage, start: int) -> bool:
        """Return whether an offset is in a claim about several commits at once, or of a length that is judged."""
        if (passage.number, start) in self.judged_lengths:
            return True
        return any(low <= start < high for low, high in self.grouped.get(passage.number, ()))

    def prose(self) -> Iterator[Passage]:
        """Yield the passages in which the document speaks itself."""
        for passage in self.document.passages:
            if passage.kind in _SAID_ITSELF and passage.number not in self.pasted:
                yield passage

    def names(self, passage: Passage) -> list[Name]:
        """Return what a passage names, in order."""
        if passage.number not in self._names:
            self._names[passage.number] = [self._as_known(name) for name in find_names(passage)]
        return self._names[passage.number]

    def _as_known(self, name: Name) -> Name:
        """Return a name on GitHub, where issues and pull requests share their numbers, as what the database knows."""
        number = name.key.rpartition("-")[2]
        if name.key.startswith("GH-") and isinstance(self.facts.commit(name.key), Unknown):
            key = f"gh-{number}"
            return name if isinstance(self.facts.issue(key), Unknown) else name._replace(kind="issue", key=key)
        if name.key.startswith("gh-") and isinstance(self.facts.issue(name.key), Unknown):
            key = f"GH-{number}"
            return name if isinstance(self.facts.commit(key), Unknown) else name._replace(kind="pull", key=key)
        return name

    def commit(self, name: Name) -> Commit | Unknown:
        """Return the commit that a name means."""
        found = self.facts.commit(name.key)
        return self.recognised.get(name.key, found) if isinstance(found, Unknown) else found

    def commits(self, passage: Passage, start: int = 0, end: int | None = None) -> list[tuple[Name, Commit]]:
        """Return the known commits that a passage names between two offsets, by ids or as "the second attempt"."""
        if passage.number not in self._placed:
            self._placed[passage.number] = list(self._by_place(passage))
        placed = [
            each
            for each in self._placed[passage.number]
            if each[0].start >= start and (end is None or each[0].end <= end)
        ]
        found = self.commits_by_id(passage, start, end)
        return sorted([*found, *placed], key=lambda each: (each[0].start, each[0].end)) if placed else found

    def names_and_places(self, passage: Passage) -> list[Name]:
        """Return what a passage names, in order, with the commits that it names by their places."""
        self.commits(passage)
        placed = [name for name, _ in self._placed[passage.number]]
        return sorted([*self.names(passage), *placed], key=_start) if placed else self.names(passage)

    def commits_by_id(self, passage: Passage, start: int = 0, end: int | None = None) -> list[tuple[Name, Commit]]:
        """Return the known commits that a passage names by their ids between two offsets."""
        known = len(self.recognised)
        if self._by_id.get(passage.number, (-1, []))[0] != known:
            found = [
                (name, commit)
                for name in self.names(passage)
                if name.kind != "issue" and isinstance(commit := self.commit(name), Commit)
            ]
            self._by_id[passage.number] = known, found
        everything = self._by_id[passage.number][1]
        if not start and end is None:
            return list(everything)
        return [each for each in everything if each[0].start >= start and (end is None or each[0].end <= end)]

    def _by_place(self, passage: Passage) -> Iterator[tuple[Name, Commit]]:
        """Yield the commits that are named by their places in the work on the only issue that is told."""
        for start, end, place, noun in find_places(passage.text):
            issues = self.issues(passage, start, end)
            low, high = passage.clause(start, end)
            ids = self.commits_by_id(passage, max(low, start - _BESIDE), min(high, end + _BESIDE))
            if len(issues) != 1 or any(is_told(passage.text, start, end, name.start, name.end) for name, _ in ids):
                continue
            sha = sha_at(self.facts, issues[0], place, noun)
            commit = self.facts.commit(sha) if sha else None
            if isinstance(commit, Commit) and not self._is_told_otherwise(passage, place, noun, commit):
                yield Name("commit", commit.sha, start, end), commit
        for start, end in find_pronouns(passage.text):
            if commit := self._told_before(passage, start):
                yield Name("commit", commit.sha, start, end), commit

    def _told_before(self, passage: Passage, offset: int) -> Commit | None:
        """Return the only commit that is told in the same sentence before an offset, or else in the one before it."""
        low, _ = passage.clause(offset, offset)
        for _ in range(2):
            told = {commit.sha: commit for _, commit in self.commits_by_id(passage, low, offset)}
            if told or not low:
                return next(iter(told.values())) if len(told) == 1 else None
            low, _ = passage.clause(low - 1, low - 1)
        return None

    def _is_told_otherwise(self, passage: Passage, place: str, noun: str, commit: Commit) -> bool:
        """Return whether a section gives the place to another commit; or so many came after the document's date."""
        if self.document.dated and commit.days[0] > self.document.dated[0]:
            return True
        if passage.section not in self._placed_as:
            self._placed_as[passage.section] = self._told_places(self.document.section(passage))
        return bool(self._placed_as[passage.section].get((place, noun), set()) - {commit.sha})

    def _told_places(self, section: tuple[Passage, ...]) -> dict[tuple[str, str], set[str]]:
        """Return the commits to which a section itself gives places: "the second attempt: X"."""
        found: dict[tuple[str, str], set[str]] = {}
        for each in section:
            for start, end, place, noun in find_places(each.text):
                near = self.commits_by_id(each, max(0, start - _BESIDE), end + _BESIDE)
                told = [one.sha for name, one in near if is_told(each.text, start, end, name.start, name.end)]
                found.setdefault((place, noun), set()).update(told[:1])
        return found

    def issues(self, passage: Passage, start: int, end: int) -> list[str]:
        """Return the issues that words may be about: see `subject`."""
        return self.subject(passage, start, end).issues

    def subject(self, passage: Passage, start: int, end: int) -> Subject:
        """Return the issues that words may be about.

        What the same clause names counts most, then the passage, then the section; an issue that is named counts more
        than that of a commit. Of several in a clause, the last one before the words is meant, else the first after.
        """
        first, last = passage.clause(start, end)
        places: tuple[tuple[Literal["clause", "passage"], int, int], ...] = (
            ("clause", first, last),
            ("passage", 0, len(passage.text)),
        )
        for scope, low, high in places:
            issues = [
                name for name in self.names(passage) if name.kind == "issue" and low <= name.start and name.end <= high
            ]
            named = [(name, key) for name in issues for key in (self.facts.issue(name.key),) if isinstance(key, str)]
            if issues and not named and scope == "clause":
                return Subject([], scope)  # of an issue that the database does not know
            if named:
                before = [key for name, key in named if name.end <= start]
                return Subject([before[-1] if before else named[0][1]], scope)
            tagged = self._tagged([passage], low, high)
            unknown = any(
                name.kind == "commit" and low <= name.start and name.end <= high for name in self.names(passage)
            )
            if tagged or (unknown and scope == "clause"):  # what names a commit of its own is about no other
                return Subject(self._narrowed(tagged, passage), scope)
        return Subject(self._issue_over(passage) or self.issues_of_section(passage), "section")

    def _narrowed(self, issues: list[str], passage: Passage) -> list[str]:
        """Return the issue, of several that a commit is for, that the section is about."""
        if len(issues) < 2:
            return issues
        named = [key for key in self._issue_over(passage) or self.issues_of_section(passage) if key in issues]
        return named if len(named) == 1 else issues

    def _issue_over(self, passage: Passage) -> list[str]:
        """Return the issue that stands alone in the passage above, if a section has several that do, each over its own.

        Those of a list of issues are over nothing.
        """
        section = self.document.section(passage)
        if passage.section not in self._alone:
            self._alone[passage.section] = self._standing_alone(section)
        alone = self._alone[passage.section]
        at = passage.number - section[0].number
        over = next((place for place in range(at - 1, max(-1, at - _REACH), -1) if place in alone), None)
        if over is None:
            near = passage.kind == "text" and at < _REACH
            return self._issue_of_heading(section, at) or (self._only_one_above(section, at) if near else [])
        return [alone[over]] if self.is_about(section[over + 1 : at + 1], alone[over]) else []

    def is_about(self, passages: Sequence[Passage], key: str) -> bool:
        """Return whether passages name no other issue than one, and no commit that is not for it."""
        for each in passages:
            if each.number in self.pasted or each.kind == "literal":
                continue
            named = {self.facts.issue(name.key) for name in self.names(each) if name.kind == "issue"}
            if any(isinstance(found, str) and found != key for found in named):
                return False
            if any(commit.issues and key not in commit.issues for _, commit in self.commits_by_id(each)):
                return False
        return True

    def _issue_of_heading(self, section: tuple[Passage, ...], at: int) -> list[str]:
        """Return the only issue that the heading of a section names, unless the passage right above names another."""
        if section[0].kind != "heading" or not any(name.kind == "issue" for name in self.names(section[0])):
            return []
        told = self._issues_of(section[:1])
        above = [name for name in self.names(section[at - 1]) if name.kind == "issue"]
        return told if len(told) == 1 and not {self.facts.issue(name.key) for name in above} - {*told} else []

    def _only_one_above(self, section: tuple[Passage, ...], at: int) -> list[str]:
        """Return the only issue that a section has told of up to a passage, unless the next passage begins another."""
        told = self._issues_of(section[:at])
        if len(told) != 1 or {*self._issues_of(section[at : at + 1])} - {*told}:
            return []
        # What follows may be about the issue that the next passage begins with.
        below = section[at + 1] if at + 1 < len(section) else None
        begins = (
            [name for name in self.names(below)[:1] if not re.search(r"\w", below.text[: name.start])] if below else []
        )
        return told if not below or not begins or self._issues_of((below,)) == told else []

    def _standing_alone(self, section: tuple[Passage, ...]) -> dict[int, str]:
        """Return by place the issues that passages of a section name and say nothing else; not those of a list."""
        found = {place: key for place, each in enumerate(section) if (key := self._only_name(each))}
        return {} if any(place + 1 in found for place in found) else found

    def _only_name(self, passage: Passage) -> str | None:
        """Return the issue that a passage names, if it says nothing else."""
        named = [name for name in self.names(passage) if name.kind == "issue"] if passage.kind == "text" else []
        if len(named) != 1 or re.search(r"\w", passage.text[: named[0].start] + passage.text[named[0].end :]):
            return None
        key = self.facts.issue(named[0].key)
        return key if isinstance(key, str) else None

    def issues_of_section(self, passage: Passage) -> list[str]:
        """Return the issues that a section names, or else those of its commits, without repetitions."""
        if passage.section not in self._sections:
            self._sections[passage.section] = self._issues_of(self.document.section(passage))
        return self._sections[passage.section]

    def periods_of_section(self, passage: Passage) -> list[tuple[date, date]]:
        """Return the periods that a section tells, from the first to the last day, without repetitions."""
        if passage.section not in self._periods:
            told = [period for each in self.document.section(passage) for period in each.periods]
            self._periods[passage.section] = list(dict.fromkeys((one.first, other.last) for one, other in told))
        return self._periods[passage.section]

    def _issues_of(self, section: tuple[Passage, ...]) -> list[str]:
        named = [
            key
            for each in section
            if each.number not in self.pasted and each.kind != "literal"
            for name in self.names(each)
            if name.kind == "issue"
            for key in (self.facts.issue(name.key),)
            if isinstance(key, str)
        ]
        return list(dict.fromkeys(named)) or self._tagged(section, 0, None)

    def _tagged(self, passages: list[Passage] | tuple[Passage, ...], low: int, high: int | None) -> list[str]:
        """Return the issues of the commits that passages name."""
        found = [key for each in passages for _, commit in self.commits_by_id(each, low, high) for key in commit.issues]
        return list(dict.fromkeys(found))

    def until_dated(self, rows: list[Row]) -> list[Row]:
        """Return those rows of commits that the document, by its own date, can know of."""
        if self.document.dated is None:
            return rows
        end: date = self.document.dated[0] + timedelta(days=1)
        return [row for row in rows if str(row["authored_at"])[:10] < end.isoformat()]
