"""Canned queries: their parameters and columns, and converting what a user gives into bound values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from miner.errors import QueryError

Kind = Literal[
    "issue", "commit", "path", "person", "line", "release", "day", "integer", "boolean", "text", "words", "choice"
]
Need = Literal["required", "optional", "default"]
Resolvers = Mapping[str, Callable[[str], str]]

_EXAMPLES: dict[Kind, str] = {
    "issue": "bpo-33608",
    "commit": "ef4ac967e2",
    "path": "Python/ceval.c",
    "person": "stinner",
    "line": "3.9",
    "release": "v3.9.0a2",
    "day": "2019-02-24",
    "integer": "20",
    "boolean": "yes",
    "text": "pending",
    "words": "pending",
}
# What the clause `limit` writes at the end of a statement.
_LIMIT = re.compile(r"\s+LIMIT COALESCE\(CAST\(:limit AS integer\), \d+\)\s*\Z")
TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, ``:name`` in the SQL; ``choices`` are the values of kind ``choice``, in lower case."""

    name: str
    kind: Kind
    need: Need
    default: str | None
    description: str
    choices: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """The command line option that sets it."""
        return "--" + self.name.replace("_", "-")

    @property
    def example(self) -> str:
        """A valid value, for help texts."""
        return self.choices[0] if self.kind == "choice" else _EXAMPLES[self.kind]

    def convert(self, value: object) -> object:
        """Return the value to bind for what the user gave, None for blank text; raise QueryError if it is invalid.

        Names of issues, commits, lines and releases are returned unchanged; `Query.values` looks them up.
        """
        text = str(value).strip()
        if not text:
            return None
        if self.kind == "choice":
            if text.lower() not in self.choices:
                raise self._wrong(text, f"{', '.join(self.choices[:-1])} or {self.choices[-1]}")
            return text.lower()
        if self.kind == "integer":
            return self._integer(text)
        if self.kind == "day":
            return self._day(value, text)
        if self.kind == "boolean":
            if text.lower() in TRUE | FALSE:
                return int(text.lower() in TRUE)
            raise self._wrong(text, "yes or no")
        if self.kind == "words" and not re.search(r"[^\W_]", text):
            raise self._wrong(text, "at least one word")
        return path_from_the_root(text) if self.kind == "path" else text

    def _integer(self, text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise self._wrong(text, "a whole number") from None
        # PostgreSQL refuses a limit below 0 and, in a cast to integer, more than 32 bits.
        if number < 0:
            raise self._wrong(text, "a whole number from 0 on")
        if number >= 2**31:
            raise self._wrong(text, "a smaller number")
        return number

    def _day(self, value: object, text: str) -> str:
        if isinstance(value, datetime):
            return value.date().isoformat()
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise self._wrong(text, "a day such as 2019-02-24") from None

    def _wrong(self, text: str, wanted: str) -> QueryError:
        return QueryError(f"{self.option} takes {wanted}, not {text!r}.")


def path_from_the_root(text: str) -> str:
    """Return a path or pattern as the history knows paths, without the ``./`` of a shell before it."""
    return re.sub(r"^(?:\./+)+(?=.)", "", text)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a query's answer."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Query:
    """A canned query; ``variants`` has its SQL for dialects that need their own."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    sql: str
    variants: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The title as a sentence."""
        return self.title if self.title.endswith("?") else f"{self.title}."

    @property
    def command(self) -> str:
        """The name on the command line, with hyphens."""
        return self.name.replace("_", "-")

    def sql_for(self, dialect: str) -> str:
        """Return the statement for a dialect: ``sqlite`` or ``postgresql``."""
        return self.variants.get(dialect, self.sql)

    def reads(self, table: str) -> bool:
        """Return whether the statement names a table or view."""
        return re.search(rf"\b{table}\b", self.sql) is not None

    def statement(self, dialect: str, values: Mapping[str, object]) -> tuple[str, dict[str, object]]:
        """Return the statement to run for the values of `values`, and those that it binds.

        Without a limit it has no LIMIT: where there is one, SQLite keeps rows sorted while it finds them instead of
        sorting them in the end, which takes a tenth longer.
        """
        sql, bound = self.sql_for(dialect), dict(values)
        if "limit" in bound and bound["limit"] is None and (match := _LIMIT.search(sql)):
            sql = sql[: match.start()]
            del bound["limit"]
        return sql, bound

    def values(self, given: Mapping[str, object], resolvers: Resolvers | None = None) -> dict[str, object]:
        """Return the value to bind to each parameter, defaults included.

        ``given`` has the user's values by name; ``resolvers`` has functions by kind that look names up. Raises
        QueryError for unknown names, invalid values and missing required ones, besides what the resolvers raise.
        """
        names = {parameter.name for parameter in self.parameters}
        for name in given:
            if name not in names:
                takes = ", ".join(sorted(names)) or "none"
                raise QueryError(f"The query {self.command} has no parameter {name}; it takes: {takes}.")
        values = {
            parameter.name: self._value(parameter, given.get(parameter.name), resolvers or {})
            for parameter in self.parameters
        }
        since, until = values.get("since"), values.get("until")
        if since is not None and until is not None and str(since) > str(until):
            raise QueryError(f"--since {since} is later than --until {until}, so nothing is in between.")
        return values

    def _value(self, parameter: Parameter, given: object, resolvers: Resolvers) -> object:
        value = None if given is None else parameter.convert(given)
        if value is None and parameter.default is not None:
            value = parameter.convert(parameter.default)
        if value is None:
            if parameter.need == "required":
                example = f"{parameter.option} {parameter.example}"
                wanted = f"{parameter.option} ({parameter.description})"
                raise QueryError(f"The query {self.command} needs {wanted}: add, say, {example}.")
            return None
        resolve = resolvers.get(parameter.kind)
        return resolve(str(value)) if resolve else value
