"""Parse the file of a canned query: a header of ``-- key: value`` lines, then one portable SELECT.

A parameter that is used but not declared, or declared but not used, is an error with file and line.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from miner.catalog.clauses import Clauses
from miner.catalog.query import Column, Kind, Parameter, Query
from miner.catalog.source import HeaderLine, Source
from miner.errors import QueryError

_KEYS = frozenset({"title", "description", "parameter", "column"})
# A value of a choice, or a default; values with blanks are quoted.
_WORD = r"'[^']+'|[^\s,()']+"
_PARAMETER = re.compile(
    rf"""(?P<name>[a-z][a-z_]*)
    \s+(?P<kind>\w+)(?:\((?P<choices>[^()]*)\))?
    \s+(?:(?P<need>required|optional)|default\s+(?P<default>{_WORD}))
    (?:\s+(?P<about>\S.*))?""",
    re.VERBOSE,
)
_CHOICES = re.compile(rf"\s*(?:{_WORD})\s*(?:,\s*(?:{_WORD})\s*)+")
_TOKENS = re.compile(
    r"""(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")
    |(?P<comment>--[^\n]*|/\*.*?\*/)
    |(?P<cast>::)
    |:(?P<name>[A-Za-z_]\w*)
    |(?P<clause>\{[^{}]*\})
    |(?P<brace>[{}])
    |(?P<end>;)
    |\b(?P<writes>insert|update|delete|drop|alter|create|attach|detach|pragma|vacuum|truncate|grant|copy)\b""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_WRONG = {
    "cast": "write CAST(x AS type) instead of x::type",
    "end": "a canned query is one statement without a semicolon",
    "brace": "a brace that opens or closes no clause",
}
# SQLAlchemy takes this for a parameter anywhere, even in a comment.
_BOUND_ANYWHERE = re.compile(r"(?<![:\w\\]):(\w+)")
_OPENING = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*(?P<word>\w*)", re.DOTALL)


def opening_word(sql: str) -> str:
    """Return the first word of a statement in upper case, after any comments and parentheses."""
    match = _OPENING.match(sql)
    return match["word"].upper() if match else ""


def parse(path: Path, clauses: Clauses) -> Query:
    """Return the query in a file; raise QueryError, with the line, at the first mistake."""
    return _File(path, clauses).query()


class _File:
    """A query file being read."""

    def __init__(self, path: Path, clauses: Clauses) -> None:
        self._source = Source(path, _KEYS)
        self._clauses = clauses
        self._texts: dict[str, str] = {}
        self._parameters: dict[str, Parameter] = {}
        self._lines: dict[str, int] = {}
        self._columns: dict[str, Column] = {}

    def query(self) -> Query:
        """Return the query; raise QueryError at the first mistake."""
        for entry in self._source.entries:
            self._take(entry)
        for key in ("title", "description"):
            if not self._texts.get(key):
                self._source.fail(1, f"the header lacks a {key}")
        if not self._columns:
            self._source.fail(1, "the header declares no column")
        self._check()
        return Query(
            name=self._source.path.stem,
            title=self._texts["title"],
            description=self._texts["description"],
            parameters=tuple(self._parameters.values()),
            columns=tuple(self._columns.values()),
            sql=self._clauses.expand(self._source.sql, self._parameters.values()),
        )

    def _take(self, entry: HeaderLine) -> None:
        line, key, value = entry
        if key == "parameter":
            parameter = self._parameter(line, value)
            if parameter.name in self._parameters:
                self._source.fail(line, f"parameter {parameter.name} is declared twice")
            self._parameters[parameter.name], self._lines[parameter.name] = parameter, line
        elif key == "column":
            column = Column(*self._source.described(entry))
            if column.name in self._columns:
                self._source.fail(line, f"column {column.name} is declared twice")
            self._columns[column.name] = column
        elif key in self._texts:
            self._source.fail(line, f"there are two {key} lines")
        else:
            self._texts[key] = value

    def _parameter(self, line: int, value: str) -> Parameter:
        match = _PARAMETER.fullmatch(value)
        if not match:
            self._source.fail(line, "write `-- parameter: NAME KIND required|optional|default VALUE  description`")
        name, kind, default = match["name"], match["kind"], match["default"]
        kinds = get_args(Kind)
        if kind not in kinds:
            self._source.fail(line, f"kind {kind} of parameter {name} is none of {', '.join(kinds)}")
        if not match["about"]:
            self._source.fail(line, f"parameter {name} has no description")
        parameter = Parameter(
            name=name,
            kind=kind,  # type: ignore[arg-type]  # it is one of Kind, see above
            need=match["need"] or "default",  # type: ignore[arg-type]
            default=default and default.strip("'"),
            description=match["about"],
            choices=self._choices(line, name, kind, match["choices"]),
        )
        if parameter.default is not None:
            try:
                parameter.convert(parameter.default)
            except QueryError as error:
                self._source.fail(line, f"the default does not fit: {str(error).removesuffix('.')}")
        return parameter

    def _choices(self, line: int, name: str, kind: str, listed: str | None) -> tuple[str, ...]:
        if kind != "choice":
            if listed is not None:
                self._source.fail(line, f"parameter {name} is no choice and takes no list of values")
            return ()
        if listed is None or not _CHOICES.fullmatch(listed):
            self._source.fail(line, f"write the values of parameter {name} as choice(one, two, 'the third')")
        choices = tuple(word.strip("'") for word in re.findall(_WORD, listed))
        if len(set(choices)) < len(choices) or any(word != word.lower().strip() for word in choices):
            self._source.fail(line, f"the values of parameter {name} must differ and be in lower case")
        return choices

    def _check(self) -> None:
        if opening_word(self._source.sql) not in {"SELECT", "WITH"}:
            self._source.fail(self._source.sql_line, "a canned query begins with SELECT or WITH")
        used: set[str] = set()
        for at, name in self._uses():
            if name not in self._parameters:
                self._source.fail(at, f":{name} is used but not declared")
            used.add(name)
        for name, line in self._lines.items():
            if name not in used:
                self._source.fail(line, f"parameter {name} is declared but not used")

    def _uses(self) -> Iterator[tuple[int, str]]:
        for match in _TOKENS.finditer(self._source.sql):
            at = self._source.sql_line + self._source.sql.count("\n", 0, match.start())
            if match["clause"]:
                for name in self._used_by(at, match["clause"]):
                    yield at, name
            elif match["name"]:
                yield at, match["name"]
            elif wrong := _wrong(match):
                self._source.fail(at, wrong)

    def _used_by(self, line: int, clause: str) -> list[str]:
        try:
            return _BOUND_ANYWHERE.findall(self._clauses.expand(clause, self._parameters.values()))
        except QueryError as error:
            return self._source.fail(line, str(error))


def _wrong(token: re.Match[str]) -> str | None:
    """Return what is wrong with a token that is neither a parameter nor a clause, None if it is fine."""
    for group, wrong in _WRONG.items():
        if token[group]:
            return wrong
    if token["writes"]:
        return f"{token['writes'].upper()} has no place in a query"
    if token["quoted"] and re.search("[:{}]", token["quoted"]):
        return "a colon or a brace inside quotes would be taken for a parameter or a clause"
    if token["comment"] and (_BOUND_ANYWHERE.search(token["comment"]) or re.search("[{}]", token["comment"])):
        return "a colon before a word, or a brace, in a comment would be taken for a parameter or a clause"
    return None
