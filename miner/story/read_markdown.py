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
    fields: dict[str, Piece] = {}
    skipped = 0
    if front := _FRONT.match(source):
        skipped = front[0].count("\n")
        for line, text in enumerate(front["fields"].split("\n"), 2):
            if field := _FIELD.fullmatch(text):
                fields.setdefault(field["name"].lower(), Piece(field["value"].strip("\"' "), line))
        source = source[front.end() :]
    quotes = 0
    heading = False
    row = 0
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(source):
        quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        if token.map:
            row = token.map[0] + 1 + skipped
        if token.type in {"fence", "code_block"}:
            builder.add("literal", [Piece(token.content, row + (token.type == "fence"))])
        elif token.type == "inline":
            kind: Kind = "heading" if heading else "quote" if quotes else "text"
            builder.add(kind, _pieces(token, row))
    return fields


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
