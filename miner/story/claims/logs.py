"""Logs of one line for each commit, as ``git log --oneline`` shows them, with or without graph, date and author."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from miner.story.claims.people import PERSON, same_person
from miner.story.context import Context
from miner.story.days import find_days
from miner.story.facts import Commit, Unknown
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.passages import Passage

_LINE = re.compile(
    r"^[ \t]*(?:[-*|/\\_.+>][ \t|/\\_*]*)?(?:pick\s+|commit\s+)?"
    r"\(?(?P<sha>[0-9a-f]{7,40})\)?[ \t:,-]+(?P<rest>\S[^\n]*)$",
    re.MULTILINE,
)
_DECORATION = re.compile(r"\((?:HEAD\b|tag:|origin/|upstream/|[\w./-]+(?:,\s))[^)]*\)\s*")
_ISO_DAY = re.compile(r"[(\[]?(?:19|20)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?(?:\s*[+-]\d\d:?\d\d)?)?[)\]]?[\s:,]*")
_AGO = re.compile(r"\(\d+ \w+ ago\)\s*|<[^>]*>\s*")
_CUT = re.compile(r"\s*(?:\.\.\.?|…)$")
_PERSON = re.compile(PERSON)
_WORD = re.compile(r"\w+")
#: A block that is shown may be a single line.
_FEWEST_LINES: Final = {"literal": 1, "quote": 1, "text": 2}
_ALIKE: Final = 0.4


def find(context: Context) -> Iterator[Finding]:
    """Yield findings for the lines of each log, and remember which passages show one."""
    for passage in context.document.passages:
        if passage.number in context.pasted or passage.kind not in _FEWEST_LINES:
            continue
        lines = [match for match in _LINE.finditer(passage.text) if _is_line(context, match)]
        whole = passage.kind == "literal" or len(lines) == len(passage.text.strip("\n").split("\n"))
        # In a text, the sentences that begin with a commit are no log, nor are lines without any title.
        shown = passage.kind != "text" or any(_has_title(context, match) for match in lines)
        if whole and shown and len(lines) >= _FEWEST_LINES[passage.kind]:
            context.pasted.add(passage.number)
            for match in lines:
                yield from _judged(context, passage, match)


def _is_line(context: Context, match: re.Match[str]) -> bool:
    """Return whether a line shows a commit: its id is known, or it has the look of one and is not only digits."""
    known = isinstance(context.facts.commit(match["sha"]), Commit)
    return known or not (match["sha"].isdigit() or match["sha"].isalpha())


def _has_title(context: Context, match: re.Match[str]) -> bool:
    commit = context.facts.commit(match["sha"])
    return isinstance(commit, Commit) and _title(commit, match["rest"]) != "unknown"


def _judged(context: Context, passage: Passage, match: re.Match[str]) -> Iterator[Finding]:
    line, commit = passage.line_at(match.start("sha")), context.facts.commit(match["sha"])
    if isinstance(commit, Unknown):
        yield Finding(line, "log", f"commit {match['sha']}", "unknown", commit.reason)
        return
    query = asked("commit_facts", commit=commit.sha[:10])
    rest = _AGO.sub("", _DECORATION.sub("", match["rest"])).strip()
    if day := _ISO_DAY.match(rest):
        rest = rest[day.end() :]
        for each in find_days(day[0]):
            yield Finding(line, "log date", each.first.isoformat(), *_day(commit, each.first), commit.sha, query)
    before, subject, after = rest.partition(commit.subject)
    for name in (before, after) if subject else ():
        if _PERSON.fullmatch(name := name.strip(" :,-|()[]")):
            rest = commit.subject
            yield Finding(line, "log author", name, *_author(commit, name), commit.sha, query)
    yield Finding(line, "log title", in_one_line(rest), _title(commit, rest), commit.subject, commit.sha, query)


def _day(commit: Commit, said: date) -> tuple[Verdict, str]:
    fact = f"authored at {commit.row['authored_at']}"
    local, utc = commit.days
    if said == local:
        return "confirmed", fact
    if said == utc:
        return "confirmed in UTC", fact
    if str(commit.row["committed_at"])[:10] == said.isoformat():
        return "confirmed", f"committed at {commit.row['committed_at']}"
    return "corrected", fact


def _author(commit: Commit, said: str) -> tuple[Verdict, str]:
    author, committer = str(commit.row["author"]), str(commit.row["committer"])
    if same_person(said, author) or same_person(said, committer):
        return "confirmed", f"by {author}"
    # Before git the author of a commit was whoever pushed it.
    return "corrected" if str(commit.row["era"]).startswith("git") else "unknown", f"by {author}"


def _title(commit: Commit, said: str) -> Verdict:
    """Return the verdict on the title of a line, whose end may be cut off; other words may stand around it."""
    cut = _CUT.search(said)
    words, subject = _words(_CUT.sub("", said)), _words(commit.subject)
    if (subject.startswith(words) if cut else words == subject) or f" {subject} " in f" {words} ":
        return "confirmed"
    if f" {words} " in f" {subject} " and len(words.split()) > 1:  # also what goes on in the next line
        return "confirmed"
    shared = set(words.split()) & set(subject.split())
    # Something else may be told of a commit than its title.
    return "corrected" if len(shared) >= _ALIKE * len(set(subject.split())) else "unknown"


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
