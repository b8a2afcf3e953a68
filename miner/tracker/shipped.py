"""Read the facts about issues that ship with the tool, ``data/trackers/``."""

import csv
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from miner.errors import ResourceError
from miner.resources import directory
from miner.toml_tables import Record, load
from miner.tracked import KnownIssue, KnownPull, Link
from miner.tracker.ties import Pair

_HEADER = ("bpo", "gh", "source")


def read_issues(path: Path | None = None) -> tuple[KnownIssue, ...]:
    """Read the tracker records in a TOML file, by default those that ship with the tool.

    Raises ResourceError if the file is missing or a record is invalid.
    """
    path = path or directory("data") / "trackers" / "issues.toml"
    found = []
    for number, table in enumerate(load(path, "issue")["issue"], start=1):
        record = Record(table, f"{path}: issue {table.get('bpo', table.get('gh', f'number {number}'))}")
        bpo, gh, opened = record.number("bpo"), record.number("gh"), record.day("opened")
        if (bpo is None and gh is None) or opened is None:
            record.fail("'opened' and 'bpo' or 'gh' must be there")
        closed = record.day("closed")
        creator, title, source = (record.text(key) for key in ("creator", "title", "source"))
        superseder, pulls = record.number("superseder"), record.numbers("pull_requests")
        issue = KnownIssue(bpo, gh, opened, closed, creator, title, source, superseder, pulls)
        record.done()
        found.append(issue)
    return tuple(found)


def read_pulls(path: Path | None = None) -> tuple[KnownPull, ...]:
    """Read the facts about pull requests in a TOML file, by default those that ship with the tool.

    Raises ResourceError if the file is missing or a record is invalid.
    """
    path = path or directory("data") / "trackers" / "pull_requests.toml"
    found = []
    for table in load(path, "pull_request")["pull_request"]:
        record = Record(table, f"{path}: pull request {table.get('number')}")
        number, opened, state = record.number("number"), record.day("opened"), record.text("state")
        if number is None or opened is None:
            record.fail("'number' and 'opened' must be there")
        if state not in {"open", "merged", "closed"}:
            record.fail(f"'state' must be open, merged or closed, not {state!r}")
        creator, title = record.text("creator"), record.text("title")
        record.text("source")
        found.append(KnownPull(number, opened, state, creator, title, tuple(_names(record))))
        record.done()
    return tuple(found)


def _names(record: Record) -> Iterator[tuple[str, str]]:
    for name in record.texts("issues"):
        tracker, _, number = name.partition("-")
        if tracker not in {"bpo", "gh"} or not number.isdecimal():
            record.fail(f"'issues' must list names such as bpo-33608, not {name!r}")
        yield tracker, number


def read_lists(path: Path | None = None) -> tuple[Link, ...]:
    """Read which issues documents list together from a TOML file, by default the one that ships: each pair once.

    Raises ResourceError if the file is missing or a list is invalid.
    """
    path = path or directory("data") / "trackers" / "lists.toml"
    found: list[Link] = []
    for place, table in enumerate(load(path, "list")["list"], start=1):
        record = Record(table, f"{path}: list {place}")
        source, numbers = record.text("source"), record.numbers("issues")
        record.done()
        found += [
            Link("bpo", str(one), "listed-with", "bpo", str(other), source) for one, other in combinations(numbers, 2)
        ]
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
