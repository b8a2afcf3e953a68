"""Write rows and pages as tables for people."""

from collections.abc import Iterator

from rich.cells import cell_len

from miner.answers import Page, Rows
from miner.render.cells import cell
from miner.render.grid import labelled, lay_out, wrap
from miner.render.terminal import Terminal

_ENDLESS = 1_000_000
_INDENT = 4


def write_rows(rows: Rows, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a table, and "(no rows)" if it is empty."""
    yield from lay_out(rows, terminal)
    if not rows.rows:
        yield terminal.style("(no rows)", "dim")


def write_page(page: Page, terminal: Terminal) -> Iterator[str]:
    """Yield a page: its title, the short facts, the sections that are not empty, then facts of several lines."""
    title = cell("title", page.title, wide=True)
    for line in wrap(title, terminal.width or _ENDLESS):
        yield terminal.style(line, "bold")
    shown = {name: cell(name, value, wide=True).strip("\n") for name, value in page.facts.items()}
    facts = {name: text for name, text in shown.items() if text and text != title}
    margin = max(map(cell_len, facts), default=0) + 2
    for name, text in facts.items():
        if "\n" not in text:
            yield from labelled(name, text, margin, terminal)
    for section in page.sections:
        rows = _telling(section.rows, page)
        if not rows.columns and not section.otherwise:
            continue
        yield ""
        yield terminal.style(section.heading, "bold")
        if rows.columns:
            yield from lay_out(rows, terminal)
        else:
            yield terminal.style(section.otherwise, "dim")
    for name, text in facts.items():
        if "\n" in text:
            yield ""
            yield terminal.style(name, "bold")
            width = terminal.width - _INDENT if terminal.width else _ENDLESS
            yield from (f"{' ' * _INDENT}{line}".rstrip() for line in wrap(text, width))


def _telling(rows: Rows, page: Page) -> Rows:
    """Return the rows without columns that are empty or only repeat a fact of the page.

    A standing is told even if the page has the same: that of the page is of the commit's own line only.
    """
    about = {page.facts.get("sha"), page.facts.get("issue"), None}
    told = {**page.facts, "standing": None}
    kept = [
        index
        for index, column in enumerate(rows.columns)
        if any(row[index] not in {*about, told.get(column)} for row in rows.rows)
    ]
    return Rows(tuple(rows.columns[i] for i in kept), [tuple(row[i] for i in kept) for row in rows.rows])
