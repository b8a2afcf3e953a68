"""A sparkline: how many of some instants fall into each of equal parts of the time between the first and the last."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

_BARS: Final = "▁▂▃▄▅▆▇█"


def sparkline(instants: Sequence[datetime], cells: int) -> str:
    """Return a line of ``cells`` characters, blank where nothing happened; empty if all happened at once."""
    first, last = min(instants), max(instants)
    whole = (last - first).total_seconds()
    if not whole:
        return ""
    counts = [0] * cells
    for instant in instants:
        counts[min(cells - 1, int((instant - first).total_seconds() / whole * cells))] += 1
    most = max(counts)
    return "".join(_BARS[(count * len(_BARS) - 1) // most] if count else " " for count in counts)
