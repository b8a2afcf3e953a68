"""Canned queries as files: a header of ``-- key: value`` lines, then one portable SELECT.

An indented comment line continues the one before it. Declared and used parameters are held against each
other, so that a query which loads also runs; whatever is wrong is told with file and line.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, get_args

from miner.catalog.query import Column, Kind, Parameter, Query
from miner.errors import QueryError

_HEADER = re.compile(r"-- (?P<key>title|description|parameter|column|dialects): *(?P<value>.*)")
_UNKNOWN = re.compile(r"-- ?\w+:")
_CONTINUED = re.compile(r"--\s{2,}(?P<value>\S.*)")
# A value of a choice or a default; one with blanks stands in quotation marks.
_WORD = r"'[^']+'|[^\s,()']+"
_PARAMETER = re.compile(
    rf"""(?P<name>[a-z][a-z_]*)
    \s+(?P<kind>\w+)(?:\((?P<choices>[^()]*)\))?
    \s+(?:(?P<need>required|optional)|default\s+(?P<default>{_WORD}))
    (?:\s+(?P<about>\S.*))?""",
    re.VERBOSE,
)
_CHOICES = re.compile(rf"\s*(?:{_WORD})\s*(?:,\s*(?:{_WORD})\s*)+")
_COLUMN = re.compile(r"(?P<name>[a-z][a-z0-9_]*)\s+(?P<about>\S.*)", re.DOTALL)
_TOKENS = re.compile(
    r"""(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")
    |(?P<comment>--[^\n]*|/\*.*?\*/)
    |(?P<cast>::)
    |:(?P<name>[A-Za-z_]\w*)
    |(?P<end>;)
    |\b(?P<writes>insert|update|delete|drop|alter|create|attach|detach|pragma|vacuum|truncate|grant|copy)\b""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
# What SQLAlchemy takes for a parameter wherever it stands, even inside a comment.
_BOUND_ANYWHERE = re.compile(r"(?<![:\w\\]):\w")
_OPENING = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*(?P<word>\w*)", re.DOTALL)


def opening_word(sql: str) -> str:
    """Return the first word of a statement in upper case, comments and parentheses aside."""
    match = _OPENING.match(sql)
    return match["word"].upper() if match else ""


def parse(path: Path) -> Query:
    """Read one query file."""
    return _File(path).query()


class _File:
    """A file being read, which knows its name for the sake of errors."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = path.read_text(encoding="utf-8").splitlines()

    def query(self) -> Query:
        """Return what the file says, or raise at the first thing that is wrong."""
        entries, body_at = self._header()
        texts: dict[str, str] = {}
        parameters: dict[str, tuple[int, Parameter]] = {}
        columns: dict[str, Column] = {}
        for line, key, value in entries:
            if key == "parameter":
                parameter = self._parameter(line, value)
                if parameter.name in parameters:
                    self._fail(line, f"parameter {parameter.name} is declared twice")
                parameters[parameter.name] = line, parameter
            elif key == "column":
                column = self._column(line, value)
                if column.name in columns:
                    self._fail(line, f"column {column.name} is declared twice")
                columns[column.name] = column
            elif key in texts:
                self._fail(line, f"there are two {key} lines")
            else:
                texts[key] = value
        for key in ("title", "description"):
            if not texts.get(key):
                self._fail(1, f"the header lacks a {key}")
        if not columns:
            self._fail(1, "the header declares no column")
        sql = "\n".join(self._lines[body_at:]).strip()
        self._check(sql, body_at, parameters)
        return Query(
            name=self._path.stem,
            title=texts["title"],
            description=texts["description"],
            parameters=tuple(parameter for _, parameter in parameters.values()),
            columns=tuple(columns.values()),
            sql=sql,
        )

    def _header(self) -> tuple[list[tuple[int, str, str]], int]:
        entries: list[tuple[int, str, str]] = []
        for index, line in enumerate(self._lines):
            if match := _HEADER.fullmatch(line.rstrip()):
                entries.append((index + 1, match["key"], match["value"].strip()))
            elif entries and (match := _CONTINUED.fullmatch(line.rstrip())):
                at, key, value = entries[-1]
                entries[-1] = at, key, f"{value} {match['value']}"
            elif _UNKNOWN.match(line):
                self._fail(index + 1, "this header line has an unknown key")
            else:
                return entries, index
        return self._fail(len(self._lines) or 1, "there is no SQL after the header")

    def _parameter(self, line: int, value: str) -> Parameter:
        match = _PARAMETER.fullmatch(value)
        if not match:
            self._fail(line, "write `-- parameter: NAME KIND required|optional|default VALUE  description`")
        name, kind, default = match["name"], match["kind"], match["default"]
        kinds = get_args(Kind)
        if kind not in kinds:
            self._fail(line, f"kind {kind} of parameter {name} is none of {', '.join(kinds)}")
        if not match["about"]:
            self._fail(line, f"parameter {name} has no description")
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
                self._fail(line, f"the default does not fit: {error}")
        return parameter

    def _choices(self, line: int, name: str, kind: str, listed: str | None) -> tuple[str, ...]:
        if kind != "choice":
            if listed is not None:
                self._fail(line, f"parameter {name} is no choice and takes no list of values")
            return ()
        if listed is None or not _CHOICES.fullmatch(listed):
            self._fail(line, f"write the values of parameter {name} as choice(one, two, 'the third')")
        choices = tuple(word.strip("'") for word in re.findall(_WORD, listed))
        if len(set(choices)) < len(choices) or any(word != word.lower().strip() for word in choices):
            self._fail(line, f"the values of parameter {name} must differ and be in lower case")
        return choices

    def _column(self, line: int, value: str) -> Column:
        match = _COLUMN.fullmatch(value)
        if not match:
            self._fail(line, "write `-- column: NAME  description`")
        return Column(match["name"], match["about"])

    def _check(self, sql: str, body_at: int, parameters: dict[str, tuple[int, Parameter]]) -> None:
        first = body_at + 1 + next((i for i, line in enumerate(self._lines[body_at:]) if line.strip()), 0)
        if opening_word(sql) not in {"SELECT", "WITH"}:
            self._fail(first, "a canned query begins with SELECT or WITH")
        used: set[str] = set()
        for at, name in self._uses(sql, first):
            if name not in parameters:
                self._fail(at, f":{name} is used but not declared")
            used.add(name)
        for name, (line, _) in parameters.items():
            if name not in used:
                self._fail(line, f"parameter {name} is declared but not used")

    def _uses(self, sql: str, first: int) -> Iterator[tuple[int, str]]:
        for match in _TOKENS.finditer(sql):
            at = first + sql.count("\n", 0, match.start())
            if match["cast"]:
                self._fail(at, "write CAST(x AS type) instead of x::type")
            if match["end"]:
                self._fail(at, "a canned query is one statement without a semicolon")
            if match["writes"]:
                self._fail(at, f"{match['writes'].upper()} has no place in a query")
            if match["quoted"] and ":" in match["quoted"]:
                self._fail(at, "a colon inside quotes would be taken for a parameter")
            if match["comment"] and _BOUND_ANYWHERE.search(match["comment"]):
                self._fail(at, "a colon before a word in a comment would be taken for a parameter")
            if match["name"]:
                yield at, match["name"]

    def _fail(self, line: int, what: str) -> NoReturn:
        raise QueryError(f"{self._path}:{line}: {what}.")
