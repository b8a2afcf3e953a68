"""The catalog of canned queries."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from miner.catalog.clauses import Clause, Clauses
from miner.catalog.header import parse
from miner.catalog.query import Query
from miner.errors import QueryError
from miner.resources import directory


class Catalog:
    """A mapping of names to the canned queries of a folder; files are read on first use.

    Names may have hyphens or underscores. An unknown name, or a malformed file, raises QueryError.
    """

    def __init__(self, folder: Path, clauses: Path | None = None) -> None:
        """Find the queries of a folder; the ``clauses`` that they use are beside them, or in a folder of their own."""
        self._paths = {path.stem: path for path in sorted(folder.glob("*.sql"))}
        self._variants = {path.stem: path for path in sorted((folder / "postgresql").glob("*.sql"))}
        self._clauses = Clauses(clauses or folder / "clauses")
        self._loaded: dict[str, Query] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> "Catalog":
        """Return the queries in ``folder``, by default those that ship with the tool."""
        return cls(folder or directory("queries"))

    @classmethod
    def across(cls) -> "Catalog":
        """Return the queries over many repositories, whose rows have the column ``repository`` in all views."""
        return cls(directory("queries") / "fleet", directory("queries") / "clauses")

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.replace("-", "_") in self._paths

    def __getitem__(self, name: str) -> Query:
        stem = name.replace("-", "_")
        if stem not in self._paths:
            near = difflib.get_close_matches(stem.lower(), self._paths, n=1, cutoff=0.75)
            hint = f"did you mean {near[0].replace('_', '-')}?" if near else "`miner query --help` lists them."
            raise QueryError(f"There is no canned query {name}; {hint}")
        if stem not in self._loaded:
            self._loaded[stem] = self._read(stem)
        return self._loaded[stem]

    @property
    def clauses(self) -> Mapping[str, Clause]:
        """The clauses that the queries share, by name."""
        return self._clauses.all

    def _read(self, stem: str) -> Query:
        query = parse(self._paths[stem], self._clauses)
        if (path := self._variants.get(stem)) is None:
            return query
        variant = parse(path, self._clauses)
        if (variant.parameters, variant.columns) != (query.parameters, query.columns):
            raise QueryError(f"{path}:1: parameters and columns differ from those of {self._paths[stem]}.")
        return replace(query, variants={"postgresql": variant.sql})
