"""Run a canned query, or a SELECT that a user wrote, on a read-only connection."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from miner.catalog.harmless import only_reading
from miner.catalog.header import opening_word
from miner.catalog.query import Query
from miner.errors import QueryError
from miner.model import Rows

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult


_READING = frozenset({"SELECT", "WITH", "VALUES", "EXPLAIN"})
# An answer is held in memory: this is about a gigabyte, and more than the largest table has. Each row costs as much as
# three cells.
_MOST_CELLS = 20_000_000


def run(connection: "Connection", query: Query, values: Mapping[str, object]) -> Rows:
    """Return the rows of a canned query; ``values`` come from `Query.values`."""
    from sqlalchemy import text  # noqa: PLC0415 - printing help imports this module, too, and must be quick

    return _rows(connection.execute(text(query.sql_for(connection.dialect.name)), dict(values)))


def run_text(connection: "Connection", sql: str) -> Rows:
    """Return the rows of a user's statement.

    Raises QueryError unless it begins with a reading keyword and does nothing but read, or if the answer is too large.
    """
    if opening_word(sql) not in _READING:
        raise QueryError("Only reading is possible here: begin the statement with SELECT or WITH.")
    if connection.dialect.name == "postgresql":
        # Preparing the statement makes the server refuse several at once: `SELECT 1; COMMIT; DELETE …` would otherwise
        # end the read-only transaction and write.
        connection.connection.driver_connection.prepare_threshold = 0  # type: ignore[union-attr]
    with only_reading(connection, sql):
        return _rows(connection.exec_driver_sql(sql, execution_options={"no_parameters": True}), _MOST_CELLS)


def _rows(result: "CursorResult[Any]", most: int | None = None) -> Rows:
    if most is None:
        rows = [tuple(row) for row in result]
    else:
        count = most // (len(result.keys()) + 3)
        rows = [tuple(row) for row in islice(result, count + 1)]
        if len(rows) > count:
            raise QueryError(f"The answer has more than {count:,} rows: add a condition or LIMIT.")
    if result.dialect.name == "postgresql":
        rows = [tuple(_plain(value) for value in row) for row in rows]
    return Rows(tuple(result.keys()), rows)


def _plain(value: Any) -> Any:
    """Return PostgreSQL's exact numbers and booleans as SQLite returns them: int or float, 0 or 1."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return int(value) if isinstance(value, bool) else value
