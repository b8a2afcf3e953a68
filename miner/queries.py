"""The catalog of canned queries, and running one where nothing can be written."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miner.canned import Query
from miner.errors import QueryError
from miner.model import Rows
from miner.query_files import opening_word, parse
from miner.resources import directory

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult

_READING = frozenset({"SELECT", "WITH", "VALUES", "EXPLAIN"})


class Catalog:
    """The canned queries of a folder by name; a file is read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._paths = {path.stem: path for path in sorted(folder.glob("*.sql"))}
        self._variants = {path.stem: path for path in sorted((folder / "postgresql").glob("*.sql"))}
        self._loaded: dict[str, Query] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> "Catalog":
        """Return the queries in ``folder``, or those that ship with the tool."""
        return cls(folder or directory("queries"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.replace("-", "_") in self._paths

    def __getitem__(self, name: str) -> Query:
        stem = name.replace("-", "_")
        if stem not in self._paths:
            near = difflib.get_close_matches(stem.lower(), self._paths, n=1, cutoff=0.4)
            hint = f"did you mean {near[0].replace('_', '-')}?" if near else "`miner query --help` lists them."
            raise QueryError(f"There is no canned query {name}; {hint}")
        if stem not in self._loaded:
            self._loaded[stem] = self._read(stem)
        return self._loaded[stem]

    def _read(self, stem: str) -> Query:
        query = parse(self._paths[stem])
        if (path := self._variants.get(stem)) is None:
            return query
        variant = parse(path)
        if (variant.parameters, variant.columns) != (query.parameters, query.columns):
            raise QueryError(f"{path}:1: parameters and columns differ from those of {self._paths[stem]}.")
        return replace(query, variants={"postgresql": variant.sql})


def run(connection: "Connection", query: Query, values: Mapping[str, object]) -> Rows:
    """Run a canned query with values from `Query.values`."""
    from sqlalchemy import text  # noqa: PLC0415 - the catalog is also read to print help, which must be quick

    return _rows(connection.execute(text(query.sql_for(connection.dialect.name)), dict(values)))


def run_text(connection: "Connection", sql: str) -> Rows:
    """Run one statement that a user wrote, if it reads."""
    if opening_word(sql) not in _READING:
        raise QueryError("Only reading is possible here: begin the statement with SELECT or WITH.")
    if connection.dialect.name == "postgresql":
        # A prepared statement is one statement. Unprepared, `SELECT 1; COMMIT; DELETE …` would leave the
        # read-only transaction and write.
        connection.connection.driver_connection.prepare_threshold = 0  # type: ignore[union-attr]
    return _rows(connection.exec_driver_sql(sql, execution_options={"no_parameters": True}))


def _rows(result: "CursorResult[Any]") -> Rows:
    rows = [tuple(row) for row in result]
    if result.dialect.name == "postgresql":
        rows = [tuple(_plain(value) for value in row) for row in rows]
    return Rows(tuple(result.keys()), rows)


def _plain(value: Any) -> Any:
    """Turn the exact numbers and the truth values of PostgreSQL into what SQLite answers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return int(value) if isinstance(value, bool) else value
