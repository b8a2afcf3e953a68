"""The tracker records of the sample's issues, read from ``data/issues.toml``."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from miner.resources import directory
from miner.sample.entry import Entry, load


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue as the tracker had it; a date without a time of day is all that is known."""

    bpo: int
    gh: int | None
    opened: date | datetime
    closed: date | datetime | None
    creator: str
    source: str


def read_issues(path: Path | None = None) -> tuple[Issue, ...]:
    """Read the tracker records, those that ship with the tool if no other file is named."""
    path = path or directory("data") / "issues.toml"
    found = []
    for number, table in enumerate(load(path, "issue")["issue"], start=1):
        entry = Entry(table, f"{path}: issue {table.get('bpo', f'number {number}')}")
        bpo, opened = entry.number("bpo"), entry.day("opened")
        if bpo is None or opened is None:
            entry.fail("'bpo' and 'opened' must be there")
        gh, closed = entry.number("gh"), entry.day("closed")
        issue = Issue(bpo, gh, opened, closed, entry.text("creator"), entry.text("source"))
        entry.done()
        found.append(issue)
    return tuple(found)
