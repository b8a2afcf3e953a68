"""The web addresses of what an answer names: commits, issues and pull requests of CPython."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from miner.model import Page, Rows, Section
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
_PULL_COLUMNS: Final = frozenset({"pull_request", "pull_requests"})
_SHORT: Final = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{SHORT_SHA}}}(?:[0-9a-f]{{{40 - SHORT_SHA}}})?(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Links:
    """Knows addresses; ``real`` has the real sha of each commit of the sample history."""

    real: Mapping[str, str] = field(default_factory=dict)

    def commit(self, sha: str) -> str:
        """Return the address of a commit."""
        return f"{_GITHUB}/commit/{self.real.get(sha, sha)}"

    def parts(self, text: str) -> Iterator[tuple[str, str]]:
        """Split text into parts with their addresses, which are empty for what names nothing.

        GitHub leads from the address of an issue to the pull request with its number, if that is one.
        """
        end = 0
        for match in _NAME.finditer(text):
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

    def cell_parts(self, column: str, value: Any, *, wide: bool) -> Iterator[tuple[str, str]]:
        """Split a cell, as :func:`miner.render.cells.cell` shows it, into parts with their addresses."""
        if column in _PULL_COLUMNS and value is not None:
            for number in self._numbers(value):
                yield number, f"{_GITHUB}/pull/{number}"
            return
        if not isinstance(value, str):
            yield cell(column, value, wide=wide), ""
            return
        for text, address in self.parts(value):
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


class LineLinks:
    """Links in the lines of a table, whose shas may be short: ``known`` are those of the answer."""

    def __init__(self, links: Links, known: Iterable[str]) -> None:
        self._links = links
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
            yield from self._links.parts(line[end : match.start()])
            yield match[0], self._links.commit(sha)
            end = match.end()
        yield from self._links.parts(line[end:])
