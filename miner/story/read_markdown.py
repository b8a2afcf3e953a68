"""Read Markdown by markdown-it-py: CommonMark with tables; raw HTML is text."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from miner.story.passages import Builder, Kind, Piece

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(?P<fields>.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FIELD = re.compile(r"(?P<name>[\w-]+)\s*:\s*(?P<value>.*)")


def read(source: str, builder: Builder) -> dict[str, Piece]:
    """Add the passages of a document to ``builder``; return the fields of its front matter, by name in lower case."""
    fields, skipped = _front_matter(source)
    for kind, pieces in _blocks(source.split("\n", skipped)[-1], skipped):
        builder.add(kind, pieces)
    return fields


def _front_matter(source: str) -> tuple[dict[str, Piece], int]:
    """Return the fields of the front matter, and the number of its lines."""
    front = _FRONT.match(source)
    if not front:
        return {}, 0
    fields: dict[str, Piece] = {}
    for line, text in enumerate(front["fields"].split("\n"), 2):
        if field := _FIELD.fullmatch(text):
            fields.setdefault(field["name"].lower(), Piece(field["value"].strip("\"' "), line))
    return fields, front[0].count("\n")


def _blocks(source: str, skipped: int) -> Iterator[tuple[Kind, list[Piece]]]:
    """Yield the blocks of a text below ``skipped`` lines; a row of a table is one, because it says one thing."""
    quotes = 0
    heading = False
    row = 0
    cells: list[Piece] | None = None
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(source):
        quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        if token.map:
            row = token.map[0] + 1 + skipped
        if token.type in {"fence", "code_block"}:
            yield "literal", [Piece(token.content, row + (token.type == "fence"))]
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield "text", cells or []
            cells = None
        elif token.type == "inline" and cells is not None:
            cells += [*([Piece(" | ", row)] if cells else []), *_pieces(token, row)]
        elif token.type == "inline":
            kind: Kind = "heading" if heading else "quote" if quotes else "text"
            yield kind, [*_pieces(token, row)]


def _pieces(inline: "Token", line: int) -> Iterator[Piece]:
    target: str | None = None
    for token in inline.children or ():
        if token.type == "link_open":
            target = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            target = None
        elif token.type in {"softbreak", "hardbreak"}:
            yield Piece("\n", line, target)
            line += 1
        else:
            yield Piece(token.content, line, target)
