"""What a commit may be said to follow after some time, where no other commit is named for it."""

import re
from collections.abc import Iterator
from typing import Final

from miner.story.claims.pairs import at, follows, revert
from miner.story.context import Context
from miner.story.days import Day
from miner.story.facts import Commit, Row
from miner.story.lengths import Length
from miner.story.passages import Passage

_WORD = re.compile(r"\w")
# "X was opened on DAY, and the first commit came a week later"
_OPENED = re.compile(r"\b(?:opened|filed|created|reported)\b[^.;]*\b(?:the|its)\s+first\s+commit\b", re.IGNORECASE)
_VERSION = re.compile(r"\b[23]\.\d+")
# In a longer section, much more may be meant than what is compared.
_MOST_ABOVE: Final = 40


def openings(context: Context, target: Commit) -> Iterator[Row]:
    """Yield when the issues of a commit were opened, which it may follow."""
    for key in target.issues:
        if opened := context.facts.issue_facts(key)["opened_at"]:
            yield {"sha": key, "authored_at": opened if "T" in opened else f"{opened}T00:00:00+00:00"}


def of_days(told: list[Day]) -> Iterator[Row]:
    """Yield the begin and the end of each day that is told."""
    for each in told:
        for day in each.all_days():
            for hour in ("00:00:00", "23:59:59"):
                yield {"sha": day.isoformat(), "authored_at": f"{day}T{hour}+00:00"}


def fits_nothing(context: Context, passage: Passage, length: Length, target: Commit) -> bool:
    """Return whether a length that begins a sentence is the time from nothing that can be meant to a commit.

    What is told right before must be a commit, an issue or a day. All that happened to the issues of the commit is
    compared, and whatever else the section tells before.
    """
    whole = context.document.section(passage)
    above = passage.number - whole[0].number
    section = list(whole[:above])
    low, _ = passage.clause(length.start, length.end)
    if not target.issues or above > _MOST_ABOVE or not _is_told_right_before(context, passage, length, section):
        return False
    rows = [row for key in target.issues for row in context.facts.commits(key)]
    rows += [revert(undo) for key in target.issues for undo in context.facts.undos_of_issue(key)]
    rows += openings(context, target)
    for each in (*section, passage):
        bound = low if each is passage else len(each.text)
        if _VERSION.search(each.text, 0, bound):
            return False
        rows += [commit.row for _, commit in context.commits(each, 0, bound)]
        rows += of_days([told for told in (*each.dates, *each.years) if told.start < bound])
    pairs = [pair for row in rows if (pair := follows(row, target.row))]
    return all(length.verdict(at(pair.earlier), at(pair.later)) == "corrected" for pair in pairs)


def _is_told_right_before(context: Context, passage: Passage, length: Length, section: list[Passage]) -> bool:
    """Return whether a length begins a sentence, and the one before tells of a commit or a day; or an opening does."""
    low, _ = passage.clause(length.start, length.end)
    if _WORD.search(passage.text, low, length.start):
        return _OPENED.search(passage.text, low, length.start) is not None
    if passage.text[:low].strip():
        last, start, end = passage, passage.clause(max(0, low - 1), max(0, low - 1))[0], low
    elif section and section[-1].kind != "heading":
        last, end = section[-1], len(section[-1].text.rstrip().rstrip("."))
        start = last.clause(end, end)[0]
    else:
        return False
    return any(start <= day.start < end for day in last.days) or bool(context.commits(last, start, end))


def earlier_of(context: Context, passage: Passage, low: int, target: Commit) -> Iterator[Row]:
    """Yield what a commit may follow: the commit that was told last, the one before it on its issue, and the first."""
    told = [commit for _, commit in context.commits(passage, 0, low)]
    if not told:
        above = [each for each in context.document.section(passage) if each.number < passage.number]
        told = [commit for each in above[-1:] for _, commit in context.commits(each)]
    yield from (commit.row for commit in told[-1:])
    for key in target.issues:
        rows = [row for row in context.facts.commits(key, target.row["line"]) if row["sha"] != target.sha]
        before = [row for row in rows if at(row) < at(target.row)]
        yield from before[-1:]
        yield from before[:1]
