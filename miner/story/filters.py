"""Words for values in a story: days, delays, numbers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

_UNITS: Final = (("day", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_WORDS: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def day(at: str) -> str:
    """Return the day of an instant, in its author's own clock: ``2019-02-24``."""
    return str(at)[:10]


def moment(at: str) -> str:
    """Return an instant to the minute with its offset: ``2019-02-24 15:40 -08:00``."""
    parsed = datetime.fromisoformat(str(at))
    if parsed.tzinfo is None:
        return f"{parsed:%Y-%m-%d}"
    return f"{parsed:%Y-%m-%d %H:%M} {parsed.isoformat()[-6:]}"


def delay(seconds: float) -> str:
    """Return a number of seconds in its two largest units: ``7 days 13 h``."""
    rest = abs(int(seconds))
    parts: list[str] = []
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts or unit == "s":
            parts.append(f"{count} {unit}{'s' if unit == 'day' and count != 1 else ''}" if count else "")
        if len(parts) == 2:
            break
    return ("-" if seconds < 0 else "") + (" ".join(filter(None, parts)) or "0 s")


def between(first: str, last: str) -> str:
    """Return the delay from one instant to another."""
    return delay((datetime.fromisoformat(str(last)) - datetime.fromisoformat(str(first))).total_seconds())


def count(things: Any, noun: str) -> str:
    """Return how many things there are, or a number, with a noun: ``three commits``; larger numbers in digits."""
    number = len(things) if isinstance(things, Sequence) and not isinstance(things, str) else int(things)
    word = _WORDS[number] if 0 <= number < len(_WORDS) else str(number)
    return f"{word} {noun}{'' if number == 1 else 's'}"


def short(sha: str) -> str:
    """Return the beginning of a sha."""
    return str(sha)[:10]


def listed(words: Sequence[str]) -> str:
    """Return words as English lists them: ``a, b and c``."""
    items = [str(word) for word in words]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "day": day,
    "moment": moment,
    "delay": delay,
    "between": between,
    "count": count,
    "short": short,
    "listed": listed,
}
