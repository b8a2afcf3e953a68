"""Read dates as NEWS files write them: ``2019-12-18``, ``2015/12/06``, ``30-NOV-2004``, ``April 13, 1999``."""

import re
from datetime import UTC, date, datetime, time

_NUMBERS = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:-(\d{2})-(\d{2})-(\d{2}))?(?!\d)", re.ASCII)
_DAY_FIRST = re.compile(r"\b(\d{1,2})[-\s]([A-Za-z]{3})[A-Za-z]{0,6}\.?[-\s,]{1,3}(\d{4})")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3})[A-Za-z]{0,6}\.?\s{1,3}(\d{1,2}),?\s{1,3}(?:[\d:]{1,8}\s{1,3})?(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def find_date(text: str) -> str | None:
    """Return the first date in a text as ISO 8601, with the time if it has one; None without a valid date."""
    try:
        if match := _NUMBERS.search(text):
            day = date(int(match[1]), int(match[2]), int(match[3]))
            if match[4] is None:
                return day.isoformat()
            return datetime.combine(day, time(int(match[4]), int(match[5]), int(match[6]))).isoformat()
        if match := _DAY_FIRST.search(text):
            return date(int(match[3]), _month(match[2]), int(match[1])).isoformat()
        if match := _MONTH_FIRST.search(text):
            return date(int(match[3]), _month(match[1]), int(match[2])).isoformat()
    except ValueError:
        return None
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1


def seconds(day: str | None) -> int | None:
    """Return a result of `find_date` as UTC seconds since 1970, at midnight if it has no time."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) if day else None
