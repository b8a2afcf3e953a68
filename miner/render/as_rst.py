"""Write reStructuredText, as Sphinx reads it."""

import re
from collections.abc import Iterator

from rich.cells import cell_len

from miner.model import Page, Rows
from miner.render.cells import cell, heading

_MARKUP = re.compile(r"([\\*`|_<>])")
_PLAIN_START = re.compile(r"\w[\w-]*(?:[\s:,/]|$)")


def escaped(text: str) -> str:
    """Return one line with everything escaped that reStructuredText would interpret."""
    safe = _MARKUP.sub(r"\\\1", text.strip())
    if safe.endswith("::"):  # announces a literal block
        safe = safe[:-1] + "\\:"
    # Bullets, enumerations, directives and so on have a meaning only at the start of a line.
    return safe if not safe or _PLAIN_START.match(safe) else f"\\ {safe}"


def write_rows(rows: Rows, *, wide: bool = False) -> Iterator[str]:
    """Yield one list-table; ``wide`` keeps shas, instants and seconds whole."""
    if not rows.columns:
        return
    if not rows.rows:
        yield "(no rows)\n"
        return
    yield ".. list-table::\n   :header-rows: 1\n\n"
    yield from _row([heading(column, wide=wide) for column in rows.columns])
    for row in rows.rows:
        yield from _row([cell(name, value, wide=wide) for name, value in zip(rows.columns, row, strict=True)])


def write_page(page: Page, *, wide: bool = False) -> Iterator[str]:
    """Yield a document: the title, the facts, then the sections; ``wide`` as in `write_rows`."""
    yield _heading(cell("title", page.title, wide=True), "=")
    facts = Rows(("fact", "value"), [(name, value) for name, value in page.facts.items() if value is not None])
    if facts.rows:
        yield from write_rows(facts, wide=True)
    for section in page.sections:
        if section.rows.rows:
            yield "\n" + _heading(section.heading, "-")
            yield from write_rows(section.rows, wide=wide)
        elif section.otherwise:
            yield f"\n{_heading(section.heading, '-')}{escaped(section.otherwise)}\n"


def _heading(text: str, character: str) -> str:
    line = escaped(" ".join(text.split()))
    return f"{line}\n{character * max(cell_len(line), 4)}\n\n"


def _row(cells: list[str]) -> Iterator[str]:
    for index, text in enumerate(cells):
        mark = "   * -" if index == 0 else "     -"
        lines = text.strip("\n").split("\n")
        if len(lines) == 1:
            yield f"{mark} {escaped(text)}".rstrip() + "\n"
        else:
            shown = (f"| {escaped(line)}".rstrip() for line in lines)
            yield mark + " " + "\n       ".join(shown) + "\n"
