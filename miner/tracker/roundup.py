"""What is asked of bugs.python.org, which is read-only: the number on GitHub that an issue was given, and old facts.

Its export answers about many issues at once; where it does not answer as expected, the redirect that CPython's own
documentation uses tells the number of one, and the issue's page its title and dates.
"""

import csv
import html
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

BASE: Final = "https://bugs.python.org"
#: How many issues one request for the export is about: more make the address too long.
SLICE: Final = 100
#: The seconds between two requests: the tracker is old, and turns away those who hurry.
SPACING: Final = 1.0
# What has more digits is no number of an issue.
_MOST_DIGITS: Final = 9
_COLUMNS: Final = ("id", "github", "title", "creation", "activity", "creator", "status", "type")
_GITHUB: Final = re.compile(r"https://github\.com/python/cpython/(?:issues|pull)/(\d{1,9})(?:[/?#].*)?")
_BANNER: Final = re.compile(r'id="gh-issue-link"[^>]*>\s*<a href="https://github\.com/python/cpython/issues/(\d{1,9})"')
_TITLE: Final = re.compile(r"<title>\s*Issue (\d{1,9}): (.*?) - Python tracker\s*</title>", re.DOTALL)
_CREATED: Final = re.compile(
    r"Created on <strong>(\d{4}-\d\d-\d\d \d\d:\d\d)</strong> by <strong>(.*?)</strong>", re.DOTALL
)
_CLOSED: Final = "This issue is now <strong>closed</strong>"


@dataclass(frozen=True, slots=True)
class OldIssue:
    """What bugs.python.org says about an issue; ``closed`` None: it is not said. Facts it does not give are None."""

    bpo: int
    gh: int | None = None
    title: str | None = None
    opened: datetime | None = None
    creator: str | None = None
    state: str | None = None


def redirect_address(number: str) -> str:
    """Return the address that leads to an issue's place on GitHub."""
    return f"issue?@action=redirect&bpo={number}"


def page_address(number: str) -> str:
    """Return the address of an issue's page."""
    return f"issue{number}"


def export_address(numbers: Sequence[str]) -> str:
    """Return the address of an export with these issues."""
    return f"issue?@action=export_csv&@columns={','.join(_COLUMNS)}&@filter=id&id={','.join(numbers)}"


def number_in(location: str | None) -> str | None:
    """Return the number on GitHub that an address names, None if it is another address."""
    found = _GITHUB.fullmatch(location or "")
    return found[1] if found else None


def is_export(text: str) -> bool:
    """Return whether a text is an export, to judge by its first line."""
    header = next(csv.reader(io.StringIO(text.lstrip("\ufeff"))), [])
    return "id" in header and len(set(header) & {*_COLUMNS, "message_count", "assignee"}) > 2


def export_rows(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield number and row of each issue in an export; rows without the number of an issue are left out."""
    for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff"))):
        # More cells than columns come under the key None, fewer as None.
        cells = {name: cell for name, cell in row.items() if isinstance(name, str) and isinstance(cell, str)}
        number = cells.get("id", "").removesuffix(".0")
        if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS:
            yield str(int(number)), cells


def row_text(row: Mapping[str, str]) -> str:
    """Return a row as the text that is kept."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def read_row(row: Mapping[str, str]) -> OldIssue:
    """Understand a row of an export. Creators and states are numbers in it, which say nothing, and are left out."""
    github = _value(row, "github")
    number = github.removesuffix(".0") if github else ""
    creation = _value(row, "creation")
    creator, status = _value(row, "creator"), _value(row, "status")
    return OldIssue(
        int(row["id"].removesuffix(".0")),
        int(number) if number.isascii() and number.isdigit() else None,
        _value(row, "title"),
        _roundup_date(creation) if creation else None,
        None if creator is None or creator.isdigit() else creator,
        status if status in {"open", "closed"} else None,
    )


def read_page(text: str) -> OldIssue | None:
    """Understand an issue's page; None if it is none."""
    title = _TITLE.search(text)
    if not title:
        return None
    created, banner = _CREATED.search(text), _BANNER.search(text)
    return OldIssue(
        int(title[1]),
        int(banner[1]) if banner else None,
        " ".join(html.unescape(title[2]).split()),
        datetime.strptime(created[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC) if created else None,
        html.unescape(created[2]) if created else None,
        "closed" if _CLOSED in text or "This issue is now closed" in text else None,
    )


def _value(row: Mapping[str, str], name: str) -> str | None:
    value = row.get(name, "").strip()
    return None if value in {"", "None"} else value


def _roundup_date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:19], "%Y-%m-%d.%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
