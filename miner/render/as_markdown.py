"""Write Markdown, with GitHub's tables."""

import re
from collections.abc import Iterator
from typing import Any

from miner.answers import Page, Rows
from miner.render.cells import cell, heading
from miner.render.links import Links

_MARKUP = re.compile(r"([\\`*_{}\[\]|~$#])")


def escaped(text: str) -> str:
    """Return the text with everything escaped that Markdown or HTML would interpret."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", safe).replace("\n", "<br>")


def write_rows(rows: Rows, *, wide: bool = False, links: Links | None = None) -> Iterator[str]:
    """Yield the lines of one table; ``wide`` keeps shas, instants and seconds whole, ``links`` makes names links."""
    if not rows.columns:
        return
    yield _line([escaped(heading(column, wide=wide)) for column in rows.columns])
    yield _line(["---"] * len(rows.columns))
    for row in rows.rows:
        yield _line(_cells(rows, row, wide=wide, links=links))


def write_page(page: Page, *, wide: bool = False, links: Links | None = None) -> Iterator[str]:
    """Yield a document: the title, the facts, then the sections; ``wide`` and ``links`` as in `write_rows`."""
    yield f"# {escaped(cell('title', page.title, wide=True))}\n"
    facts = Rows(("fact", "value"), [(name, value) for name, value in page.facts.items() if value is not None])
    if facts.rows:
        yield "\n"
        yield from write_rows(facts, wide=True, links=links)
    for section in page.sections:
        if section.rows.rows or section.otherwise:
            yield f"\n## {escaped(section.heading)}\n\n"
        if section.rows.rows:
            yield from write_rows(section.rows, wide=wide, links=links)
        elif section.otherwise:
            yield f"{escaped(section.otherwise)}\n"


def _cells(rows: Rows, row: tuple[Any, ...], *, wide: bool, links: Links | None) -> list[str]:
    if links is None:
        return [escaped(cell(column, value, wide=wide)) for column, value in zip(rows.columns, row, strict=True)]
    return [
        "".join(f"[{escaped(text)}]({address})" if address else escaped(text) for text, address in parts)
        for parts in links.row_parts(rows.columns, row, wide=wide)
    ]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
