"""Documents as passages: running text with the line that each character stands on, and the links in it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal, NamedTuple

from miner.story.days import Day, Period, find_days, find_days_of_year, find_months, find_periods, find_years
from miner.story.lengths import Length, find_lengths

#: ``text`` is what the document says itself, ``quote`` what it indents, ``literal`` what it shows unchanged, ``field``
#: the value of a field before the text.
Kind = Literal["heading", "text", "quote", "literal", "field"]

# The longest passage in characters, and the longest literal block, such as a log.
_LONGEST: Final = 4_000
_LONGEST_BLOCK: Final = 60_000
# The full stop of an initial or an abbreviation ends nothing.
_SHORT = ("cf", "vs", "no", "ca", "e.g", "i.e", "Jan", "Feb", "Mar", "Apr", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec")
_YEAR = re.compile(r"(?<![\w.])(?:19[89]|20[0-4])\d(?![\w.]*\d)(?=-\d\d-\d\d|[^\w-]|$)")
_CLAUSE_END = re.compile(
    r"(?<!\b[A-Z])" + "".join(rf"(?<!\b{re.escape(word)})" for word in _SHORT) + r"\.(?=\s|$)|[;!?](?=\s|$)|\n\s*\n"
)


class Link(NamedTuple):
    """A link in a passage: where its text stands, and its target."""

    start: int
    end: int
    target: str


class Piece(NamedTuple):
    """Some characters of a passage: their text, the line of the first one, and the target if they are a link."""

    text: str
    line: int
    target: str | None = None


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, an item or a block.

    ``number`` is its place in the document and ``section`` the number of the heading that it stands under, -1 before
    the first. ``marks`` are offsets in the text with their lines, in order; each line end between two marks counts.
    ``year`` is the last one that the document has told up to here.
    """

    number: int
    kind: Kind
    text: str
    section: int
    marks: tuple[tuple[int, int], ...]
    links: tuple[Link, ...] = ()
    year: int | None = None

    def line_at(self, offset: int) -> int:
        """Return the line of the document, from 1, on which the character at ``offset`` stands."""
        start, line = self.marks[max(0, bisect_right(self.marks, (offset, 1 << 60)) - 1)]
        return line + self.text.count("\n", start, offset)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return the clause around a span: from the last full stop or semicolon before it to the next one after it."""
        ends = self._ends
        place = bisect_right(ends, start)
        after = bisect_right(ends, end)
        return (ends[place - 1] if place else 0), (ends[after] if after < len(ends) else len(self.text))

    @cached_property
    def days(self) -> list[Day]:
        """The days that the passage names."""
        found = find_days(self.text)
        bare = find_days_of_year(self.text, self.year, self._with_years(found)) if self.year else []
        return sorted([*found, *bare], key=lambda day: day.start) if bare else found

    def _with_years(self, days: list[Day]) -> list[Day]:
        return [*days, *find_months(self.text, days)]

    @cached_property
    def dates(self) -> list[Day]:
        """The days and the months that the passage names, in order."""
        return sorted([*self.days, *find_months(self.text, self.days)], key=lambda day: day.start)

    @cached_property
    def years(self) -> list[Day]:
        """The years in which something is said to have happened."""
        return find_years(self.text)

    @cached_property
    def periods(self) -> list[Period]:
        """The periods that the passage names."""
        return find_periods(self.text, self.dates)

    @cached_property
    def lengths(self) -> list[Length]:
        """The lengths of time that the passage tells."""
        return find_lengths(self.text)

    @cached_property
    def _ends(self) -> list[int]:
        return [match.end() for match in _CLAUSE_END.finditer(self.text)]


@dataclass(frozen=True)
class Document:
    """A document that was read; ``dated`` is the day that it carries, with its line."""

    name: str
    source: str
    passages: tuple[Passage, ...]
    dated: tuple[date, int] | None = None

    def section(self, passage: Passage) -> tuple[Passage, ...]:
        """Return the passages under the same heading, with the heading."""
        return self._sections[passage.section]

    @cached_property
    def _sections(self) -> dict[int, tuple[Passage, ...]]:
        found: dict[int, list[Passage]] = {}
        for each in self.passages:
            found.setdefault(each.section, []).append(each)
        return {number: tuple(passages) for number, passages in found.items()}

    def after(self, passage: Passage) -> Iterator[Passage]:
        """Yield the passages that follow in the same section."""
        for number in range(passage.number + 1, len(self.passages)):
            if self.passages[number].section != passage.section:
                return
            yield self.passages[number]


class Builder:
    """Collects passages in the order of the document."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self._section = -1
        self._year: int | None = None

    def add(self, kind: Kind, pieces: Iterable[Piece]) -> None:
        """Add a passage made of pieces; one without any visible character is left out.

        What is longer than people write becomes several passages, because some claims are looked for around others.
        """
        if kind == "heading":
            self._section = len(self.passages)
        room = _LONGEST_BLOCK if kind == "literal" else _LONGEST
        held: list[Piece] = []
        length = 0
        for piece in pieces:
            for part in _parts(piece, room):
                if held and length + len(part.text) > room:
                    self._add(kind, held)
                    held, length = [], 0
                held.append(part)
                length += len(part.text)
        self._add(kind, held)

    def _add(self, kind: Kind, pieces: Iterable[Piece]) -> None:
        texts: list[str] = []
        marks: list[tuple[int, int]] = []
        links: list[Link] = []
        length = 0
        for text, line, target in pieces:
            marks.append((length, line))
            if target is not None:
                links.append(Link(length, length + len(text), target))
            texts.append(text)
            length += len(text)
        whole = "".join(texts)
        if not whole.strip():
            return
        if years := _YEAR.findall(whole):
            self._year = int(years[-1])
        here = int(years[0]) if years else self._year
        number = len(self.passages)
        self.passages.append(Passage(number, kind, whole, self._section, tuple(marks), tuple(links), here))


def _parts(piece: Piece, room: int) -> Iterator[Piece]:
    """Yield a piece in parts of at most ``room`` characters, cut at the last blank or line end before that."""
    text, line, target = piece
    while len(text) > room:
        cut = max(text.rfind("\n", 0, room), text.rfind(" ", 0, room)) + 1 or room
        yield Piece(text[:cut], line, target)
        line += text.count("\n", 0, cut)
        text = text[cut:]
    if text:
        yield Piece(text, line, target)
