"""Run a canned query, or a SELECT that a user wrote, on a read-only connection."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from miner.answers import Rows
from miner.catalog.harmless import only_reading
from miner.catalog.header import opening_word
from miner.catalog.query import Query
from miner.errors import QueryError

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult


# A parameter, or what may look like one and is none: text, a quoted name, a comment, a cast, a slice.
_NAMED = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|::|%|(?<![:\w\[]):(?P<name>[A-Za-z_]\w*)""", re.DOTALL
)
_WHOLE_NUMBERS = range(-(2**63), 2**63)
_READING = frozenset({"SELECT", "WITH", "VALUES", "EXPLAIN"})
# An answer is held in memory: this is about a gigabyte, and more than the largest table has. Each row costs as much as
# three cells.
_MOST_CELLS = 20_000_000


def run(connection: "Connection", query: Query, values: Mapping[str, object]) -> Rows:
    """Return the rows of a canned query; ``values`` come from `Query.values`."""
    from sqlalchemy import text  # noqa: PLC0415 - printing help imports this module, too, and must be quick

    sql, bound = query.statement(connection.dialect.name, values)
    return _rows(connection.execute(text(sql), bound))


def run_text(connection: "Connection", sql: str, parameters: Mapping[str, object] | None = None) -> Rows:
    """Return the rows of a user's statement, with the values of its parameters ``:name``.

    Raises QueryError unless it begins with a reading keyword and does nothing but read, if the answer is too large, or
    if names and values do not belong together or are none that a database can hold.
    """
    from sqlalchemy.exc import ProgrammingError  # noqa: PLC0415 - as above

    given = dict(parameters or {})
    _check_text("statement", sql)
    for name, value in given.items():
        _check_value(name, value)
    if opening_word(sql) not in _READING:
        raise QueryError("Only reading is possible here: begin the statement with SELECT or WITH.")
    if connection.dialect.name == "postgresql":
        # Preparing the statement makes the server refuse several at once: `SELECT 1; COMMIT; DELETE …` would otherwise
        # end the read-only transaction and write.
        connection.connection.driver_connection.prepare_threshold = 0  # type: ignore[union-attr]
    with only_reading(connection, sql):
        bound = _bound(sql, given, native=connection.dialect.name == "sqlite")
        try:
            if not given:
                return _rows(connection.exec_driver_sql(sql, execution_options={"no_parameters": True}), _MOST_CELLS)
            return _rows(connection.exec_driver_sql(bound, given), _MOST_CELLS)
        except ProgrammingError as error:
            if "binding" in str(error.orig):  # SQLite also knows ?, @name and $name
                raise QueryError("A parameter is written as :name here.") from None
            raise


def _check_value(name: str, value: object) -> None:
    """Raise QueryError for what no database can take as a value."""
    if value is None or isinstance(value, float | bytes):
        return
    if isinstance(value, str):
        _check_text(f"value of {name}", value)
    elif not isinstance(value, int):
        raise QueryError(
            f"The value of {name} is neither a text nor a number: it is of the type {type(value).__name__}."
        )
    elif value not in _WHOLE_NUMBERS:
        raise QueryError(f"The value of {name} is too large: whole numbers have 64 bits.")


def _check_text(what: str, text: object) -> None:
    if not isinstance(text, str):
        raise QueryError(f"The {what} is no text: it is of the type {type(text).__name__}.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise QueryError(f"The {what} has characters that are none.") from None


def _bound(sql: str, parameters: Mapping[str, object], *, native: bool) -> str:
    """Return a statement as its driver takes it: ``native`` is SQLite's way, otherwise it is psycopg's."""
    named: set[str] = set()

    def replaced(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0].replace("%", "%%")
        named.add(match["name"])
        return f"%({match['name']})s"

    written = _NAMED.sub(replaced, sql)
    if named != set(parameters):
        wrong = min(named ^ set(parameters))
        raise QueryError(
            f"The statement names no parameter {wrong}." if wrong in parameters else f"A value of {wrong} is missing."
        )
    return sql if native else written


def _rows(result: "CursorResult[Any]", most: int | None = None) -> Rows:
    columns, cursor = tuple(result.keys()), result.cursor
    assert cursor is not None, "only what returns rows is run"  # noqa: S101
    # Plain tuples straight from the driver: a third of a million of SQLAlchemy's rows take a fifth longer.
    if most is None:
        rows = list(cursor.fetchall())
    else:
        count = most // (len(columns) + 3)
        rows = list(cursor.fetchmany(count + 1))
        if len(rows) > count:
            raise QueryError(f"The answer has more than {count:,} rows: add a condition or LIMIT.")
    result.close()
    if result.dialect.name == "postgresql":
        rows = [tuple(_plain(value) for value in row) for row in rows]
    return Rows(columns, rows)


def _plain(value: Any) -> Any:
    """Return PostgreSQL's exact numbers and booleans as SQLite returns them: int or float, 0 or 1."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return int(value) if isinstance(value, bool) else value
