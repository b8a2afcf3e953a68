"""Read HTML by BeautifulSoup with Python's own parser, which knows the line of each element."""

from collections.abc import Iterator
from typing import Any, Final

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PreformattedString, Tag

from miner.story.passages import Builder, Kind, Piece

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
_BLOCKS = frozenset({"p", "li", "dt", "dd", "tr", "pre", "div", "blockquote", "figcaption", "body"}) | _HEADINGS
_CELLS = frozenset({"td", "th"})
_KINDS: Final[dict[str, Kind]] = {
    "pre": "literal",
    "blockquote": "quote",
    **dict.fromkeys(_HEADINGS, "heading"),
}
# What a picture shows, under a scale of its own, is not said in words.
_SKIPPED = frozenset({"script", "style", "template", "noscript", "svg"})
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
    # By element: the block that its text belongs to, None if it is not shown, and the target of the link around it.
    places: dict[int, tuple[Tag | None, str | None]] = {id(soup): (soup, None)}
    for node in soup.descendants:
        block, target = places[id(node.parent)]
        if isinstance(node, Tag):
            # A start tag may be written over several lines, of which only the first is known.
            line = max(line, node.sourceline or line)
            if node.name in _CELLS and block is not None:
                yield block, Piece(" | ", line)
            if node.name in _SKIPPED or block is None:
                block = None
            elif node.name in _BLOCKS:
                block = node
            if node.name == "a" and node.get("href"):
                target = str(node["href"])
            places[id(node)] = block, target
        elif isinstance(node, NavigableString):
            text = str(node)
            if block is not None and not isinstance(node, Comment | PreformattedString):
                yield block, Piece(text, line, target)
            line += text.count("\n")


def _kind(block: Tag) -> Kind:
    above: Tag | None = block
    for _ in range(_DEEPEST):
        if above is None:
            break
        if above.name in _KINDS:
            return _KINDS[above.name]
        above = above.parent
    return "text"
