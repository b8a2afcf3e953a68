"""The web addresses of what an answer names: commits, issues and pull requests of CPython."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from miner.answers import Page, Rows, Section
from miner.messages.eras import GIT_BEGINS, SOURCEFORGE
from miner.render.cells import SHORT_SHA, cell, exact

_GITHUB: Final = "https://github.com/python/cpython"
_BPO: Final = "https://bugs.python.org/issue"
# Where a name may begin: also behind what makes it bold or coloured on a terminal.
_START: Final = r"(?:\b|(?<=\x1b\[\dm)|(?<=\x1b\[\d\dm))"
_NAME: Final = re.compile(
    rf"{_START}(?P<sha>[0-9a-f]{{40}})\b"
    rf"|{_START}bpo-(?P<bpo>[1-9]\d{{0,8}})\b|{_START}gh-(?P<gh>[1-9]\d{{0,8}})\b"
    r"|(?<=\(\#)(?P<pull>[1-9]\d{2,8})(?=\))",
    re.IGNORECASE,
)
# A cell that consists of names, with a word before them as in ledgers: ``exact 957656ee1d…``.
_ONE: Final = r"(?:[a-z]+ )*(?:\d+\.[\w.]+ )?(?:[0-9a-f]{40}|(?:bpo|gh)-\d+)"
_NAMES: Final = re.compile(f"{_ONE}(?:, ?{_ONE})*")
# Nobody wrote these names before GitHub.
_OF_GITHUB: Final = re.compile(rf"{_START}(?:bpo|gh)-\d", re.IGNORECASE)
# Before GitHub a number in parentheses was an issue: of Roundup below these, of SourceForge above.
_PULLS_ONLY: Final = range(29_600, SOURCEFORGE.start)
_PULL_COLUMNS: Final = frozenset({"pull_request", "pull_requests"})
_SHORT: Final = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{SHORT_SHA}}}(?:[0-9a-f]{{{40 - SHORT_SHA}}})?(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Links:
    """Knows addresses; ``real`` has the real sha of each commit of the sample history."""

    real: Mapping[str, str] = field(default_factory=dict)

    def commit(self, sha: str) -> str:
        """Return the address of a commit."""
        return f"{_GITHUB}/commit/{self.real.get(sha, sha)}"

    def parts(
        self, text: str, *, is_of_github: bool = False, pulls: Container[str] = frozenset()
    ) -> Iterator[tuple[str, str]]:
        """Split text into parts with their addresses, which are empty for what names nothing.

        ``(#29085)`` is a pull request in a text of GitHub's time, or if the number is one of ``pulls`` or no issue had
        it before. GitHub leads from the address of an issue to the pull request with its number, if that is one.
        """
        end = 0
        for match in _NAME.finditer(text):
            pull = match["pull"]
            if pull and not (is_of_github or pull in pulls or int(pull) in _PULLS_ONLY):
                continue
            if match.start() > end:
                yield text[end : match.start()], ""
            yield match[0], self._address(match)
            end = match.end()
        if end < len(text):
            yield text[end:], ""

    def _address(self, match: re.Match[str]) -> str:
        if match["sha"]:
            return self.commit(match["sha"])
        if match["bpo"]:
            return f"{_BPO}{match['bpo']}"
        return f"{_GITHUB}/issues/{match['gh']}" if match["gh"] else f"{_GITHUB}/pull/{match['pull']}"

    def row_parts(
        self, columns: Sequence[str], row: Sequence[Any], *, wide: bool
    ) -> Iterator[Iterator[tuple[str, str]]]:
        """Split each cell of a row, as :func:`miner.render.cells.cell` shows it, into parts with their addresses."""
        is_of_github = _is_of_github(columns, row)
        for column, value in zip(columns, row, strict=True):
            yield self._cell_parts(column, value, wide=wide, is_of_github=is_of_github)

    def _cell_parts(self, column: str, value: Any, *, wide: bool, is_of_github: bool) -> Iterator[tuple[str, str]]:
        if column in _PULL_COLUMNS and value is not None:
            for number in self._numbers(value):
                yield number, f"{_GITHUB}/pull/{number}"
            return
        if not isinstance(value, str):
            yield cell(column, value, wide=wide), ""
            return
        for text, address in self.parts(value, is_of_github=is_of_github or _names_github(value)):
            if not address:
                yield cell(column, text, wide=wide), ""
            elif wide or len(text) < SHORT_SHA * 4:
                yield text, address
            else:
                yield text[:SHORT_SHA], address

    @staticmethod
    def _numbers(value: Any) -> list[str]:
        return re.findall(r"\d+", str(value))

    def addresses(self, column: str, value: Any) -> str | None:
        """Return the addresses of what a cell consists of, blanks between them; None if it is something else."""
        if column in _PULL_COLUMNS and value is not None:
            return " ".join(f"{_GITHUB}/pull/{number}" for number in self._numbers(value)) or None
        if not isinstance(value, str) or not _NAMES.fullmatch(value):
            return None
        return " ".join(address for _, address in self.parts(value) if address)

    def beside(self, rows: Rows) -> Rows:
        """Return rows with a column ``…_url`` after each column that names commits, issues or pull requests."""
        found = {
            place: [self.addresses(name, row[place]) for row in rows.rows] for place, name in enumerate(rows.columns)
        }
        told = {place: texts for place, texts in found.items() if any(texts)}
        columns: list[str] = []
        for place, name in enumerate(rows.columns):
            columns += [name, f"{name}_url"] if place in told else [name]
        return Rows(
            tuple(columns),
            [
                tuple(
                    value
                    for place, cell_ in enumerate(row)
                    for value in ((cell_, told[place][number]) if place in told else (cell_,))
                )
                for number, row in enumerate(rows.rows)
            ],
        )

    def beside_all(self, page: Page) -> Page:
        """Return a page whose facts and sections have the addresses beside the names, as `beside` does."""
        facts: dict[str, Any] = {}
        for name, value in page.facts.items():
            facts[name] = value
            if address := self.addresses(name, exact(value)):
                facts[f"{name}_url"] = address
        sections = [Section(each.name, each.heading, self.beside(each.rows), each.otherwise) for each in page.sections]
        return Page(page.title, facts, tuple(sections))


def shas(answer: Rows | Page) -> set[str]:
    """Return all full shas in an answer."""
    tables = [answer.rows] if isinstance(answer, Rows) else [section.rows.rows for section in answer.sections]
    values = [value for table in tables for row in table for value in row]
    if isinstance(answer, Page):
        values += answer.facts.values()
    return {match["sha"] for text in values if isinstance(text, str) for match in _NAME.finditer(text) if match["sha"]}


def pulls(answer: Rows | Page) -> set[str]:
    """Return the numbers in an answer that are pull requests wherever they stand as ``(#29085)``."""
    tables: list[tuple[Sequence[str], Iterable[Sequence[Any]]]] = []
    if isinstance(answer, Rows):
        tables.append((answer.columns, answer.rows))
    else:
        tables += [(section.rows.columns, section.rows.rows) for section in answer.sections]
        tables.append((list(answer.facts), [list(answer.facts.values())]))
    sure: set[str] = set()
    doubtful: set[str] = set()
    for columns, rows in tables:
        for row in rows:
            is_of_github = _is_of_github(columns, row)
            for text in row:
                if isinstance(text, str):
                    numbers = {match["pull"] for match in _NAME.finditer(text) if match["pull"]}
                    (sure if is_of_github or _names_github(text) else doubtful).update(numbers)
    return sure - doubtful


def _names_github(text: str) -> bool:
    return bool(_OF_GITHUB.search(text))


def _is_of_github(columns: Sequence[str], row: Sequence[Any]) -> bool:
    """Return whether all that happened in a row did so since CPython is on GitHub; False if nothing says when."""
    instants = [
        value
        for column, value in zip(columns, row, strict=True)
        if isinstance(value, str) and (column == "at" or column.endswith("_at"))
    ]
    return bool(instants) and all(map(_is_since_github, instants))


def _is_since_github(instant: str) -> bool:
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        return False
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() >= GIT_BEGINS


class LineLinks:
    """Links in the lines of a table, whose shas may be short: ``known`` are those of the answer, as its ``pulls``."""

    def __init__(self, links: Links, known: Iterable[str], pulls: Container[str] = frozenset()) -> None:
        self._links, self._pulls = links, pulls
        self._full = {sha[:SHORT_SHA]: sha for sha in known}
        self._met: dict[str, str] = {}

    def clickable(self, line: str) -> str:
        """Return a line in which a terminal shows names as links (OSC 8)."""
        return "".join(
            f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text for text, address in self._parts(line)
        )

    def noticed(self, line: str) -> str:
        """Return a line unchanged, and keep the addresses of what it names for `legend`."""
        self._met.update((text, address) for text, address in self._parts(line) if address)
        return line

    def legend(self) -> Iterator[str]:
        """Yield the names that were noticed, each with its address, behind an empty line."""
        width = max(map(len, self._met), default=0)
        if self._met:
            yield ""
        yield from (f"{text:{width}}  {address}" for text, address in self._met.items())

    def _parts(self, line: str) -> Iterator[tuple[str, str]]:
        end = 0
        for match in _SHORT.finditer(line):
            sha = self._full.get(match[0][:SHORT_SHA])
            if sha is None:
                continue
            yield from self._links.parts(line[end : match.start()], pulls=self._pulls)
            yield match[0], self._links.commit(sha)
            end = match.end()
        yield from self._links.parts(line[end:], pulls=self._pulls)
