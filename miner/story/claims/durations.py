"""How long the work on an issue took: "took nine months", "lasted two weeks", "over a period of a year"."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from miner.story.context import Context
from miner.story.filters import delay
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.lengths import Length
from miner.story.passages import Passage
from miner.story.unstated import unstated

_TOOK = re.compile(
    r"\b(?:(?:took|takes|taken|lasted|lasts|went\s+on|dragged\s+on|ran|spans|spanned|spread|stretched)(?:\s+(?:for|over|us|him|her|them|in|"
    r"about|all|me))*|over\s+a\s+period\s+of|over\s+the\s+course\s+of)\s*$",
    re.IGNORECASE,
)
# "X is older than Y by two years", "X was opened two years before Y"
_OLDER = re.compile(
    r"\b(?:(?P<before>older\s+than|before)|(?P<after>younger\s+than|newer\s+than|after))\b", re.IGNORECASE
)
_COMPARED = re.compile(r"\b(?:older|younger|newer)\b", re.IGNORECASE)
_WAS_OPENED = re.compile(r"\b(?:opened|filed|created|reported)\b", re.IGNORECASE)
_NEAR: Final = 80
_LONGEST: Final = 400
_ORDER: Final[tuple[Verdict, ...]] = ("confirmed", "rounded", "corrected")


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each length of the work on an issue."""
    for passage in context.prose():
        for length in passage.lengths:
            if context.is_judged(passage, length.start):
                continue
            if age := _ages(context, passage, length):
                yield age
                continue
            low, high = passage.clause(length.start, length.end)
            took = _TOOK.search(passage.text, max(low, length.start - _NEAR), length.start)
            if not took:
                continue
            # The clause must name the issue: everything takes its time.
            named = [name for name in context.names(passage) if name.kind == "issue" and low <= name.start <= high]
            if named:
                yield _judged(context, passage, length, took.start())


def _ages(context: Context, passage: Passage, length: Length) -> Finding | None:
    """Judge how long before or after another issue one was opened; None if that is not said."""
    low, high = passage.clause(length.start, length.end)
    if high - low > _LONGEST or not _OLDER.search(passage.text, low, high):
        return None
    named = [name for name in context.names(passage) if low <= name.start and name.end <= high]
    keys = [key for name in named if isinstance(key := context.facts.issue(name.key), str)]
    if len(named) != 2 or len(keys) != 2 or keys[0] == keys[1]:
        return None
    between = passage.text[named[0].end : named[1].start] + passage.text[named[1].end : high]
    words = passage.text[low:high]
    told = [match.lastgroup for match in _OLDER.finditer(between)]
    if len(told) != 1 or not (_COMPARED.search(between) or _WAS_OPENED.search(words)):
        return None
    where = passage.line_at(length.start), "age of an issue", in_one_line(words)
    if reason := unstated(passage, length.start, length.end):
        return Finding(*where, "unknown", reason)
    opened = [context.facts.issue_facts(key)["opened_at"] for key in keys]
    if not all(each and "T" in each for each in opened):
        return Finding(*where, "unknown", f"when {' or '.join(keys)} was opened is not known", ",".join(keys))
    earlier, later = map(datetime.fromisoformat, opened if told[0] == "before" else reversed(opened))
    fact = f"{keys[0]} was opened on {opened[0][:10]}, {keys[1]} on {opened[1][:10]}"
    verdict = length.verdict(earlier, later) if earlier <= later else "corrected"
    return Finding(*where, verdict, fact, ",".join(keys), asked("issue_facts", issue=keys[0]))


def _judged(context: Context, passage: Passage, length: Length, start: int) -> Finding:
    where = passage.line_at(start), "length of the work", in_one_line(passage.text[start : length.end])
    if reason := unstated(passage, start, length.end):
        return Finding(*where, "unknown", reason)
    issues = context.issues(passage, start, length.end)
    if len(issues) != 1:
        return Finding(*where, "unknown", "it is not clear which issue the time is about")
    key = issues[0]
    query = asked("issue_facts", issue=key)
    facts = context.facts.issue_facts(key)
    rows = [
        (told[0]["authored_at"], told[-1]["authored_at"])
        for line in (None, "main")
        if (told := context.facts.commits(key, line))
    ]
    begun = dict.fromkeys([first for first, _ in rows] + ([facts["opened_at"]] if facts["opened_at"] else []))
    ended = dict.fromkeys([last for _, last in rows] + ([facts["closed_at"]] if facts["closed_at"] else []))
    pairs = [
        (datetime.fromisoformat(first), datetime.fromisoformat(last))
        for first in begun
        for last in ended
        if first < last
    ]
    if not pairs:
        return Finding(*where, "unknown", f"the database knows no time between two events of {key}", key, query)
    verdict, (first, last) = min(
        ((length.verdict(*pair), pair) for pair in pairs), key=lambda each: _ORDER.index(each[0])
    )
    fact = f"from {first.date()} to {last.date()} {key} had {delay((last - first).total_seconds())}"
    if verdict == "corrected" and not (facts["opened_at"] and facts["closed_at"]):
        verdict, fact = "unknown", f"{fact}; when it was opened and closed is not known"
    return Finding(*where, verdict, fact, key, query)
