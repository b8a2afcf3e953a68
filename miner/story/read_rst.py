"""Read reStructuredText by docutils: its parser alone, which opens no file and runs nothing that the text asks for."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import docutils.frontend
import docutils.nodes as n
import docutils.parsers.rst
import docutils.utils

from miner.story.passages import Builder, Kind, Piece

# No directive may read files, no markup may be passed through, no configuration of this machine is read, and what is
# wrong with the markup is not for us to tell.
_SETTINGS: Final = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 6,
    "warning_stream": "",
    "line_length_limit": 1_000_000,
}
_BLOCKS = (n.title, n.subtitle, n.paragraph, n.literal_block, n.doctest_block, n.term, n.line)
_LITERAL = (n.literal_block, n.doctest_block)
_SPACE = re.compile(r"\s+")


def read(source: str, builder: Builder) -> dict[str, Piece]:
    """Add the passages of a document to ``builder``; return its fields before the text, by name in lower case."""
    parser = docutils.parsers.rst.Parser()
    settings = docutils.frontend.get_default_settings(docutils.parsers.rst.Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    document = docutils.utils.new_document("document", settings)
    parser.parse(source, document)
    targets = {
        name: str(node["refuri"]) for node in document.findall(n.target) if "refuri" in node for name in node["names"]
    }
    lines = _Lines(source)
    fields: dict[str, Piece] = {}
    held: tuple[Any, list[Piece]] | None = None
    blocks: Iterable[Any] = document.findall(lambda node: isinstance(node, _BLOCKS))
    for node in blocks:
        if isinstance(node.parent, n.system_message) and not isinstance(node, _LITERAL):
            continue  # docutils' own words
        raw = node.rawsource or node.astext()
        start = lines.find(raw, node.line)
        if isinstance(node, _LITERAL):
            _add_literal(builder, node, start)
            continue
        row = _row(node)
        if held and row is not held[0]:
            builder.add("text", held[1])
            held = None
        if row is not None:
            held = held or (row, [])
            held[1].extend([*([Piece(" | ", start)] if held[1] else []), *_pieces(node, raw, start, targets)])
            continue
        kind = _kind(node)
        if isinstance(node.parent, n.field_body):
            name = node.parent.parent[0].astext().lower()
            fields.setdefault(name, Piece(node.astext(), start))
        builder.add(kind, _pieces(node, raw, start, targets))
    if held:
        builder.add("text", held[1])
    return fields


def _add_literal(builder: Builder, node: Any, start: int) -> None:
    """Add what is shown unchanged; a table that docutils cannot read, as its columns overflow, is text."""
    if isinstance(node.parent, n.system_message) and "Malformed table" in node.parent.astext():
        for number, text in enumerate(node.astext().split("\n")):  # one row a line
            builder.add("text", [Piece(text, start + number)])
    else:
        builder.add("literal", [Piece(node.astext(), start)])


def _row(node: Any) -> Any:
    """Return the row of a table that a paragraph is in, None if it is in none: a row says one thing."""
    above = node.parent
    while above is not None and not isinstance(above, n.row):
        above = above.parent
    return above


def _kind(node: Any) -> Kind:
    if isinstance(node, n.title | n.subtitle):
        return "heading"
    above = node.parent
    while above is not None:
        if isinstance(above, n.field_body):
            return "field"
        if isinstance(above, n.block_quote) and not _is_list(above):
            return "quote"
        above = above.parent
    return "text"


def _is_list(quote: Any) -> bool:
    """Return whether an indented block is nothing but a list, which people indent for its looks."""
    return all(isinstance(child, n.bullet_list | n.enumerated_list) for child in quote.children)


def _pieces(node: Any, raw: str, start: int, targets: dict[str, str]) -> Iterator[Piece]:
    """Yield the leaves of a node, each with the line on which its text is found in the node's source."""
    at = 0
    for leaf in node.findall(n.Text):
        text = str(leaf)
        found = raw.find(text, at)
        if found >= 0:
            at = found
        line = start + raw.count("\n", 0, at)
        if found >= 0:
            at += len(text)
        yield Piece(text, line, _target(leaf, targets))


def _target(leaf: Any, targets: dict[str, str]) -> str | None:
    above = leaf.parent
    while above is not None and not isinstance(above, _BLOCKS):
        if isinstance(above, n.reference):
            return str(above["refuri"]) if "refuri" in above else targets.get(above.get("refname", ""))
        above = above.parent
    return None


class _Lines:
    """Finds the lines of blocks in the order of the document; docutils counts those of some blocks differently."""

    _NEAR = 40

    def __init__(self, source: str) -> None:
        self._lines = [_squeezed(line) for line in source.split("\n")]
        self._last = 0

    def find(self, raw: str, said: int | None) -> int:
        """Return the line, from 1, on which a block with this source begins; ``said`` is what docutils says."""
        wanted = _squeezed(raw.strip("\n").partition("\n")[0])
        around = (said or self._last + 1) - 1
        first = max(self._last, around - self._NEAR)
        for index in range(first, min(len(self._lines), max(first, around) + self._NEAR)):
            if wanted and wanted in self._lines[index]:
                self._last = index
                return index + 1
        return min(around + 1, len(self._lines))


def _squeezed(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
