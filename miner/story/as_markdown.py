"""Write a story as Markdown."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from miner.render import as_markdown
from miner.story.document import (
    Block,
    Bullets,
    Code,
    Document,
    Figure,
    Heading,
    Link,
    Paragraph,
    Sources,
    Span,
    Spans,
    Table,
)

_BEGINNING: Final = re.compile(r"\A(\d{0,9})([-+=.)])")


def write(document: Document, save: Callable[[Figure, int], str | None]) -> Iterator[str]:
    """Yield a story; ``save`` keeps the nth picture and returns its name."""
    pictures = 0
    for block in document:
        if isinstance(block, Figure):
            pictures += 1
            if name := save(block, pictures):
                yield f"![{as_markdown.escaped(block.picture.summary)}]({name})\n\n"
        else:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, spans):
            yield f"{'#' * level} {_inline(spans)}\n\n"
        case Paragraph(spans):
            yield f"{_begun(_inline(spans))}\n\n"
        case Bullets(items):
            yield from (f"- {_begun(_inline(item))}\n" for item in items)
            yield "\n"
        case Table(rows):
            yield from as_markdown.write_rows(rows)
            yield "\n"
        case Sources(commands):
            yield f"*Source:* {', '.join(map(_code, commands))}\n\n"


def _inline(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    match span:
        case Code(text):
            return _code(text)
        case Link(text, url):
            return f"[{as_markdown.escaped(text)}](<{url}>)"
        case _:
            return as_markdown.escaped(span.text)


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(0x2CB))}`"


def _begun(text: str) -> str:
    """Return a paragraph whose beginning is no bullet, number or quotation."""
    return _BEGINNING.sub(r"\1\\\2", text)
