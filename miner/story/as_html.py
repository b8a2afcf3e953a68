"""Write a story as one HTML page with its pictures, which needs nothing else."""

from html import escape
from typing import Final

from markupsafe import Markup

from miner.answers import Rows
from miner.render.pictures import drawing
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
    plain,
)

_SAFE: Final = ("https://", "http://")


def write(document: Document) -> str:
    """Return the page; its title is the first heading of the story."""
    title = next((plain(block.spans) for block in document if isinstance(block, Heading)), "")
    return drawing.page("story.html", title=title, body=Markup("\n".join(map(_block, document))))  # noqa: S704 - escaped


def _block(block: Block) -> str:
    match block:
        case Heading(level, spans):
            return f"<h{level}>{_inline(spans)}</h{level}>"
        case Paragraph(spans):
            return f"<p>{_inline(spans)}</p>"
        case Bullets(items):
            return "<ul>\n" + "\n".join(f"<li>{_inline(item)}</li>" for item in items) + "\n</ul>"
        case Table(rows):
            return _table(rows)
        case Figure(picture, _):
            return f"<figure>\n{drawing.svg(picture)}</figure>"
        case Sources(commands):
            told = ", ".join(f"<code>{escape(command)}</code>" for command in commands)
            return f'<p class="sources">Source: {told}</p>'


def _table(rows: Rows) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows.columns)
    body = "\n".join(
        "<tr>"
        + "".join(
            f"<td>{escape(drawing.shown(name, value))}</td>" for name, value in zip(rows.columns, row, strict=True)
        )
        + "</tr>"
        for row in rows.rows
    )
    return f'<div class="rows"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _inline(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    match span:
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Link(text, url) if url.startswith(_SAFE):
            return f'<a href="{escape(url)}">{escape(text)}</a>'
        case _:
            return escape(span.text)
