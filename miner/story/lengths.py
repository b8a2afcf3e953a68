"""Lengths of time as people write them, 8 days, about an hour, the next day: whether a real one is meant."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from miner.story.finding import Verdict
from miner.story.numbers import NUMBER, number

_SECONDS: Final = {
    "s": 1,
    "mi": 60,
    "h": 3_600,
    "d": 86_400,
    "n": 86_400,
    "w": 604_800,
    "f": 1_209_600,
    "mo": 2_629_800,
    "y": 31_557_600,
}
_VAGUE: Final = {
    "a few": (1.5, 10.0),
    "few": (1.5, 10.0),
    "a couple of": (1.5, 3.5),
    "a handful of": (2.5, 10.0),
    "several": (2.0, 20.0),
}
_LENGTH = re.compile(
    rf"""\b(?:
        (?:(?P<bound>within|inside|(?:a\ (?:little|bit)|slightly|rather|well|far|much)\ (?:less|more)\ than
            |less\ than|under|just\ short\ of|(?:no|not)\ (?:more|longer|later)\ than|not\ (?:even|quite)|more\ than
            |over|upwards\ of|at\ (?:least|most))\s+
          |(?P<about>about|around|some|roughly|almost|nearly|only|just|barely|hardly|approximately|close\ to|all\ of
            |exactly|a\ (?:good|mere|full)(?=\s+[a-z\d]+\s+[a-z]))\s+){{0,2}}
        (?P<number>{NUMBER}|a\ few|few|a\ couple\ of|several|a\ handful\ of|(?:a|three)\ quarters?\ of\ an?)
        (?:\s+(?:good|mere|full|whole|short|long|more|odd))?
        (?:(?:\s+(?:or|to)\s+|\s?[-–]\s?)(?P<upto>{NUMBER}))?(?P<half>\s+and\s+a\s+half)?
        (?:(?<=\d)\s*|\s+(?:of\s+an?\s+)?|-)  # "1h" and "8-day", but not "an" and "d" in "and"
        (?P<unit>seconds?|min(?:ute)?s?|hours?|hrs?|h|days?|d|nights?|weeks?|fortnights?|months?|years?)\b
        (?:(?P<half2>\s+and\s+a\s+half)\b|(?P<so>\s+or\s+so)\b|\s+or\s+(?P<upto2>{NUMBER})\b)?
        (?:,?\s+(?:and\s+)?(?P<number2>{NUMBER})\s*(?P<unit2>s|min(?:ute)?s?|seconds?|min(?:ute)?s?|hours?|hrs?|h|days?|d)\b)?
      | (?:on\ )?the\ (?:very\ )?(?P<day>same|next|following)\ day\b
      | (?:in\ |within\ )?the\ (?:very\ )?(?P<span>same|next|following)\ (?P<span_unit>week|month|year)\b
      | the\ day\ (?P<beside>after|before)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_PARTS: Final = {"a quarter": 0.25, "three quarters": 0.75}
_MOST_UNDER = re.compile(r"within|inside|.*\bless than|under|just short of|(?:no|not) .*|at most")
_CLOSE: Final = 0.05
_ABOUT: Final = 0.15
_BESIDE_RANGE: Final = 0.5
# Much less than what is said is no rounding: five days are not a month.
_LEAST: Final = 0.5
_LEAST_OF_WEEKS: Final = 0.6


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time that a text tells, and where: from ``low`` to ``high`` units of ``seconds``.

    ``exact`` is one number, which people round to a ``step``, in units; ``days`` counts days of the calendar, 0 is the
    same day, and ``spans`` its weeks, months or years.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str
    seconds: int
    exact: bool = True
    about: bool = False
    days: int | None = None
    spans: int | None = None
    step: float = 1.0

    def verdict(self, earlier: datetime, later: datetime) -> Verdict:
        """Return whether the time between two instants is meant."""
        between = {
            (later.date() - earlier.date()).days,
            (later.astimezone(UTC).date() - earlier.astimezone(UTC).date()).days,
        }
        if self.days is not None:
            return "confirmed" if self.days in between else "corrected"
        real = (later - earlier).total_seconds() / self.seconds
        if self.spans is not None:
            ends = ((earlier, later), (earlier.astimezone(UTC), later.astimezone(UTC)))
            right = any(_ordinal(end, self.unit) - _ordinal(begin, self.unit) == self.spans for begin, end in ends)
            return "confirmed" if right else "rounded" if abs(real - self.spans) <= self.spans / 2 else "corrected"
        if self.exact:
            return self._of_exact(real, between)
        return "confirmed" if self.low <= real <= self.high else "corrected"

    def distance(self, earlier: datetime, later: datetime) -> float:
        """Return how far, in units, the time between two instants is from what is said."""
        return abs((later - earlier).total_seconds() / self.seconds - (self.low + self.high) / 2)

    def _of_exact(self, real: float, between: set[int]) -> Verdict:
        said = self.low
        if abs(real - said) <= min(_CLOSE * max(said, 1), self.step):
            return "confirmed"
        if self.about and abs(real - said) <= _ABOUT * said:
            return "rounded"
        if self.seconds == _SECONDS["d"] and said in between:
            return "rounded"
        least = _LEAST if self.seconds < _SECONDS["w"] else _LEAST_OF_WEEKS
        # What is over may be left out, but a week and a day are not two weeks.
        return "rounded" if -self.step / 2 <= real - said < self.step and real >= least * said else "corrected"


def _ordinal(instant: datetime, unit: str) -> int:
    """Return the number of the week, month or year of an instant."""
    if unit == "week":
        return (instant.toordinal() - 1) // 7
    return instant.year if unit == "year" else 12 * instant.year + instant.month


def find_lengths(text: str) -> list[Length]:
    """Return the lengths of time that a text tells, in order."""
    return [_length(match) for match in _LENGTH.finditer(text)]


def _length(match: re.Match[str]) -> Length:
    where = match.start(), match.end()
    if match["span"]:
        spans = 0 if match["span"].lower() == "same" else 1
        unit = match["span_unit"].lower()
        return Length(*where, spans, spans, unit, _seconds(unit), spans=spans)
    if match["unit"] is None:
        days = 0 if (match["day"] or "").lower() == "same" else 1
        return Length(*where, days, days, "day", _SECONDS["d"], days=days)
    unit = match["unit"].lower()
    seconds = _seconds(unit)
    said = " ".join(match["number"].lower().split())
    if said in _VAGUE:
        low, high = _VAGUE[said]
        return Length(*where, low, high, unit, seconds, exact=False)
    value = _PARTS.get(said.partition(" of ")[0]) or number(said) + (0.5 if match["half"] or match["half2"] else 0)
    if other := match["upto"] or match["upto2"]:  # "two or three days": neither is counted strictly
        high = number(other)
        return Length(*where, value - _BESIDE_RANGE, max(value, high) + _BESIDE_RANGE, unit, seconds, exact=False)
    if bound := " ".join((match["bound"] or "").lower().split()):
        low, high = (0.0, value) if _MOST_UNDER.fullmatch(bound) else (value, 2 * value + 1)
        # Nobody counts so strictly.
        return Length(*where, low * (1 - _CLOSE), high * (1 + _CLOSE), unit, seconds, exact=False)
    step = 1.0 if value == int(value) else min(value, 0.5)
    if match["unit2"]:  # "7 days 13 h"
        step = _seconds(match["unit2"].lower()) / seconds
        value += number(match["number2"]) * step
    about = match["about"] is not None or match["so"] is not None
    return Length(*where, value, value, unit, seconds, about=about, step=min(step, 1.0))


def _seconds(unit: str) -> int:
    return _SECONDS[unit[:2] if unit[:2] in {"mi", "mo"} else unit[0]]
