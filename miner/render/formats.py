"""Choose the renderer by the name of the format."""

from collections.abc import Iterator

from miner.answers import Page, Rows
from miner.errors import SettingsError
from miner.render import as_csv, as_json, as_markdown, as_parquet, as_rst, as_table, as_xlsx
from miner.render.links import Links
from miner.render.terminal import Terminal

_BETWEEN = {"csv": ",", "tsv": "\t"}


def table_of_rows(rows: Rows, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a table."""
    return as_table.write_rows(rows, terminal)


def table_of_page(page: Page, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a page."""
    return as_table.write_page(page, terminal)


def rows(rows: Rows, name: str, *, wide: bool = False, raw: bool = False, links: Links | None = None) -> Iterator[str]:
    """Yield rows in the format ``csv``, ``tsv``, ``json``, ``jsonl``, ``markdown`` or ``rst``.

    ``raw`` is for CSV, see `as_csv.write_rows`; ``wide`` is for Markdown and reStructuredText. With ``links`` names are
    links in those two, and have their addresses beside them in the others.
    """
    match name:
        case "markdown":
            return as_markdown.write_rows(rows, wide=wide, links=links)
        case "rst":
            return as_rst.write_rows(rows, wide=wide, links=links)
    told = links.beside(rows) if links else rows
    match name:
        case "json":
            return as_json.write_rows(told)
        case "jsonl":
            return as_json.write_row_lines(told)
        case _:
            return as_csv.write_rows(told, raw=raw, between=_BETWEEN[name])


def page(page: Page, name: str, *, wide: bool = False, raw: bool = False, links: Links | None = None) -> Iterator[str]:
    """Yield a page in one of the formats of `rows`, with its options."""
    match name:
        case "markdown":
            return as_markdown.write_page(page, wide=wide, links=links)
        case "rst":
            return as_rst.write_page(page, wide=wide, links=links)
    told = links.beside_all(page) if links else page
    match name:
        case "json":
            return as_json.write_page(told)
        case "jsonl":
            return as_json.write_page_lines(told)
        case _:
            return as_csv.write_page(told, raw=raw, between=_BETWEEN[name])


def binary_rows(rows: Rows, name: str, links: Links | None = None) -> bytes:
    """Return rows as ``xlsx`` or ``parquet``."""
    told = links.beside(rows) if links else rows
    return as_xlsx.rows_workbook(told) if name == "xlsx" else as_parquet.parquet(told)


def binary_page(page: Page, name: str, links: Links | None = None) -> bytes:
    """Return a page as ``xlsx``; raise SettingsError for ``parquet``, which holds one table."""
    if name != "xlsx":
        raise SettingsError("A page is several tables, and Parquet holds one: ask for xlsx, or a query for rows.")
    return as_xlsx.page_workbook(links.beside_all(page) if links else page)
