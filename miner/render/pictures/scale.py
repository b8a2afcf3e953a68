"""A scale of time: from instants to places, and the ticks between them. All days are those of UTC."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from miner.render.pictures.text import width

_DAY: Final = timedelta(days=1)
_BEFORE, _AFTER = 0.02, 0.06  # of the span is added on each side
_LAST_YEAR: Final = 9998
# More ticks than these have no room in any frame.
_MOST: Final = 60

Step = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps instants from ``since`` to ``until`` onto the places from ``left`` to ``right``."""

    since: datetime
    until: datetime
    left: float
    right: float

    @classmethod
    def over(cls, moments: list[datetime], left: float, right: float) -> "Scale":
        """Return the scale that shows all these instants with some room around them."""
        first, last = min(moments), max(moments)
        span = (last - first) or 2 * _DAY
        return cls(first - span * _BEFORE, last + span * _AFTER, left, right)

    def place(self, at: datetime) -> float:
        """Return the place of an instant, inside of the frame."""
        share = (at - self.since) / (self.until - self.since)
        return round(self.left + min(1.0, max(0.0, share)) * (self.right - self.left), 1)

    def ticks(self, size: float) -> list[tuple[float, str]]:
        """Return places with their labels, as many as do not collide in a font of this size."""
        for form, step, length in _STEPS:
            if self.until - self.since > _MOST * length:
                continue
            found: list[tuple[float, str]] = []
            for at in _between(step, self.since, self.until):
                label, place = at.strftime(form), self.place(at)
                room = width(label, size) / 2
                if found and place - room < found[-1][0] + width(found[-1][1], size) / 2 + size:
                    break  # too narrow: the next step is wider
                if place - room >= self.left and place + room <= self.right:
                    found.append((place, label))
            else:
                if found:
                    return found
        return []


def _between(step: Step, since: datetime, until: datetime) -> Iterator[datetime]:
    at = step(since.astimezone(UTC))
    while at <= until and at.year < _LAST_YEAR:
        yield at
        at = step(at)


def _hours(count: int) -> Step:
    def following(at: datetime) -> datetime:
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        return day + timedelta(hours=((at - day) // timedelta(hours=count) + 1) * count)

    return following


def _seconds(count: int) -> Step:
    def following(at: datetime) -> datetime:
        minute = at.replace(second=0, microsecond=0)
        return minute + timedelta(seconds=((at - minute) // timedelta(seconds=count) + 1) * count)

    return following


def _minutes(count: int) -> Step:
    def following(at: datetime) -> datetime:
        hour = at.replace(minute=0, second=0, microsecond=0)
        return hour + timedelta(minutes=((at - hour) // timedelta(minutes=count) + 1) * count)

    return following


def _days(count: int) -> Step:
    def following(at: datetime) -> datetime:
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        return day + _DAY * (count - day.toordinal() % count)

    return following


def _months(count: int) -> Step:
    def following(at: datetime) -> datetime:
        months = (at.year * 12 + at.month - 1) // count * count + count
        return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)

    return following


_SECOND: Final = timedelta(seconds=1)
_STEPS: Final = (
    *(("%H:%M:%S", _seconds(count), count * _SECOND) for count in (1, 2, 5, 10, 30)),
    *(("%H:%M", _minutes(count), count * 60 * _SECOND) for count in (1, 2, 5)),
    *(("%m-%d %H:%M", _minutes(count), count * 60 * _SECOND) for count in (10, 30)),
    *(("%m-%d %H:%M", _hours(count), count * 3_600 * _SECOND) for count in (1, 3, 6, 12)),
    *(("%Y-%m-%d", _days(count), count * _DAY) for count in (1, 2, 7, 14)),
    *(("%Y-%m", _months(count), count * 30 * _DAY) for count in (1, 3, 6)),
    *(("%Y", _months(12 * count), count * 365 * _DAY) for count in (1, 2, 5, 10, 20)),
)
