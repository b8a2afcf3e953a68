"""Choose the renderer by the name of the format."""

from collections.abc import Iterator

from miner.model import Page, Rows
from miner.render import as_csv, as_json, as_markdown, as_rst, as_table
from miner.render.terminal import Terminal


def table_of_rows(rows: Rows, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a table."""
    return as_table.write_rows(rows, terminal)


def table_of_page(page: Page, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a page."""
    return as_table.write_page(page, terminal)


def rows(rows: Rows, name: str, *, wide: bool = False, raw: bool = False) -> Iterator[str]:
    """Yield rows in the format ``csv``, ``json``, ``jsonl``, ``markdown`` or ``rst``.

    ``raw`` is for CSV, see `as_csv.write_rows`; ``wide`` is for Markdown and reStructuredText.
    """
    match name:
        case "csv":
            return as_csv.write_rows(rows, raw=raw)
        case "json":
            return as_json.write_rows(rows)
        case "jsonl":
            return as_json.write_row_lines(rows)
        case "markdown":
            return as_markdown.write_rows(rows, wide=wide)
        case _:
            return as_rst.write_rows(rows, wide=wide)


def page(page: Page, name: str, *, wide: bool = False, raw: bool = False) -> Iterator[str]:
    """Yield a page in the format ``csv``, ``json``, ``jsonl``, ``markdown`` or ``rst``, with the options of `rows`."""
    match name:
        case "csv":
            return as_csv.write_page(page, raw=raw)
        case "json":
            return as_json.write_page(page)
        case "jsonl":
            return as_json.write_page_lines(page)
        case "markdown":
            return as_markdown.write_page(page, wide=wide)
        case _:
            return as_rst.write_page(page, wide=wide)
