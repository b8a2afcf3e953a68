"""Find the days that a text names: 2019-02-24, 24.02.2019, 24 Feb 2019, February 24, 2019; its months; and periods."""

import calendar
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
_JOINT = r"(?:\s+(?:to|until|till|through|and)\s+(?:the\s+)?|\s?[-–—]\s?)"
_DAY = re.compile(
    rf"""(?<![\w./-])(?:
        (?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?![\d-])
      | (?P<slashed>(?:19|20)\d\d/\d\d/\d\d)(?![\d/])
      | (?P<dotted>\d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d\d)(?![\d.]\d)
      | (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?|-)(?P<month>{_MONTH})(?:,?\s+|-)(?P<year>(?:19|20)\d\d)\b
      | (?P<month2>{_MONTH})\s+(?:the\s+)?
            (?:(?P<from2>\d{{1,2}})(?:st|nd|rd|th)?{_JOINT})?
            (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+|,)(?P<year2>(?:19|20)\d\d)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# The first day of "22 to 26 June 2018", "29 March to 2 April 2021" and "March 29 to April 2, 2021"; "3 and 22 June
# 2018" are two days only if they are "between".
_BEFORE = re.compile(
    rf"(?<![\w./-])(?:(?P<between>between\s+(?:the\s+)?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?P<month>{_MONTH}))?"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)(?P<joint>{_JOINT})$",
    re.IGNORECASE,
)
# "March 6", "6 March"; with a capital, because "may 6" may be something else.
_YEARLESS = re.compile(
    rf"(?<![\w./-])(?:(?P<month1>{_MONTH})\s+(?:the\s+)?(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH}))(?![\w/-]|[.:,]\d|,?\s+(?:19|20)\d\d)"
)
_LONGEST = 40
# "February 2019"; of "February to June 2019" the first has its year from the second. Months are written with a capital,
# because "may" is a verb.
_WHOLE_MONTH = re.compile(
    rf"(?<![\w./-])(?:(?P<first>{_MONTH})(?P<joint>\s+(?:to|until|till|through|and)\s+|\s?[-–—]\s?))?"
    rf"(?P<month>{_MONTH}),?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)(?![\w-])"
)
_YEAR = re.compile(
    r"\b(?:in|during|since|until|early|late|mid)[\s-]+(?P<year>(?:19|20)\d\d)(?![\w-]|\.\d)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:to|until|till|through|and|[-–—]|\.\.|[-=]+>|→)\s*(?:the\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\bbetween\s+$", re.IGNORECASE)


class Day(NamedTuple):
    """A day that a text names, and where; or all days of a month or year: from ``first`` to ``last``.

    Of a day without a year, ``first`` has the one that was told before, which may not be meant.
    """

    first: date
    start: int
    end: int
    last: date
    is_of_any_year: bool = False

    def has(self, day: date) -> bool:
        """Return whether a day is the one that is named, or one of the month or year."""
        if self.is_of_any_year:
            return (day.month, day.day) == (self.first.month, self.first.day)
        return self.first <= day <= self.last

    def all_days(self) -> Iterator[date]:
        """Yield the day, or each day of the month or year."""
        return (date.fromordinal(number) for number in range(self.first.toordinal(), self.last.toordinal() + 1))

    @property
    def unit(self) -> str:
        """What is named: a day, a month or a year."""
        return ("day", "month", "year")[(self.last > self.first) + (self.last.month > self.first.month)]


class Period(NamedTuple):
    """Two days or months, from the first to the last."""

    first: Day
    last: Day


def find_days(text: str) -> list[Day]:
    """Return all days of a text in order; what is no day, such as 2019-02-30, is left out."""
    return list(_days(text))


def is_led(text: str, day: Day) -> bool:
    """Return whether a day stands before what it is about, as in a list of days: "2019-05-08: she opens the issue"."""
    return text[day.end : day.end + 2].lstrip().startswith((":", "-", "–", "—"))


def find_days_of_year(text: str, year: int, days: list[Day]) -> list[Day]:
    """Return the days of a text that have no year, as of a year that was told before, and are no part of ``days``."""
    taken = {place for day in days for place in range(day.start, day.end)}
    found = []
    for match in _YEARLESS.finditer(text):
        one = "1" if match["month1"] else "2"
        start, end = match.span()
        try:
            day = date(year, _number(match[f"month{one}"]), int(match[f"day{one}"]))
        except ValueError:
            continue
        if not taken & {*range(start, end)}:
            found.append(Day(day, start, end, day, is_of_any_year=True))
    return found


def find_months(text: str, days: list[Day]) -> list[Day]:
    """Return all months of a text that are no part of its ``days``, in order."""
    taken = {day.start for day in days} | {place for day in days for place in range(day.start, day.end)}
    return [month for month in _months(text) if month.start not in taken]


def find_years(text: str) -> list[Day]:
    """Return the years in which a text says that something happened, in order."""
    return [
        Day(date(int(match["year"]), 1, 1), match.start("year"), match.end(), date(int(match["year"]), 12, 31))
        for match in _YEAR.finditer(text)
    ]


def _days(text: str) -> Iterator[Day]:
    for match in _DAY.finditer(text):
        try:
            found = _date(match)
        except ValueError:
            continue
        yield from _first_of_two(text, match, found)
        yield Day(found, match.start(), match.end(), found)


def _first_of_two(text: str, match: re.Match[str], last: date) -> Iterator[Day]:
    """Yield the day that shares the year, and perhaps the month, of the day that a match is of."""
    start = match.start()
    if match["from2"]:
        number, month, where = match["from2"], None, match.span("from2")
    elif (match["month"] or match["month2"]) and (before := _BEFORE.search(text, max(0, start - _LONGEST), start)):
        number, month = before["day"] or before["day2"], before["month"] or before["month2"]
        where = before.start("day" if before["day"] else "month2"), before.start("joint")
        if not month and before["joint"].strip() == "and" and not before["between"]:
            return
    else:
        return
    try:
        first = date(last.year, _number(month) if month else last.month, int(number))
    except ValueError:
        return
    yield Day(first, *where, first)


def _months(text: str) -> Iterator[Day]:
    for match in _WHOLE_MONTH.finditer(text):
        year = int(match["year"])
        if match["first"]:
            yield _whole(match["first"], year, match.start("first"), match.end("first"))
        yield _whole(match["month"], year, match.start("month"), match.end())


def _whole(name: str, year: int, start: int, end: int) -> Day:
    month = _number(name)
    return Day(date(year, month, 1), start, end, date(year, month, calendar.monthrange(year, month)[1]))


def _number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _date(match: re.Match[str]) -> date:
    if iso := match["iso"] or (match["slashed"] or "").replace("/", "-"):
        return date.fromisoformat(iso)
    if match["dotted"]:
        day, month, year = map(int, match["dotted"].split("."))
        return date(year, month, day)
    return date(
        int(match["year"] or match["year2"]),
        _number(match["month"] or match["month2"]),
        int(match["day"] or match["day2"]),
    )


def find_periods(text: str, days: list[Day]) -> list[Period]:
    """Return the periods between neighbouring days or months; with "and" only after the word "between"."""
    found: list[Period] = []
    for first, last in pairwise(days):
        joint = _BETWEEN.fullmatch(text, first.end, last.start)
        if not joint or first.first > last.first or (found and found[-1].last == first):
            continue
        if joint[0].strip().lower() == "and" and not _FROM.search(text, 0, first.start):
            continue
        found.append(Period(first, last))
    return found
