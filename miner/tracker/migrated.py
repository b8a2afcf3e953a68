"""The bodies of issues that were copied from bugs.python.org: a table, and two blocks of fields.

The fields look like Python, but a date is written as ``<Date 2019-05-08.17:00:25.446>``. They say how things were on
the day of the copy: states, labels and titles may have changed since, which the record itself tells.
"""

import ast
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

_FIRST_LINE: Final = re.compile(r"BPO \| \[(\d{1,9})\]\(https?://bugs\.python\.org/issue(\d{1,9})\)\s*$", re.MULTILINE)
_ROW: Final = re.compile(r"^(PRs|Superseder|Dependencies) \| (.*)$", re.MULTILINE)
_PULL: Final = re.compile(r"<li>\s*python/cpython#(\d{1,9})\s*</li>")
_OLD_ISSUE: Final = re.compile(r"<li>\s*bpo-(\d{1,9})\b")
_BLOCK: Final = re.compile(
    r"^(?P<whose>GitHub|bugs\.python\.org) fields:\s*\n```python\n(?P<fields>.*?)^```", re.MULTILINE | re.DOTALL
)
_FIELD: Final = re.compile(r"^([a-z_]+) = (.*)$", re.MULTILINE)
_DATE: Final = re.compile(r"<Date (\d{4}-\d\d-\d\d\.\d\d:\d\d:\d\d(?:\.\d+)?)>")
_LONGEST: Final = 100_000  # of one field: a list of names, at most


@dataclass(frozen=True, slots=True)
class Migrated:
    """What the body of a migrated issue says; facts that it does not have are None or empty."""

    bpo: int
    opened: datetime | None = None
    creator: str | None = None
    resolution: str | None = None
    pull_requests: tuple[int, ...] = ()
    superseder: int | None = None
    dependencies: tuple[int, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)


def read_body(body: str) -> Migrated | None:
    """Return what a body says; None if it is not that of a migrated issue, or contradicts itself about the number."""
    text = body.replace("\r\n", "\n")
    first = _FIRST_LINE.match(text)
    if not first or first[1] != first[2]:
        return None
    blocks = {found["whose"]: _fields(found["fields"]) for found in _BLOCK.finditer(text)}
    fields = blocks.get("bugs.python.org", {})
    number = int(first[1])
    if fields.get("issue_num", number) != number:
        return None
    rows = {found[1]: found[2] for found in _ROW.finditer(text)}
    superseder = _numbers(_OLD_ISSUE, rows.get("Superseder", "")) or _listed(fields.get("superseder"))
    opened, creator, resolution = fields.get("creation"), fields.get("creator"), fields.get("resolution")
    return Migrated(
        number,
        opened if isinstance(opened, datetime) else None,
        creator if isinstance(creator, str) and creator != "none" else None,
        resolution if isinstance(resolution, str) else None,
        tuple(dict.fromkeys((*_numbers(_PULL, rows.get("PRs", "")), *_listed(fields.get("pr_nums"))))),
        superseder[0] if superseder else None,
        tuple(
            dict.fromkeys((*_numbers(_OLD_ISSUE, rows.get("Dependencies", "")), *_listed(fields.get("dependencies"))))
        ),
        fields,
    )


def _fields(block: str) -> dict[str, Any]:
    found = {}
    for name, written in _FIELD.findall(block):
        if (value := _value(written)) is not _UNREADABLE:
            found[name] = value
    return found


_UNREADABLE: Final = object()


def _value(written: str) -> Any:
    """Return the value of a field: what Python would read, or a datetime in UTC."""
    if date := _DATE.fullmatch(written.strip()):
        form = "%Y-%m-%d.%H:%M:%S.%f" if "." in date[1][11:] else "%Y-%m-%d.%H:%M:%S"
        try:
            return datetime.strptime(date[1], form).replace(tzinfo=UTC)
        except ValueError:
            return _UNREADABLE
    try:
        return ast.literal_eval(written.strip()[:_LONGEST])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _UNREADABLE


def _numbers(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in pattern.findall(text))


def _listed(value: Any) -> tuple[int, ...]:
    """Return the numbers in a field that has one, or a list of them, as text or as numbers."""
    several = value if isinstance(value, list | tuple) else [value]
    texts = [str(one).strip().removesuffix(".0") for one in several]
    return tuple(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 9)
