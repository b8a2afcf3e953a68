"""Write a story as reStructuredText, on request with Pelican's front matter."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from miner.render import as_rst
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
    plain,
)
from miner.story.document import Table as TableBlock

_LINES: Final = "#=-~"
_WIDTH: Final = 100


def write(
    document: Document, save: Callable[[Figure, int], str | None], about: dict[str, str] | None = None
) -> Iterator[str]:
    """Yield a story; ``save`` keeps the nth picture and returns its name, ``about`` is Pelican's metadata."""
    pictures = 0
    for block in document:
        if isinstance(block, Figure):
            pictures += 1
            if name := save(block, pictures):
                yield f".. image:: {name}\n   :alt: {as_rst.escaped(block.picture.summary)}\n\n"
            continue
        yield from _block(block)
        if about and isinstance(block, Heading) and block.level == 1:
            yield from (f":{name}: {value}\n" for name, value in about.items())
            yield "\n"
            about = None


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, spans):
            text = as_rst.escaped(plain(spans))
            yield f"{text}\n{_LINES[level - 1] * as_rst.columns(text)}\n\n"
        case Paragraph(spans):
            yield f"{_folded(_inline(spans))}\n\n"
        case Bullets(items):
            yield from (f"* {_folded(_inline(item), '  ')}\n" for item in items)
            yield "\n"
        case TableBlock(rows):
            yield from as_rst.write_rows(rows)
            yield "\n"
        case Sources(commands):
            told = ", ".join(f"``{_literal(command)}``" for command in commands)
            yield f"{_folded(f'*Source:* {told}')}\n\n"


def _inline(spans: Spans) -> str:
    """Return spans; a mark between letters is separated by an escaped space, which takes no room."""
    text = ""
    for span in spans:
        piece = _span(span)
        if text and piece and not re.search(r"[\s(\[]\Z", text) and not re.match(r"[\s).,;:\]]", piece):
            text += "\\ "
        text += piece
    return text


def _span(span: Span) -> str:
    match span:
        case Code(text):
            return f"``{_literal(text)}``"
        case Link(text, url):
            shown = re.sub(r"([\\<>])", r"\\\1", text.replace("`", "'"))
            return f"`{shown} <{url}>`__"
        case _:
            return as_rst.inline(span.text)


def _literal(text: str) -> str:
    return text.replace("``", "` `").strip() or " "


def _folded(text: str, indent: str = "") -> str:
    """Fold a paragraph between words that are not inside of a mark."""
    words = re.findall(r"(?:``.+?``|`[^`]+?`__|\\ |\S)+", text)
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) < _WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    first, *rest = lines or [""]
    # What begins a line must not be taken for a bullet or a directive.
    return f"\n{indent}".join(line if line.startswith("`") else as_rst.begun(line) for line in (first, *rest))
