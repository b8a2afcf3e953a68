"""Write reStructuredText, as Sphinx reads it."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

from miner.answers import Page, Rows
from miner.render.cells import cell, heading
from miner.render.links import Links

# An @ or a colon between letters makes a link of an address, whatever its scheme; in the time of a day it does not.
_MARKUP = re.compile(r"([\\*`|_<>@]|(?<=\w)(?<!\b\d)(?<!\b\d\d):(?=\S))")
# docutils refuses longer lines than 10,000, and needs seconds for titles that are as long.
_LONGEST_LINE, _LONGEST_TITLE = 4_000, 500
_PLAIN_START = re.compile(r"\w[\w-]*(?:[\s:;,/]|$)")


def escaped(text: str) -> str:
    """Return one line with everything escaped that reStructuredText would interpret."""
    safe = inline(text.strip())
    if safe.endswith("::"):  # announces a literal block
        safe = safe[:-1] + "\\:"
    return begun(safe)


def inline(text: str) -> str:
    """Return text with everything escaped that has a meaning inside of a line."""
    return _MARKUP.sub(r"\\\1", text)


def begun(line: str) -> str:
    """Return a line whose beginning has no meaning, as bullets, enumerations and directives have it there."""
    return line if not line or _PLAIN_START.match(line) else f"\\ {line}"


def columns(line: str) -> int:
    """Return for how many columns docutils takes a line at most; the widths of combining characters are not agreed."""
    return max(4, sum(2 if east_asian_width(one) in "WF" else 1 for one in line))


def write_rows(rows: Rows, *, wide: bool = False, links: Links | None = None) -> Iterator[str]:
    """Yield one list-table; ``wide`` keeps shas, instants and seconds whole, ``links`` makes names links."""
    if not rows.columns:
        return
    if not rows.rows:
        yield "(no rows)\n"
        return
    yield ".. list-table::\n   :header-rows: 1\n\n"
    yield from _row([_unlinked(heading(column, wide=wide)) for column in rows.columns])
    for row in rows.rows:
        if links is None:
            cells = zip(rows.columns, row, strict=True)
            yield from _row([_unlinked(cell(name, value, wide=wide)) for name, value in cells])
        else:
            yield from _row([_linked(parts) for parts in links.row_parts(rows.columns, row, wide=wide)])


def write_page(page: Page, *, wide: bool = False, links: Links | None = None) -> Iterator[str]:
    """Yield a document: the title, the facts, then the sections; ``wide`` and ``links`` as in `write_rows`."""
    yield _heading(cell("title", page.title, wide=True), "=")
    facts = Rows(("fact", "value"), [(name, value) for name, value in page.facts.items() if value is not None])
    if facts.rows:
        yield from write_rows(facts, wide=True, links=links)
    for section in page.sections:
        if section.rows.rows:
            yield "\n" + _heading(section.heading, "-")
            yield from write_rows(section.rows, wide=wide, links=links)
        elif section.otherwise:
            yield f"\n{_heading(section.heading, '-')}{escaped(section.otherwise)}\n"


def _heading(text: str, character: str) -> str:
    words = " ".join(text.split()) or "(no title)"
    line = escaped(words if len(words) <= _LONGEST_TITLE else words[:_LONGEST_TITLE] + "…")
    return f"{line}\n{character * columns(line)}\n\n"


def _unlinked(text: str) -> list[str]:
    """Return the lines of a cell, escaped."""
    return [escaped(line) for line in text.strip("\n").split("\n")]


def _linked(parts: Iterable[tuple[str, str]]) -> list[str]:
    """Return the lines of a cell, escaped, of parts with their addresses, which are empty for plain text."""
    lines: list[list[tuple[str, str]]] = [[]]
    for text, address in parts:
        first, *others = text.split("\n")
        lines[-1].append((first, address))
        lines.extend([(other, "")] for other in others)
    written = [_line(line) for line in lines]
    while len(written) > 1 and not written[-1]:
        written.pop()
    return written


def _line(parts: list[tuple[str, str]]) -> str:
    if not any(address for _, address in parts):
        return escaped("".join(text for text, _ in parts))
    # What stands directly beside a link is parted from it by an escaped blank, which is not shown.
    shown = (f"\\ `{inline(text)} <{address}>`__\\ " if address else inline(text) for text, address in parts)
    line = "".join(shown).strip()
    return line if parts[0][1] else begun(line)


def _row(cells: list[list[str]]) -> Iterator[str]:
    for index, lines in enumerate(cells):
        mark = "   * -" if index == 0 else "     -"
        if len(lines) == 1:
            yield f"{mark} {_folded(lines[0], 7)}".rstrip() + "\n"
        else:
            shown = (f"| {_folded(line, 9)}".rstrip() for line in lines)
            yield mark + " " + "\n       ".join(shown) + "\n"


def _folded(text: str, indent: int) -> str:
    """Return an escaped line as several, if it is too long; a backslash before the end of a line takes it back."""
    if len(text) <= _LONGEST_LINE:
        return text
    parts = []
    while text:
        part = text[:_LONGEST_LINE]
        if (len(part) - len(part.rstrip("\\"))) % 2:  # not between a backslash and what it escapes
            part = part[:-1]
        parts.append(part)
        text = text[len(part) :]
    # What follows it must not look like the line below a title.
    return f"\\\n{' ' * indent}\\ ".join(parts)
