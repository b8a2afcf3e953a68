"""Read the facts about issues that ship with the tool, ``data/trackers/``."""

import csv
from pathlib import Path

from miner.errors import ResourceError
from miner.resources import directory
from miner.toml_tables import Record, load
from miner.tracked import KnownIssue
from miner.tracker.ties import Pair

_HEADER = ("bpo", "gh", "source")


def read_issues(path: Path | None = None) -> tuple[KnownIssue, ...]:
    """Read the tracker records in a TOML file, by default those that ship with the tool.

    Raises ResourceError if the file is missing or an record is invalid.
    """
    path = path or directory("data") / "trackers" / "issues.toml"
    found = []
    for number, table in enumerate(load(path, "issue")["issue"], start=1):
        record = Record(table, f"{path}: issue {table.get('bpo', f'number {number}')}")
        bpo, opened = record.number("bpo"), record.day("opened")
        if bpo is None or opened is None:
            record.fail("'bpo' and 'opened' must be there")
        gh, closed = record.number("gh"), record.day("closed")
        texts = (record.text(key) for key in ("creator", "title", "source"))
        issue = KnownIssue(bpo, gh, opened, closed, *texts)
        record.done()
        found.append(issue)
    return tuple(found)


def read_pairs(path: Path | None = None) -> tuple[Pair, ...]:
    """Read which numbers of bugs.python.org and GitHub are one issue from a CSV file, by default the one that ships.

    Raises ResourceError if the file is missing or a line is invalid.
    """
    path = path or directory("data") / "trackers" / "numbers.csv"
    found: list[Pair] = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(line for line in file if not line.startswith("#"))
            if tuple(next(lines, ())) != _HEADER:
                raise ResourceError(f"{path}: the first line must be {','.join(_HEADER)}.")
            for line in lines:
                bpo, gh, _ = line
                found.append(Pair(int(bpo), int(gh)))
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path} cannot be read: {error}.") from error
    except ValueError:
        raise ResourceError(f"{path}: {','.join(line)} is not two numbers and a source.") from None
    return tuple(found)
