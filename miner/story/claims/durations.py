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
_NEAR: Final = 80
_ORDER: Final[tuple[Verdict, ...]] = ("confirmed", "rounded", "corrected")


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each length of the work on an issue."""
    for passage in context.prose():
        for length in passage.lengths:
            low, high = passage.clause(length.start, length.end)
            took = _TOOK.search(passage.text, max(low, length.start - _NEAR), length.start)
            if not took:
                continue
            # The clause must name the issue: everything takes its time.
            named = [name for name in context.names(passage) if name.kind == "issue" and low <= name.start <= high]
            if named:
                yield _judged(context, passage, length, took.start())


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
