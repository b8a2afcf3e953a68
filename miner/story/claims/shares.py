"""Shares of a number of commits: "5 commits, 3 of them by A and 2 by B", "16 commits, 8 of them in November"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from miner.story.claims.pairs import at
from miner.story.claims.people import PERSON, did, same_person
from miner.story.context import Context
from miner.story.days import Day
from miner.story.facts import Row, days_of
from miner.story.filters import delay
from miner.story.finding import Finding, Verdict, in_one_line
from miner.story.lengths import Length
from miner.story.numbers import NUMBER, number
from miner.story.passages import Passage

_Test = Callable[[date, Day], bool]
# What stands farther away belongs to something else.
NEAR: Final = 80
WITHIN: Final = ("in", "during", "on")
_SHARE = re.compile(
    rf"(?:[,:(–—]|\b(?i:and|plus))\s*(?:(?P<n>(?i:{NUMBER}))\s+(?i:(?:commits\s+|of\s+(?:them|these|those|which)\s+)?)"
    r"|(?i:all(?:\s+of\s+(?:them|these|those|which))?\s+))(?i:(?:(?:are|were)\s+)?by)\s+"
    rf"(?P<name>{PERSON})"
)
_AUTHORS = re.compile(
    rf"\s+(?:(?:are|were)\s+)?(?:by|from)\s+(?P<n>{NUMBER})\s+(?:different\s+)?(?:authors?|people|persons?|developers?|committers?)\b",
    re.IGNORECASE,
)
# "8 of them in November 2019" behind a number of commits
_SHARE_IN = re.compile(
    rf"(?:[,:(–—]|\b(?:and|plus|but))\s*(?:only\s+)?(?P<n>{NUMBER})\s+(?P<of>of\s+(?:them|these|those|which)\s+)?"
    r"(?:(?:are|were|date|dates|landed|came|made)\s+)*(?P<word>by|until|till|before|since|after|in|during|on|from|of)\s+"
    r"(?:the\s+)?(?:month\s+of\s+)?$",
    re.IGNORECASE,
)
_WITHIN_LENGTH = re.compile(r"\s+(?:with)?in\s+|\s+over\s+", re.IGNORECASE)
# So many times as long as told is no other way to count.
_FAR: Final = 1.6
_DAY: Final = 86_400
_TO_DAY: Final[tuple[_Test, ...]] = (lambda day, limit: day <= limit.last, lambda day, limit: day < limit.first)
_FROM_DAY: Final[tuple[_Test, ...]] = (lambda day, limit: day >= limit.first, lambda day, limit: day > limit.last)
# By the word before a day: what is within such a limit.
LIMITED: Final[dict[str, tuple[_Test, ...]]] = {
    **dict.fromkeys(("by", "until", "till"), _TO_DAY),
    "before": _TO_DAY[1:],
    "since": _FROM_DAY[:1],
    "after": _FROM_DAY[1:],
    **dict.fromkeys(WITHIN, (lambda day, limit: limit.has(day),)),
}


def with_shares(
    context: Context,
    passage: Passage,
    match: re.Match[str],
    limit: tuple[str, Day] | None,
    found: Finding,
    *counted: list[Row],
) -> Finding:
    """Judge a right number by the shares behind it, too: "5 commits, 3 of them by A and 2 by B", "5, all by A"."""
    _, high = passage.clause(match.start(), match.end())
    if found.verdict == "confirmed" and not limit and (length := _length_of(passage, match)):
        found = _within_length(found, length, [rows for rows in counted if len(rows) == wanted_of(match)])
    if found.verdict in {"confirmed", "extended"} and not limit:
        found = _with_limited_shares(context, passage, match, found, [rows for rows in counted if rows])
    if authors := _AUTHORS.match(passage.text, match.end()):
        found = _with_authors(found, number(authors["n"]), [rows for rows in counted if len(rows) == wanted_of(match)])
    told = list(_SHARE.finditer(passage.text, match.end(), high))
    if not told or found.verdict not in {"confirmed", "extended"}:
        return found
    ways = list(counted)
    if limit:
        ways = [
            rows_within(rows, limit, is_in, clock) for rows in ways for is_in in LIMITED[limit[0]] for clock in (0, 1)
        ]
    else:
        ways += in_periods(context, passage, *counted)
    wanted = wanted_of(match)
    right = [rows for rows in ways if len(rows) == wanted] or ways
    shares = [(number(share["n"]) if share["n"] else wanted, in_one_line(share["name"]).rstrip(".")) for share in told]
    wrong = []
    for share, name in shares:
        numbers = {sum(did(context, row["sha"], [name]) for row in rows) for rows in right}
        numbers |= {sum(same_person(name, str(row["author"])) for row in rows) for rows in right}
        if share not in numbers:
            wrong.append(f"{' or '.join(map(str, sorted(numbers)))} of them by {name}")
    # Of those by a person, not all may be meant, unless it is said that they are all.
    whole = sum(share for share, _ in shares) == wanted or all("of" in share[0] for share in told)
    verdict: Verdict = "corrected" if whole else "unknown"
    return replace(found, verdict=verdict, fact=f"{found.fact}, {', '.join(wrong)}") if wrong else found


def _with_authors(found: Finding, wanted: float, ways: list[list[Row]]) -> Finding:
    """Judge a right number by that of the authors, too: "16 commits by two authors"."""
    numbers = {len({str(row["author"]) for row in rows}) for rows in ways}
    if found.verdict != "confirmed" or not numbers or wanted in numbers:
        return found
    return replace(
        found, verdict="corrected", fact=f"{found.fact}, by {' or '.join(map(str, sorted(numbers)))} authors"
    )


def _with_limited_shares(
    context: Context, passage: Passage, match: re.Match[str], found: Finding, ways: list[list[Row]]
) -> Finding:
    """Judge a right number by its shares within limits of time, too: "16 commits, 8 of them in November 2019"."""
    _, high = passage.clause(match.start(), match.end())
    wanted = wanted_of(match)
    ways = [rows for rows in ways if len(rows) == wanted] or ways
    wrong, certain, whole = [], True, 0.0
    for day in passage.dates:
        share = (
            _SHARE_IN.search(passage.text, max(match.end(), day.start - NEAR), day.start)
            if match.end() <= day.start < high
            else None
        )
        if not share or is_of_period(passage, day):
            continue
        context.judged_days.add((passage.number, day.start))
        word = {"from": "in", "of": "in"}.get(share["word"].lower(), share["word"].lower())
        numbers = {
            len(rows_within(rows, (word, day), is_in, clock))
            for is_in in LIMITED[word]
            for rows in ways
            for clock in (0, 1)
        }
        whole += number(share["n"])
        certain = certain and share["of"] is not None
        if number(share["n"]) not in numbers:
            wrong.append(f"{' or '.join(map(str, sorted(numbers)))} of them {word} that {day.unit}")
    if not wrong:
        return found
    verdict: Verdict = "corrected" if certain or whole == wanted else "unknown"
    return replace(found, verdict=verdict, fact=f"{found.fact}, {', '.join(wrong)}")


def _length_of(passage: Passage, match: re.Match[str]) -> Length | None:
    """Return the length of time in which so many are said to have been: "8 commits in six weeks"."""
    return next(
        (length for length in passage.lengths if _WITHIN_LENGTH.fullmatch(passage.text, match.end(), length.start)),
        None,
    )


def _within_length(found: Finding, length: Length, ways: list[list[Row]]) -> Finding:
    """Judge a right number by the time from the first to the last of them, too."""
    spans = [(at(rows[0]), at(rows[-1])) for rows in ways if rows]
    if not spans or any(length.verdict(*span) != "corrected" for span in spans):
        return found
    if length.seconds == _DAY and any((last.date() - first.date()).days + 1 == length.high for first, last in spans):
        return found  # "three days", of which each has some
    real = [(last - first).total_seconds() / length.seconds for first, last in spans]
    sure = all(not length.low / _FAR <= each <= length.high * _FAR for each in real)
    fact = f"{found.fact}, the last one {delay((spans[0][1] - spans[0][0]).total_seconds())} after the first"
    return replace(found, verdict="corrected" if sure else "unknown", fact=fact)


def rows_within(rows: list[Row], limit: tuple[str, Day], is_in: _Test, clock: int) -> list[Row]:
    """Return the commits within a limit of time, by the clocks of their authors or in UTC."""
    return [row for row in rows if is_in(days_of(row["authored_at"])[clock], limit[1])]


def is_of_period(passage: Passage, day: Day) -> bool:
    """Return whether a day begins or ends a period."""
    return any(day in period for period in passage.periods)


def in_periods(context: Context, passage: Passage, *counted: list[Row]) -> Iterator[list[Row]]:
    """Yield the commits within each period that the same section tells."""
    for first, last in context.periods_of_section(passage):
        yield from ([row for row in rows if _within(row, first, last)] for rows in counted)


def _within(row: Row, first: object, last: object) -> bool:
    return any(first <= day <= last for day in days_of(row["authored_at"]))  # type: ignore[operator]


def wanted_of(match: re.Match[str]) -> float:
    """Return the number that a match of :mod:`.counts` tells."""
    if told := match["n"] or match["in_row"] or match["some"]:
        return number(told)
    times = match["times"].lower()
    return {"once": 1, "twice": 2}.get(times) or number(times.split()[0])
