"""Write JSON (rows as an array with one row per line, a page as an object) and JSON Lines."""

import json
import re
from collections.abc import Iterator
from typing import Any

from miner.answers import Page, Rows
from miner.render.cells import exact

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def write_rows(rows: Rows) -> Iterator[str]:
    """Yield an array of objects, keyed by column name."""
    yield from _array(rows, "")
    yield "\n"


def write_page(page: Page) -> Iterator[str]:
    """Yield an object with ``facts`` and, for each section, an array of objects."""
    yield f'{{\n"facts": {_text(_clean(page.facts))}'
    for section in page.sections:
        yield f",\n{_text(section.name)}: "
        yield from _array(section.rows, "  ")
    yield "\n}\n"


def write_row_lines(rows: Rows) -> Iterator[str]:
    """Yield JSON Lines: one object per row."""
    for row in rows.rows:
        yield _object(rows, row) + "\n"


def write_page_lines(page: Page) -> Iterator[str]:
    """Yield a page as JSON Lines: the facts, then one object per row; ``section`` says where it belongs."""
    yield _text({"section": "facts", **_clean(page.facts)}) + "\n"
    for section in page.sections:
        for row in section.rows.dicts():
            yield _text({"section": section.name, **_clean(row)}) + "\n"


def _array(rows: Rows, indent: str) -> Iterator[str]:
    yield "["
    for number, row in enumerate(rows.rows):
        yield f"{',' if number else ''}\n{indent}{_object(rows, row)}"
    yield "\n]" if rows.rows else "]"


def _object(rows: Rows, row: tuple[Any, ...]) -> str:
    return _text({column: exact(value) for column, value in zip(rows.columns, row, strict=True)})


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    return {name: exact(value) for name, value in values.items()}


def _text(value: object) -> str:
    # JSON allows these separators in strings, but they would break readers that split text into lines.
    return _LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
