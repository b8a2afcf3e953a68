"""Read HTML by BeautifulSoup with Python's own parser, which knows the line of each element."""

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PreformattedString, Tag

from miner.story.passages import Builder, Kind, Piece

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
_BLOCKS = frozenset({"p", "li", "dt", "dd", "tr", "pre", "div", "blockquote", "figcaption", "body"}) | _HEADINGS
_CELLS = frozenset({"td", "th"})
_SKIPPED = frozenset({"script", "style", "template", "noscript"})
# Deeper elements than these are no document that somebody wrote.
_DEEPEST = 200


def read(source: str, builder: Builder) -> dict[str, Piece]:
    """Add the passages of a document to ``builder``; return what its ``meta`` elements say, by name in lower case."""
    soup = BeautifulSoup(source, "html.parser")
    fields: dict[str, Piece] = {}
    for meta in soup.find_all("meta"):
        if meta.get("name") and meta.get("content"):
            fields.setdefault(str(meta["name"]).lower(), Piece(str(meta["content"]), meta.sourceline or 1))
    for time in soup.find_all("time", limit=1):
        fields.setdefault("date", Piece(str(time.get("datetime") or time.get_text()), time.sourceline or 1))
    collected: dict[int, tuple[Tag, list[Piece]]] = {}
    for block, piece in _texts(soup):
        collected.setdefault(id(block), (block, []))[1].append(piece)
    for block, pieces in collected.values():
        builder.add(_kind(block), pieces)
    return fields


def _texts(soup: Any) -> Iterator[tuple[Tag, Piece]]:
    """Yield each text with the block that it belongs to; a text begins where the element before it ended."""
    line = 1
    for node in soup.descendants:
        if isinstance(node, Tag) and node.name in _CELLS and (place := _place(node)):
            yield place[0], Piece(" | ", node.sourceline or line)
        if isinstance(node, Tag):
            # A start tag may be written over several lines, of which only the first is known.
            line = max(line, node.sourceline or line)
        elif isinstance(node, NavigableString):
            text = str(node)
            if not isinstance(node, Comment | PreformattedString) and (place := _place(node)):
                block, target = place
                yield block, Piece(text, line, target)
            line += text.count("\n")


def _place(node: Any) -> tuple[Tag, str | None] | None:
    target: str | None = None
    above = node.parent
    for _ in range(_DEEPEST):
        if above is None or above.name in _SKIPPED:
            return None
        if above.name == "a" and target is None and above.get("href"):
            target = str(above["href"])
        if above.name in _BLOCKS or above.name == "[document]":
            return above, target
        above = above.parent
    return None


def _kind(block: Tag) -> Kind:
    if block.name in _HEADINGS:
        return "heading"
    if block.name == "pre" or block.find_parent("pre"):
        return "literal"
    if block.name == "blockquote" or block.find_parent("blockquote"):
        return "quote"
    return "text"
