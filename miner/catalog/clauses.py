"""Clauses: SQL that several queries share, each in a file in `queries/clauses/`.

A query uses a clause in braces: ``{days c.authored_at}``. In the SQL of a clause, braces mark the names of its
arguments, parameters of the query, and other clauses with their arguments.

For filters that are plain values SQLite may first read a whole table. Where that is slow, a query selects its
parameters as one row, ``(SELECT {given since, until}) AS given``, and the clause reads them there when it is told so:
``{days c.authored_at from given}``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from miner.catalog.query import Parameter
from miner.catalog.source import Source
from miner.errors import QueryError

_KEYS = frozenset({"description", "argument"})
_INNERMOST = re.compile(r"\{([^{}]*)\}")
_USE = re.compile(r"(?P<name>[a-z_]+)(?:\s+(?P<arguments>.+?))??(?:\s+from\s+(?P<row>\w+))?", re.DOTALL)
_NUMBERS = frozenset({"integer", "boolean"})
GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Clause:
    """A named piece of SQL; ``arguments`` has the description of each argument by name, in order."""

    name: str
    description: str
    arguments: Mapping[str, str]
    sql: str

    @property
    def form(self) -> str:
        """How to use it: ``{name ARGUMENT, …}``."""
        return f"{{{' '.join([self.name, ', '.join(name.upper() for name in self.arguments)]).strip()}}}"


class Clauses:
    """The clauses of a folder; raises QueryError if a file is malformed."""

    def __init__(self, folder: Path) -> None:
        self.all = {path.stem: _read(path) for path in sorted(folder.glob("*.sql"))}

    def expand(self, sql: str, parameters: Iterable[Parameter]) -> str:
        """Return the SQL with every clause expanded; raise QueryError for an unknown or wrongly used one.

        The further lines of a clause are indented to its first.
        """
        casts = {each.name: _cast(each) for each in parameters}
        return _replaced(sql, lambda use: self._clause(use, casts))

    def _clause(self, use: str, casts: Mapping[str, str], row: str | None = None) -> str:
        match = _USE.fullmatch(use.strip())
        if not match:
            raise QueryError(f"{{{use}}} is not the use of a clause")
        name, arguments = match["name"], match["arguments"] or ""
        if name == GIVEN:
            return ",\n".join(f"{_bound(word.strip(), casts)} AS {word.strip()}" for word in arguments.split(","))
        if name not in self.all:
            raise QueryError(f"there is no clause {name}; there are {', '.join([GIVEN, *self.all])}")
        clause = self.all[name]
        words = [word.strip() for word in arguments.split(",", max(len(clause.arguments) - 1, 0)) if word.strip()]
        if len(words) != len(clause.arguments):
            raise QueryError(f"write {clause.form} instead of {{{use}}}")
        values = dict(zip(clause.arguments, words, strict=True))
        return self._filled(clause.sql, values, casts, match["row"] or row)

    def _filled(self, sql: str, values: Mapping[str, str], casts: Mapping[str, str], row: str | None) -> str:
        def fill(name: str) -> str:
            if name in values:
                return values[name]
            if " " in name:
                return self._clause(name, casts, row)
            return f"{row}.{name}" if row else _bound(name, casts)

        while _INNERMOST.search(sql):
            sql = _replaced(sql, fill)
        return sql


def _replaced(sql: str, fill: Callable[[str], str]) -> str:
    written = ""
    for index, part in enumerate(_INNERMOST.split(sql)):
        if index % 2:
            indent = "\n" + " " * (len(written) - written.rfind("\n") - 1)
            written += fill(part).replace("\n", indent)
        else:
            written += part
    return written


def _bound(name: str, casts: Mapping[str, str]) -> str:
    # Undeclared parameters are reported when the query is checked: see header.py.
    return casts.get(name, f":{name}")


def _cast(parameter: Parameter) -> str:
    # PostgreSQL needs the type of a parameter that may be NULL.
    return f"CAST(:{parameter.name} AS {'integer' if parameter.kind in _NUMBERS else 'text'})"


def _read(path: Path) -> Clause:
    source = Source(path, _KEYS)
    texts = [entry.value for entry in source.entries if entry.key == "description"]
    if len(texts) != 1:
        source.fail(1, "the header needs one description")
    arguments: dict[str, str] = {}
    for entry in source.entries:
        if entry.key == "argument":
            name, about = source.described(entry)
            if f"{{{name}}}" not in source.sql:
                source.fail(entry.line, f"argument {name} is declared but not used")
            arguments[name] = about
    return Clause(path.stem, texts[0], arguments, source.sql)
