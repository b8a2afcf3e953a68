"""Read plain text: paragraphs between blank lines, indented ones as quotes, underlined ones as headings."""

import re

from miner.story.passages import Builder, Kind, Piece

_RULE = re.compile(r"(?P<rule>[=\-~^*+#])(?P=rule){2,}\s*")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
_FIELD = re.compile(r":?(?P<name>date)\s*:\s*(?P<value>.*)", re.IGNORECASE)
_INDENT = 4


def read(source: str, builder: Builder) -> dict[str, Piece]:
    """Add the passages of a text to ``builder``; return its field "Date:", if one of the first lines is that."""
    fields: dict[str, Piece] = {}
    block: list[str] = []
    first = 1
    for number, line in enumerate([*source.split("\n"), ""], 1):
        if number <= 10 and (field := _FIELD.fullmatch(line.strip())):
            fields.setdefault("date", Piece(field["value"], number))
        if not line.strip() or (block and _ITEM.match(line)):
            _add(builder, block, first)
            block, first = [], number
        if line.strip():
            if not block:
                first = number
            block.append(line)
    return fields


def _add(builder: Builder, block: list[str], first: int) -> None:
    if not block:
        return
    if len(block) > 1 and _RULE.fullmatch(block[0]) and _RULE.fullmatch(block[-1]):
        block, first = block[1:], first + 1
    if len(block) > 1 and _RULE.fullmatch(block[1]):
        builder.add("heading", [Piece(block[0], first)])
        block, first = block[2:], first + 2
    indented = block and all(line.startswith((" " * _INDENT, "\t")) for line in block)
    kind: Kind = "quote" if indented and not _ITEM.match(block[0]) else "text"
    builder.add(kind, [Piece("\n".join(block), first)])
