"""Read the tracker records that ship with the tool, ``data/issues.toml``."""

from pathlib import Path

from miner.model import KnownIssue
from miner.resources import directory
from miner.toml_tables import Entry, load


def read_issues(path: Path | None = None) -> tuple[KnownIssue, ...]:
    """Read the tracker records in a TOML file, by default those that ship with the tool.

    Raises ResourceError if the file is missing or an entry is invalid.
    """
    path = path or directory("data") / "issues.toml"
    found = []
    for number, table in enumerate(load(path, "issue")["issue"], start=1):
        entry = Entry(table, f"{path}: issue {table.get('bpo', f'number {number}')}")
        bpo, opened = entry.number("bpo"), entry.day("opened")
        if bpo is None or opened is None:
            entry.fail("'bpo' and 'opened' must be there")
        gh, closed = entry.number("gh"), entry.day("closed")
        issue = KnownIssue(bpo, gh, opened, closed, entry.text("creator"), entry.text("source"))
        entry.done()
        found.append(issue)
    return tuple(found)
