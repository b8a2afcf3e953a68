"""Write CSV as in RFC 4180, and the same with tabs, safe to open in a spreadsheet."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from miner.answers import Page, Rows
from miner.render.cells import INVISIBLE, exact

# Spreadsheets run a cell that begins like this as a formula, unless it is a plain number. Some look through blanks and
# characters that nobody sees, and some take the full-width forms for the others.
_FORMULA = re.compile(rf"[\s\x00-\x1f\u061c\u2028-\u202e{INVISIBLE}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_END = "\r\n"


class _Echo:
    """A file whose ``write`` returns its argument, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def write_rows(rows: Rows, *, raw: bool = False, between: str = ",") -> Iterator[str]:
    """Yield the header line and one line for each row; ``between`` separates cells, a tab in TSV.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe, unless ``raw`` is true.
    """
    return _lines((rows.columns, *rows.rows), raw=raw, between=between)


def write_page(page: Page, *, raw: bool = False, between: str = ",") -> Iterator[str]:
    """Yield a page as one table with a line for each value: section, row, column, value."""
    return _lines((("section", "row", "column", "value"), *_long(page)), raw=raw, between=between)


def _long(page: Page) -> Iterator[tuple[Any, ...]]:
    for name, value in page.facts.items():
        yield "facts", 1, name, value
    for section in page.sections:
        for number, row in enumerate(section.rows.rows, 1):
            for column, value in zip(section.rows.columns, row, strict=True):
                yield section.name, number, column, value


def _lines(table: Iterable[Iterable[Any]], *, raw: bool, between: str) -> Iterator[str]:
    # With this end of a line, cells with either character of it are quoted. Other programs of a pipe expect only one.
    writer = csv.writer(_Echo(), delimiter=between, lineterminator=_END)
    for row in table:
        line = writer.writerow([exact(value) if raw else guarded(exact(value)) for value in row])
        yield f"{line.removesuffix(_END)}\n"


def guarded(value: Any) -> Any:
    """Return a value with an apostrophe before it if a spreadsheet would run it as a formula."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
