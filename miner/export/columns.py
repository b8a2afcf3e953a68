"""The views with their columns, as their headers in ``schema/views`` describe them."""

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from miner.store.schema import view_sources

# The columns that say about which commit a row is, the strongest first: of a pair that is the later commit.
_COMMIT_KEYS: Final = ("commit_id", "undoing_id", "reland_id", "backport_id", "citing_id", "source_id")
_PART: Final = re.compile(r"\b(title|description|column): ")


@dataclass(frozen=True, slots=True)
class View:
    """A view with its title, its description, and what each column means."""

    name: str
    title: str
    description: str
    columns: dict[str, str]

    @property
    def commit_key(self) -> str | None:
        """The column with the id of the commit that a row is about, None if rows are about something else."""
        return next((name for name in _COMMIT_KEYS if name in self.columns), None)


def described_views() -> dict[str, View]:
    """Return all views by name, in the order of their definition."""
    return {name: _described(name, source) for name, source in view_sources().items()}


def _described(name: str, source: str) -> View:
    header = takewhile(lambda line: line.startswith("--"), source.splitlines())
    parts = _PART.split(" ".join(line.removeprefix("--").strip() for line in header))
    pairs = list(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    about = {kind: text for kind, text in pairs if kind != "column"}
    columns = dict(text.split(maxsplit=1) for kind, text in pairs if kind == "column")
    return View(name, about["title"], about["description"], columns)
