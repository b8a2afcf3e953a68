"""Whether a message is written as CPython's are: the number of an issue on its own tracker leads the subject."""

import re
import sys
from typing import Final

from miner.messages.eras import LAST_EARLY_PULL_REQUEST

_LEAD: Final = re.compile(
    r"(?:\[\d\.\d+\] )?(?:(?:Revert|Reapply) \")*(?:bpo-?\d{3,}|gh-(?P<github>\d{5,6})[,: ]|issue ?#\d{5}:)",
    re.IGNORECASE,
)


def is_cpythons(message: str) -> bool:
    """Return whether a message begins with bpo-N, or with gh-N or Issue #N of numbers that only CPython has reached."""
    match = _LEAD.match(message)
    return match is not None and int(match["github"] or sys.maxsize) > LAST_EARLY_PULL_REQUEST
