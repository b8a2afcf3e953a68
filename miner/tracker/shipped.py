"""Read the tracker records that ship with the tool, ``data/issues.toml``."""

from pathlib import Path

from miner.model import KnownIssue
from miner.resources import directory
from miner.toml_tables import Record, load


def read_issues(path: Path | None = None) -> tuple[KnownIssue, ...]:
    """Read the tracker records in a TOML file, by default those that ship with the tool.

    Raises ResourceError if the file is missing or an record is invalid.
    """
    path = path or directory("data") / "issues.toml"
    found = []
    for number, table in enumerate(load(path, "issue")["issue"], start=1):
        record = Record(table, f"{path}: issue {table.get('bpo', f'number {number}')}")
        bpo, opened = record.number("bpo"), record.day("opened")
        if bpo is None or opened is None:
            record.fail("'bpo' and 'opened' must be there")
        gh, closed = record.number("gh"), record.day("closed")
        issue = KnownIssue(bpo, gh, opened, closed, record.text("creator"), record.text("source"))
        record.done()
        found.append(issue)
    return tuple(found)
