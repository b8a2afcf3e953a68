"""Read records from files that users have: saved answers of the API, JSON lines, dumps of `gh api`, exports of Roundup.

What a file has is told by its content, not by its name. `gh api --paginate` writes one JSON list after the other, and
older versions did so without anything between them. Timelines must be those of GraphQL: in the lists that the REST API
gives nothing says to which issue they belong.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from miner.errors import SettingsError
from miner.store.records import Record
from miner.tracker import roundup

_SUFFIXES: Final = frozenset({".json", ".jsonl", ".ndjson", ".csv"})
_DECODER: Final = json.JSONDecoder()


def read_files(paths: Iterable[Path]) -> Iterator[Record]:
    """Yield the records in files, and in those of folders that have a suffix of JSON or CSV.

    Raises SettingsError for a file that cannot be read or has no records.
    """
    for path in paths:
        for file in _files(path):
            yield from _read(file)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in _SUFFIXES and file.is_file())
    if not found:
        raise SettingsError(f"{path} has no files of records: their names must end in {', '.join(sorted(_SUFFIXES))}.")
    return found


def _read(path: Path) -> Iterator[Record]:
    try:
        content = path.read_text(encoding="utf-8-sig")
        fetched = int(path.stat().st_mtime)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    if content.lstrip()[:1] in {"{", "["}:
        found = _from_json(path, content, fetched)
    elif roundup.is_export(content):
        found = [
            Record("bpo", "row", number, roundup.row_text(row), fetched, origin=path.name)
            for number, row in roundup.export_rows(content)
        ]
    else:
        found = []
    if not found:
        raise SettingsError(
            f"{path} has no records: expected are answers of GitHub's API as JSON or JSON lines, or an export of "
            "bugs.python.org as CSV."
        )
    yield from found


def _from_json(path: Path, content: str, fetched: int) -> list[Record]:
    found = []
    for value, line in _values(path, content):
        for element in _elements(value):
            kind = _kind(element)
            if kind is None:
                raise SettingsError(
                    f"{path}:{line}: this is no issue, pull request, comment or timeline of python/cpython from "
                    "GitHub's API."
                )
            number = str(element["id"] if kind == "comment" else element["number"])
            text = json.dumps(element, ensure_ascii=False, separators=(",", ":"))
            found.append(Record("gh", kind, number, text, fetched, origin=path.name))
    return found


def _elements(value: Any) -> list[Any]:
    """Return the records in an answer: of a list, of one record, or of a question to GraphQL about issues."""
    if isinstance(value, list):
        return value
    data = value.get("data") if isinstance(value, dict) else None
    repository = data.get("repository") if isinstance(data, dict) else None
    if not isinstance(repository, dict):
        return [value]
    issues = repository.get("issues")
    nodes = issues.get("nodes") if isinstance(issues, dict) else None
    return nodes if isinstance(nodes, list) else [repository.get("issue")]


def _values(path: Path, content: str) -> Iterator[tuple[Any, int]]:
    """Yield the JSON values that follow each other in a text, each with its line."""
    place = counted = 0
    line = 1
    while True:
        while place < len(content) and content[place].isspace():
            place += 1
        if place == len(content):
            return
        line += content.count("\n", counted, place)
        counted = place
        try:
            value, place = _DECODER.raw_decode(content, place)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
            raise SettingsError(f"{path}:{line}: this is not JSON, or it was cut off ({reason}).") from None
        yield value, line


def _kind(element: Any) -> str | None:
    """Return the kind of a record, by what it has; None if it is none of python/cpython's."""
    if not isinstance(element, dict):
        return None
    addresses = [str(element.get(name) or "").lower() for name in ("url", "html_url", "issue_url", "repository_url")]
    if any("/python/cpython/" not in address and "/repos/" in address for address in addresses[:3] if address):
        return None
    is_number = isinstance(element.get("number"), int) and not isinstance(element.get("number"), bool)
    if is_number and "timelineItems" in element:
        return "timeline"
    if is_number and "title" in element:
        return "pull" if "base" in element or ("merged_at" in element and "pull_request" not in element) else "issue"
    if isinstance(element.get("id"), int) and "body" in element and ("issue_url" in element or "html_url" in element):
        return "comment"
    return None
