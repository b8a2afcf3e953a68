"""Days of releases: "Python 3.9.0 was released on 2020-10-05"."""

import re
from collections.abc import Iterator

from packaging.version import Version

from miner.story.claims.versions import VERSION, version_of
from miner.story.context import Context
from miner.story.days import Day
from miner.story.facts import days_of
from miner.story.finding import Finding, asked
from miner.story.passages import Passage

_RELEASE_DAY = re.compile(
    VERSION.format(1) + r",?\s+(?:which\s+|that\s+)?(?:was\s+|is\s+|came\s+out|went\s+out|got\s+)?"
    r"(?:released|tagged|published|out)?\s*(?:on\s+|\(|:\s*)$",
    re.IGNORECASE,
)
_RELEASED = re.compile(r"releas|tagged|published|(?:came|went)\s+out", re.IGNORECASE)
_HEADER = re.compile(r"\*?Release date:\s*", re.IGNORECASE)
_HEADING = re.compile(r"\W*" + VERSION.format(1) + r"\W*", re.IGNORECASE)


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each day of a release."""
    for passage in context.prose():
        for day in passage.days:
            if version := _release_of(context, passage, day):
                context.judged_days.add((passage.number, day.start))
                yield _released(context, passage, version, day)


def heading_version(context: Context, passage: Passage) -> Version | None:
    """Return the version of the heading over a passage, if the heading is nothing else."""
    if passage.section < 0:
        return None
    match = _HEADING.fullmatch(context.document.passages[passage.section].text)
    return version_of(match["version1"]) if match else None


def _release_of(context: Context, passage: Passage, day: Day) -> Version | None:
    """Return the version that a day is said to be the release date of."""
    if _HEADER.fullmatch(passage.text, 0, day.start):
        return heading_version(context, passage)
    match = _RELEASE_DAY.search(passage.text, max(0, day.start - 60), day.start)
    return (
        version_of(match["version1"])
        if match and _RELEASED.search(match[0] + passage.text[day.end : day.end + 12])
        else None
    )


def _released(context: Context, passage: Passage, version: Version, day: Day) -> Finding:
    where = passage.line_at(day.start), "release date", f"{version}: {day.first}"
    rows = [row for row in context.facts.rows("releases") if Version(row["release"]) == version]
    if not rows:
        return Finding(*where, "unknown", f"the database knows no release {version}")
    row = rows[0]
    local, utc = days_of(row["released_at"])
    query = asked("releases", release=row["tag"])
    fact = f"{row['tag']} is of {row['released_at']}"
    if day.first == local:
        return Finding(*where, "confirmed", fact, row["tag"], query)
    if day.first == utc:
        return Finding(*where, "confirmed in UTC", fact, row["tag"], query)
    # Releases are tagged a day or two before they are announced.
    close = abs((day.first - local).days) <= 2
    return Finding(*where, "rounded" if close else "corrected", fact, row["tag"], query)
