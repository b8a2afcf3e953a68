"""Running a canned query, or a SELECT that a user wrote, where nothing can be written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from miner.catalog.header import opening_word
from miner.catalog.query import Query
from miner.errors import QueryError
from miner.model import Rows

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult


_READING = frozenset({"SELECT", "WITH", "VALUES", "EXPLAIN"})


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
