"""Comments of the tracker's robot, which reported each commit to its issue: id, author, branch and message."""

import re
from collections.abc import Iterator
from typing import Final

from miner.tracked import Changeset

_REPORT: Final = re.compile(
    r"^\s*New changeset \[?([0-9a-f]{12,40})\]?(?:\([^)\s]*\))? by (.+?)"
    r" in branch '([^'\n]+)'(?: \([^)\n]*\))?:[ \t]*$",
    re.MULTILINE,
)
_FENCE: Final = re.compile(r"^\s*(?:```\w*)?\s*$")
_MERCURIAL: Final = range(12, 40)  # digits; the forty of a git commit are its own name


def read_changesets(text: str, issue: str) -> Iterator[Changeset]:
    """Yield the Mercurial commits that a comment reports to an issue. There may be several, one for each branch."""
    found = list(_REPORT.finditer(text := text.replace("\r\n", "\n")))
    for place, report in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        lines = (line for line in text[report.end() : end].splitlines() if not _FENCE.match(line))
        subject = next((line.strip() for line in lines if line.strip()), "")
        if subject and len(report[1]) in _MERCURIAL:
            yield Changeset(report[1], report[3], " ".join(report[2].split()), subject, issue)
