"""What a template puts between its words: links, code, tables and pictures, kept aside until the text has its form.

A template yields plain text in which each of these is a token of private characters. Values lose such characters, so
no title or message can make a token. :meth:`Marks.document` cuts the text into blocks and puts the things back.
"""

import re
from typing import Any, Final

from markupsafe import Markup

from miner.render.cells import printable
from miner.story.document import Block, Bullets, Code, Document, Heading, Link, Paragraph, Sources, Span, Spans, Text

_OPEN, _CLOSE = "\ue000", "\ue001"
# Before a value, so that what this begins with makes no heading or list.
_VALUE = "\ue002"
_TOKEN: Final = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_PRIVATE: Final = re.compile(f"[{_OPEN}{_CLOSE}{_VALUE}]")
_HEADING: Final = re.compile(r"(#{1,4}) +(.+)")
_BULLET: Final = "- "
_SHOWN: Final = 60


def cleaned(value: Any) -> str:
    """Return a value as text on one line, without the characters that tokens are made of."""
    return " ".join(printable(_PRIVATE.sub("\ufffd", str(value))).split())


class Marks:
    """The things that one story has put aside, in order."""

    def __init__(self) -> None:
        self._kept: list[Span | Block] = []

    def keep(self, thing: Span | Block) -> Markup:
        """Return the token of a thing."""
        self._kept.append(thing)
        return Markup(f"{_OPEN}{len(self._kept) - 1}{_CLOSE}")  # noqa: S704 - a number

    @staticmethod
    def value(value: Any) -> Markup:
        """Return a value as text that contains no token and no line end: what Jinja calls ``finalize``.

        Markup is what a template itself made: tokens, and the text of its macros. It is not HTML here.
        """
        if isinstance(value, Markup):
            return value
        return Markup(_VALUE + cleaned(value))  # noqa: S704 - see above

    def document(self, text: str) -> Document:
        """Cut the text of a template into blocks; empty lines separate them.

        ``#`` begins a heading, ``-`` an item of a list.
        """
        blocks: list[Block] = []
        for part in re.split(r"\n\s*\n", text):
            block = self._block(part.strip())
            if isinstance(block, Bullets) and blocks and isinstance(before := blocks[-1], Bullets):
                blocks[-1] = Bullets(before.items + block.items)
            elif block is not None and block != Sources(()):
                blocks.append(block)
        return tuple(blocks)

    def _block(self, part: str) -> Block | None:
        if not part:
            return None
        if (token := _TOKEN.fullmatch(part)) and not isinstance(thing := self._kept[int(token[1])], Text | Link | Code):
            return thing
        if match := _HEADING.fullmatch(part):
            return Heading(len(match[1]), self._spans(match[2]))
        if part.startswith(_BULLET):
            items = re.split(r"\n(?=- )", part)
            return Bullets(tuple(self._spans(item.removeprefix(_BULLET)) for item in items))
        return Paragraph(self._spans(part))

    def _spans(self, text: str) -> Spans:
        spans: list[Span] = []
        for place, piece in enumerate(_TOKEN.split(" ".join(text.replace(_VALUE, "").split()))):
            thing = self._kept[int(piece)] if place % 2 else Text(piece)
            if not isinstance(thing, Text | Link | Code):
                raise TypeError(
                    f"a table or picture stands on lines of its own, with empty lines around it: {_around(text)}"
                )
            if thing.text:
                spans.append(thing)
        return tuple(spans)


def _around(text: str) -> str:
    """Return the words around the things in a text, so that its place in the template is found."""
    return " ".join(_TOKEN.sub("…", text.replace(_VALUE, "")).split())[:_SHOWN]
