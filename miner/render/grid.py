"""Lay out rows: columns wrapped to a width, or one record below the other if columns would be too narrow.

Nothing is cut off but titles that are as long as a chapter, which ``--wide`` shows. rich's tables are not used because
they take a millisecond per row, and answers about the whole history have many thousands of rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len, chop_cells

from miner.answers import Rows
from miner.render.cells import cell, heading, is_number
from miner.render.terminal import Terminal

_GAP = 2
_SLIVER = 24  # a column of text narrower than this is not worth reading
_RIGID = 26  # columns up to this width are wrapped only if nothing else helps
_INSTANT = 23  # columns up to this width, which dates and durations have, are never wrapped
_NAME = 14  # people's names may be wrapped to this width
_OUTLIER = 120  # without a line limit, longer texts stick out instead of widening their column
_ITEMS = re.compile(r"[^,/]*[,/]|[^,/]+")
_LONGEST_TITLE = 160  # titles of hundreds of revisions are cut there, unless lines have any length
_FEWEST = 3  # fewer columns than this are not worth a heading


def wrap(text: str, width: int) -> list[str]:
    """Return the text in lines of at most ``width`` terminal cells, broken between words or items if possible."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if cell_len(paragraph) <= width:
            lines.append(paragraph)
            continue
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if cell_len(joined) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            *full, line = _broken(word, width)
            lines.extend(full)
        lines.append(line)
    return lines


def _broken(word: str, width: int) -> list[str]:
    """Return a word in parts of at most ``width`` cells: a list broken between its items, a path between folders."""
    if cell_len(word) <= width:
        return [word]
    parts = [""]
    for item in _ITEMS.findall(word):
        if cell_len(parts[-1] + item) <= width:
            parts[-1] += item
        else:
            parts += chop_cells(item, width)
    return [part for part in parts if part]


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return the text padded with spaces to a width in terminal cells; ``right`` aligns it to the right."""
    fill = " " * (width - _width(text))
    return fill + text if right else text + fill


@dataclass(frozen=True, slots=True)
class _Table:
    """The cells of a table as text, and for each column its heading, width and alignment."""

    heads: tuple[str, ...]
    cells: list[tuple[str, ...]]
    widths: tuple[int, ...]
    right: tuple[bool, ...]

    def only(self, indexes: Sequence[int]) -> "_Table":
        """Return a table with only the columns at these indexes."""
        return _Table(
            tuple(self.heads[i] for i in indexes),
            [tuple(row[i] for i in indexes) for row in self.cells],
            tuple(self.widths[i] for i in indexes),
            tuple(self.right[i] for i in indexes),
        )


def lay_out(rows: Rows, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a table, in the first of four layouts that fits the width of the terminal.

    Columns side by side; the same without columns whose value never changes, which are given once; short columns side
    by side with long texts below; one record below the other.
    """
    if not rows.columns:
        return
    table = _texts(rows, wide=terminal.wide, whole=terminal.wide or terminal.width is None)
    if fitted := _fit(table.widths, terminal.width):
        yield from _side_by_side(table, fitted, terminal)
        return
    # Values that are the same in every row are shown once.
    varying = [i for i, texts in enumerate(zip(*table.cells, strict=True)) if len(set(texts)) > 1]
    if len(table.cells) > 1 and varying:
        same = [
            f"{head} {text}"
            for i, (head, text) in enumerate(zip(table.heads, table.cells[0], strict=True))
            if i not in varying and text
        ]
        table = table.only(varying)
        for line in wrap(f"in every row: {', '.join(same)}", terminal.width or 80) if same else ():
            yield terminal.style(line, "dim")
        if fitted := _fit(table.widths, terminal.width):
            yield from _side_by_side(table, fitted, terminal)
            return
    # Long texts go below; if that is not enough, the last short columns, too.
    short = [i for i, width in enumerate(table.widths) if width <= _RIGID]
    while len(short) >= _FEWEST:
        if fitted := _fit(table.only(short).widths, terminal.width, rigid=_INSTANT, sliver=_NAME):
            yield from _stacked(table, short, fitted, terminal)
            return
        short.pop()
    yield from _records(table, terminal)


def _texts(rows: Rows, *, wide: bool, whole: bool) -> _Table:
    heads = tuple(heading(column, wide=wide) for column in rows.columns)
    columns = list(zip(*rows.rows, strict=True)) or [()] * len(heads)
    shown = [
        list(_shown(name, values, wide=wide, whole=whole)) for name, values in zip(rows.columns, columns, strict=True)
    ]
    widths = tuple(max(cell_len(head), *map(_width, set(texts)), 0) for head, texts in zip(heads, shown, strict=True))
    right = tuple(bool(values) and all(map(_counts, values)) for values in columns)
    return _Table(heads, list(zip(*shown, strict=True)), widths, right)


def _shown(column: str, values: Iterable[Any], *, wide: bool, whole: bool) -> Iterator[str]:
    """Yield the values of a column as text; most columns say the same many times, and each text is made once."""
    cut = not whole and column.endswith(("subject", "title"))
    told: dict[str, str] = {}
    for value in values:
        if not isinstance(value, str):
            yield cell(column, value, wide=wide)
            continue
        if value not in told:
            text = cell(column, value, wide=wide)
            told[value] = _shortened(text) if cut else text
        yield told[value]


def _shortened(title: str) -> str:
    if len(title) <= _LONGEST_TITLE:
        return title
    return f"{title[:_LONGEST_TITLE]}… ({len(title) - _LONGEST_TITLE:,} more characters with --wide)"


def _counts(value: object) -> bool:
    return value is None or is_number(value)


def _width(text: str) -> int:
    if "\n" in text:
        return max(_width(line) for line in text.split("\n"))
    # The width of most texts is plain; a table has thousands of cells.
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def _fit(natural: Sequence[int], width: int | None, *, rigid: int = _RIGID, sliver: int = _SLIVER) -> list[int] | None:
    """Return the column widths to use, None if the table is not readable in this width."""
    if width is None:
        return [min(size, _OUTLIER) for size in natural]
    fitted = list(natural)
    room = width - _GAP * (len(fitted) - 1)
    if sum(fitted) <= room:
        return fitted or None
    folding = [index for index, size in enumerate(fitted) if size > rigid]
    room -= sum(size for size in fitted if size <= rigid)
    if not folding or room < sliver * len(folding):
        return None
    # Narrow columns get the width they need, the others share the rest.
    for place, index in enumerate(sorted(folding, key=lambda each: natural[each])):
        fitted[index] = min(natural[index], room // (len(folding) - place))
        room -= fitted[index]
    return fitted


def _side_by_side(table: _Table, widths: Sequence[int], terminal: Terminal) -> Iterator[str]:
    yield from _head(table, widths, terminal)
    for lines in _lines(table, widths, terminal):
        yield from lines


def _head(table: _Table, widths: Sequence[int], terminal: Terminal) -> Iterator[str]:
    gap = " " * _GAP
    parts = (pad(text, width, right=r) for text, width, r in zip(table.heads, widths, table.right, strict=True))
    yield terminal.style(gap.join(parts).rstrip(), "bold")
    yield terminal.style(gap.join(terminal.rule * width for width in widths), "dim")


def _lines(table: _Table, widths: Sequence[int], terminal: Terminal) -> Iterator[list[str]]:
    """Yield the lines of each row. A text that comes again in its column is folded, padded and coloured once."""
    gap = " " * _GAP
    columns = [
        {text: _laid(text, width, terminal, right=right) for text in {row[index] for row in table.cells}}
        for index, (width, right) in enumerate(zip(widths, table.right, strict=True))
    ]
    for row in table.cells:
        parts = [laid[text] for laid, text in zip(columns, row, strict=True)]
        if max(map(len, parts)) == 1:
            yield [gap.join([lines[0] for lines in parts]).rstrip()]
        else:
            yield [gap.join(map(_or_blank, lines, widths)).rstrip() for lines in zip_longest(*parts)]


def _laid(text: str, width: int, terminal: Terminal, *, right: bool) -> list[str]:
    """Return the lines of a cell, padded and in the colour of its text."""
    folded = _folded(text, width if terminal.width else None)
    return [terminal.word(pad(line, width, right=right), text) for line in folded]


def _or_blank(line: str | None, width: int) -> str:
    return " " * width if line is None else line


def _folded(text: str, width: int | None) -> list[str]:
    if width is None:
        return text.split("\n")
    return wrap(text, width) if "\n" in text or cell_len(text) > width else [text]


def _stacked(table: _Table, short: list[int], widths: Sequence[int], terminal: Terminal) -> Iterator[str]:
    """Yield each row with its short columns on one line and its long texts on lines of their own below."""
    brief, long = table.only(short), table.only([i for i in range(len(table.heads)) if i not in short])
    yield from _head(brief, widths, terminal)
    margin = max(map(cell_len, long.heads), default=0) + _GAP
    for lines, texts in zip(_lines(brief, widths, terminal), long.cells, strict=True):
        yield from lines
        for head, text in zip(long.heads, texts, strict=True):
            label = pad(head, margin) if len(texts) > 1 else ""
            if text:
                yield from labelled(label, text, len(label), terminal, indent=4)


def _records(table: _Table, terminal: Terminal) -> Iterator[str]:
    margin = max(map(cell_len, table.heads)) + _GAP
    width = terminal.width or 80
    for number, row in enumerate(table.cells, 1):
        label = f"{terminal.rule * 2} {number} "
        yield terminal.style(label + terminal.rule * (width - cell_len(label)), "dim")
        for head, text in zip(table.heads, row, strict=True):
            yield from labelled(head, text, margin, terminal)


def labelled(label: str, text: str, margin: int, terminal: Terminal, *, indent: int = 0) -> Iterator[str]:
    """Yield the lines of a label and a text, which is wrapped beside the label."""
    room = terminal.width - margin - indent if terminal.width else None
    lines = wrap(text, max(room, _SLIVER)) if room is not None else text.split("\n")
    for depth, line in enumerate(lines):
        left = terminal.style(pad(label, margin), "bold") if depth == 0 else " " * margin
        yield (" " * indent + left + terminal.word(line, text)).rstrip()
