"""Whether a message is written as CPython's are: the number of an issue on its own tracker leads the subject."""

import re
from typing import Final

#: The projects whose messages are read by different conventions: CPython's, and those of any other on GitHub.
CPYTHON: Final = "cpython"
OTHER: Final = "other"

_LEAD: Final = re.compile(
    r"(?:\[\d\.\d+\] )?(?:(?:Revert|Reapply) \")*(?:bpo-?\d{3,}|gh-\d{4,6}(?:,|:| )|issue ?#\d{4,5}:)", re.IGNORECASE
)


def is_cpythons(message: str) -> bool:
    """Return whether a message begins with bpo-N, with gh-N of the numbers that CPython reached, or with Issue #N."""
    return _LEAD.match(message) is not None
