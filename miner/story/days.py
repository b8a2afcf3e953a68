"""Find the days that a text names: 2019-02-24, 24 Feb 2019, February 24, 2019; and periods from one to another."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = re.compile(
    rf"""(?<![\w./-])(?:
        (?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?![\d-])
      | (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\ (?P<month>{_MONTH})\ (?P<year>(?:19|20)\d\d)\b
      | (?P<month2>{_MONTH})\ (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?P<year2>(?:19|20)\d\d)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:to|until|till|through|and|[-–—]|\.\.)\s*(?:the\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\bbetween\s+$", re.IGNORECASE)


class Day(NamedTuple):
    """A day that a text names, and where."""

    date: date
    start: int
    end: int


class Period(NamedTuple):
    """Two days, from the first to the last."""

    first: Day
    last: Day


def find_days(text: str) -> list[Day]:
    """Return all days of a text in order; what is no day, such as 2019-02-30, is left out."""
    return list(_days(text))


def _days(text: str) -> Iterator[Day]:
    for match in _DAY.finditer(text):
        try:
            found = _date(match)
        except ValueError:
            continue
        yield Day(found, match.start(), match.end())


def _date(match: re.Match[str]) -> date:
    if match["iso"]:
        return date.fromisoformat(match["iso"])
    month = match["month"] or match["month2"]
    number = _MONTHS.index(month[:3].lower()) + 1
    return date(int(match["year"] or match["year2"]), number, int(match["day"] or match["day2"]))


def find_periods(text: str, days: list[Day]) -> list[Period]:
    """Return the periods between neighbouring days; with "and" only after the word "between"."""
    found: list[Period] = []
    for first, last in pairwise(days):
        joint = _BETWEEN.fullmatch(text, first.end, last.start)
        if not joint or first.date > last.date or (found and found[-1].last == first):
            continue
        if joint[0].strip().lower() == "and" and not _FROM.search(text, 0, first.start):
            continue
        found.append(Period(first, last))
    return found
