"""Write a story as plain text for a terminal: links are only their words."""

from collections.abc import Iterator

from miner.render.as_table import write_rows
from miner.render.grid import wrap
from miner.render.terminal import Terminal
from miner.story.document import Block, Bullets, Document, Figure, Heading, Paragraph, Sources, Table, plain

_ENDLESS = 1_000_000


def write(document: Document, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of a story; of a picture, they have the sentence that describes it."""
    for number, block in enumerate(document):
        if number:
            yield ""
        yield from _lines(block, terminal)


def _lines(block: Block, terminal: Terminal) -> Iterator[str]:
    width = terminal.width or _ENDLESS
    match block:
        case Heading(_, spans):
            yield from (terminal.style(line, "bold") for line in wrap(plain(spans), width))
        case Paragraph(spans):
            yield from wrap(plain(spans), width)
        case Bullets(items):
            for item in items:
                first, *rest = wrap(plain(item), width - 2) or [""]
                yield f"- {first}"
                yield from (f"  {line}" for line in rest)
        case Table(rows):
            yield from write_rows(rows, terminal)
        case Figure(picture, _):
            yield from wrap(f"[{picture.title}: {picture.summary}]", width)
        case Sources(commands):
            yield from (terminal.style(line, "dim") for line in wrap(f"Source: {', '.join(commands)}", width))
