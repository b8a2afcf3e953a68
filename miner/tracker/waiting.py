"""How long to wait before a request is made again: what the server asks for, else longer and longer.

GitHub says it in three ways: ``retry-after``; ``x-ratelimit-remaining: 0`` with the epoch second at which the hour ends
(``x-ratelimit-reset``); or not at all, and then a minute is the least. The end of the hour is told by GitHub's clock,
so it is compared with the ``date`` of the same answer: the clock of this machine may be wrong.
"""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

#: Give up after this many failures of the same request in a row.
ATTEMPTS: Final = 8
_MINUTE: Final = 60.0
# A server that asks for more than the hour of its own limit, and some, is not waited for: the user should know.
LONGEST: Final = 2 * 60 * _MINUTE


def pause(status: int | None, headers: Mapping[str, str], failures: int, now: float) -> float:
    """Return the seconds to wait after the ``failures``-th failure in a row, the first being 1.

    ``status`` is None if there was no whole answer. ``now`` is this machine's clock, which counts only where the answer
    has no date.
    """
    asked = _asked(headers, now)
    if asked is not None:
        return asked
    if status in {403, 429}:
        return min(_MINUTE * 2.0 ** (failures - 1), 15 * _MINUTE)
    return min(2.0 ** (failures - 1), _MINUTE)


def until_reset(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds until a limit that is used up begins anew; None if something is left, or nothing is said."""
    if headers.get("x-ratelimit-remaining") != "0":
        return None
    try:
        reset = float(headers["x-ratelimit-reset"])
    except (KeyError, ValueError):
        return None
    return max(reset - _date(headers.get("date"), now) + 1.0, 1.0)  # a second more: both are whole seconds


def _asked(headers: Mapping[str, str], now: float) -> float | None:
    after = headers.get("retry-after", "").strip()
    if after.isascii() and after.isdigit():
        return max(float(after), 1.0)
    if after and (at := _date(after, -1.0)) >= 0:
        return max(at - _date(headers.get("date"), now), 1.0)
    return until_reset(headers, now)


def _date(value: str | None, otherwise: float) -> float:
    """Return an HTTP date in seconds since 1970."""
    try:
        return parsedate_to_datetime(value or "").timestamp()
    except (ValueError, TypeError, OverflowError):
        return otherwise
