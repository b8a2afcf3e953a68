"""Write Excel workbooks: numbers stay numbers, all else is text, so that nothing is a formula and 3.10 is not 3.1."""

import io
from typing import Any, Final

from miner.answers import Page, Rows
from miner.errors import SettingsError
from miner.render.cells import exact, is_number, printable

# What a sheet and a cell can hold, and a number exactly.
_ROWS: Final = 1_048_575
_CHARACTERS: Final = 32_767
_EXACT: Final = 2**53
_WIDEST: Final = 80


def rows_workbook(rows: Rows) -> bytes:
    """Return a workbook with one sheet; raise SettingsError if it cannot hold the rows, or without the extra."""
    return _workbook({"rows": rows})


def page_workbook(page: Page) -> bytes:
    """Return a workbook with a sheet for the facts of a page and one for each section."""
    facts = Rows(("fact", "value"), [(name, value) for name, value in page.facts.items() if value is not None])
    return _workbook({"facts": facts, **{section.name: section.rows for section in page.sections}})


def _workbook(sheets: dict[str, Rows]) -> bytes:
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError(
            "Excel workbooks need the extra [xlsx]: pip install 'cpython-miner[xlsx]', or ask for csv."
        ) from None
    for rows in sheets.values():
        if len(rows) > _ROWS:
            raise SettingsError(f"A sheet cannot hold {len(rows):,} rows: ask for parquet or csv, or for less.")
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(rows.columns):
                sheet.write_string(0, place, column, bold)
                longest = max((len(str(row[place])) for row in rows.rows if row[place] is not None), default=0)
                sheet.set_column(place, place, min(max(longest, len(column)) + 2, _WIDEST))
            for number, row in enumerate(rows.rows, 1):
                for place, value in enumerate(row):
                    _write(sheet, number, place, exact(value))
            if rows.rows:
                sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
    return stream.getvalue()


def _write(sheet: Any, row: int, place: int, value: Any) -> None:
    if value is None:
        return
    if is_number(value) and abs(value) <= _EXACT:
        sheet.write_number(row, place, value)
    else:
        text = printable(str(value))
        sheet.write_string(row, place, text if len(text) <= _CHARACTERS else f"{text[: _CHARACTERS - 1]}…")
