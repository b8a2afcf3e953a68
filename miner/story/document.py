"""A story before it has a format: headings, paragraphs, lists, tables and pictures, made of plain text and links."""

from dataclasses import dataclass

from miner.answers import Rows
from miner.render.pictures.shapes import Picture


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text: no format may find markup in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to an address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Code:
    """A name of the code, or a command."""

    text: str


Span = Text | Link | Code
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the story."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an answer."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, and the rows that it shows."""

    picture: Picture
    rows: Rows


@dataclass(frozen=True, slots=True)
class Sources:
    """The commands whose answers the text before it tells."""

    commands: tuple[str, ...]


Block = Heading | Paragraph | Bullets | Table | Figure | Sources
Document = tuple[Block, ...]


def plain(spans: Spans) -> str:
    """Return the words of some spans."""
    return "".join(span.text for span in spans)
