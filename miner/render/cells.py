"""Format one value for people: durations with units, short instants, nothing that controls a terminal."""

import math
import re
from datetime import UTC, datetime
from typing import Any

#: The ranges of characters that nobody sees: of no width, fillers, marks between lines, tags. They can hide a text, or
#: the beginning of one.
INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e01ef"
)
# Also control characters, directional overrides (which reorder the text on screen) and lone surrogates.
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\ud800-\udfff{INVISIBLE}]")
_INSTANT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)T(?P<minute>\d\d:\d\d)(?::[\d.]+)?(?P<offset>Z|[+-]\d\d:\d\d)?.*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::[\d.]+)?(?:Z|[+-]\d\d:\d\d)")
_HEX = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
SHORT_SHA = 10


def printable(text: str) -> str:
    """Return the text with everything that could control a terminal replaced by a symbol or an escape."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_shown, text.replace("\r\n", "\n").expandtabs(4))


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def duration(seconds: float) -> str:
    """Return a number of seconds in at most three units, the largest first: ``7 d 13 h 40 min``."""
    rest = abs(int(seconds))
    largest = next((index for index, (_, size) in enumerate(_UNITS) if rest >= size), len(_UNITS) - 1)
    parts: list[str] = []
    for unit, size in _UNITS[largest : largest + 3]:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}")
    return ("-" if seconds < 0 else "") + (" ".join(parts) or "0 s")


def instant(text: str, *, offset: bool = False) -> str:
    """Return an ISO 8601 instant as ``2019-02-24 15:40``, in its own offset, which ``offset`` appends."""
    match = _INSTANT.fullmatch(text)
    if not match:
        return printable(text)
    shown = f"{match['day']} {match['minute']}"
    return f"{shown} {match['offset']}" if offset and match["offset"] else shown


def is_instant(column: str, text: str) -> bool:
    """Return whether a cell is a moment; there, dates stay as they are."""
    return column in {"at", "since"} or column.endswith("_at") or bool(_MOMENT.fullmatch(text))


def clocks(text: str) -> tuple[str, str]:
    """Return an ISO 8601 instant in UTC as ``2019-02-24 23:40``, and in its own clock if that shows another day.

    The second is ``2019-06-20 00:05 +02:00``, or empty. A day alone is the same in every clock.
    """
    match = _INSTANT.fullmatch(text)
    if not match or match["offset"] in {None, "Z", "+00:00"}:
        return instant(text), ""
    try:
        there = datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return instant(text), ""
    return instant(there), "" if there[:10] == text[:10] else instant(text, offset=True)


def is_number(value: Any) -> bool:
    """Return whether a value is a number, which is aligned to the right; booleans are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def heading(column: str, *, wide: bool) -> str:
    """Return the heading of a column; durations lose their suffix, because their values show units."""
    return column if wide else column.removesuffix("_seconds")


def exact(value: Any) -> Any:
    """Return a value for programs: what JSON and CSV cannot express becomes text, NaN and infinities become None."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float) else str(value)


def cell(column: str, value: Any, *, wide: bool) -> str:
    """Return a column's value as text for a table; ``wide`` keeps shas, instants and seconds whole."""
    if value is None:
        return ""
    if is_number(value):
        if column.endswith("_seconds") and not wide:
            return duration(value)
        return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    text = str(exact(value))
    if not wide:
        if _HEX.fullmatch(text):
            return text[:SHORT_SHA]
        if is_instant(column, text):
            return instant(text, offset=True)
    return printable(text)
