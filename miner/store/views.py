"""Read the views: which columns of which types they have, and all of their rows."""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Boolean, Connection, Float, Integer, Numeric, column, inspect, select, table, text
from sqlalchemy.types import NullType

from miner.answers import WHOLE

_AT_ONCE = 10_000  # databases limit the number of values in a statement


def view_columns(connection: Connection, view: str) -> dict[str, type]:
    """Return the columns of a view, which must be one of ours, each with its type: int, float or str.

    SQLite knows no types of expressions, whose numbers are found by the names that the views give them.
    """
    found: dict[str, type] = {}
    for each in inspect(connection).get_columns(view):
        kind: Any = each["type"]
        if isinstance(kind, NullType):
            found[each["name"]] = int if WHOLE.search(each["name"]) else str
        elif isinstance(kind, (Integer, Boolean)):
            found[each["name"]] = int
        else:
            found[each["name"]] = float if isinstance(kind, (Float, Numeric)) else str
    return found


def view_rows(
    connection: Connection, view: str, at_once: int, key: str | None = None, among: Collection[int] = ()
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a view in lists of at most ``at_once``; ``view`` must be one of ours.

    With a ``key``, one of its columns, only the rows that have one of the numbers ``among`` these there.
    """
    rows = select(text("*")).select_from(table(view))
    wanted = sorted(among)
    parts = [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]
    for one in [rows] if key is None else [rows.where(column(key).in_(part)) for part in parts]:
        if connection.dialect.name == "sqlite":
            # Tuples straight from the driver, for millions of rows in three quarters of SQLAlchemy's time.
            with connection.execute(one) as result:
                driver: Any = result.cursor
                yield from iter(partial(driver.fetchmany, at_once), [])
        else:  # the server keeps what was not asked for yet
            for part in connection.execute(one, execution_options={"yield_per": at_once}).partitions():
                yield [tuple(row) for row in part]
