"""Read and write many rows at once, in the fastest way of each dialect."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, text

from miner.store.tables import commits

# Rows that are fetched together: with more of them memory is slower, with fewer the calls count.
_PART = 1_000
# Of so many commits, PostgreSQL finds everything quickly by any plan.
_FEW = 5_000
# From so many rows on, one UPDATE from a table of new values costs PostgreSQL less than one for each row.
_MANY = 100
# So many rows, of 100,000, are read one by one in a fifth of the time that reading all takes.
_ONE_BY_ONE = 1_000

T = TypeVar("T")


def insert(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> int:
    """Insert tuples with the values of ``columns``; return how many.

    SQLite gets an executemany on the driver, in 0.6 of SQLAlchemy's time; PostgreSQL gets a COPY.
    """
    if connection.dialect.name == "postgresql":
        return _copy(connection, table.name, columns, rows)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own names
    values = rows if isinstance(rows, list) else list(rows)
    if values:
        connection.exec_driver_sql(statement, values)
    return len(values)


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> int:
    count = 0
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def rows(connection: Connection, select: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
    """Return plain tuples straight from the driver, for 100,000 rows in a third of SQLAlchemy's time.

    ``values`` are bound to the driver's own placeholders: ``?`` on SQLite, ``%s`` on PostgreSQL.
    """
    cursor = connection.connection.cursor()
    # Without values, psycopg leaves percent signs alone.
    cursor.execute(select, values) if values else cursor.execute(select)
    # A generator would take a quarter longer.
    return chain.from_iterable(iter(partial(cursor.fetchmany, _PART), []))


class Asked(dict[int, T | None]):
    """The second column of a query by the first, an id; None where there is no row. It is read when it is asked for.

    A few ids are looked up one by one; who asks for more gets all rows read at once. A server, to which each statement
    has to travel, is asked for all at first.
    """

    def __init__(self, connection: Connection, select: str, key: str) -> None:
        """``select`` has no WHERE clause, and ``key`` is the name of its first column."""
        super().__init__()
        self._connection = connection
        self._select = select
        self._one = f"{select} WHERE {key} = {_mark(connection)}"
        self._looked_up = 0 if connection.dialect.name == "sqlite" else _ONE_BY_ONE

    def __missing__(self, identity: int) -> T | None:
        if self._looked_up == _ONE_BY_ONE:
            self.update(rows(self._connection, self._select))
        elif self._looked_up < _ONE_BY_ONE:
            self.update(rows(self._connection, self._one, (identity,)))
        self._looked_up += 1
        return self.setdefault(identity)


def update(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    keys: Sequence[str],
    rows: Sequence[tuple[object, ...]],
) -> None:
    """Set ``columns`` where ``keys`` match; each row has the values of the columns, then those of the keys.

    No two rows may have the same keys.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql" and len(rows) >= _MANY:
        _update_from(connection, table.name, columns, keys, rows)
        return
    mark = _mark(connection)
    settings = ", ".join(f"{column} = {mark}" for column in columns)
    wheres = " AND ".join(f"{key} = {mark}" for key in keys)
    connection.exec_driver_sql(f"UPDATE {table.name} SET {settings} WHERE {wheres}", list(rows))  # noqa: S608


def _update_from(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    keys: Sequence[str],
    rows: Sequence[tuple[object, ...]],
) -> None:
    named = (*columns, *keys)
    # A key may be among the columns, so the columns of the new values have other names.
    shown = ", ".join(f"{name} AS v{place}" for place, name in enumerate(named))
    places = [f"v{place}" for place in range(len(named))]
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE new_values AS SELECT {shown} FROM {table} WITH NO DATA")  # noqa: S608
    _copy(connection, "new_values", places, rows)
    settings = ", ".join(f"{name} = n.{place}" for name, place in zip(columns, places, strict=False))
    wheres = " AND ".join(f"t.{key} = n.{place}" for key, place in zip(keys, places[len(columns) :], strict=True))
    connection.exec_driver_sql(f"UPDATE {table} AS t SET {settings} FROM new_values AS n WHERE {wheres}")  # noqa: S608
    connection.exec_driver_sql("DROP TABLE new_values")


def keep(
    connection: Connection,
    table: Table,
    keys: Sequence[str],
    columns: Sequence[str],
    wanted: Iterable[tuple[Any, ...]],
) -> None:
    """Make a table contain exactly these rows, keys first; write only rows that differ from the stored ones."""
    split = len(keys)
    select = f"SELECT {', '.join((*keys, *columns))} FROM {table.name}"  # noqa: S608 - our own names
    stored = {row[:split]: row for row in map(tuple, rows(connection, select))}
    new = {row[:split]: row for row in wanted}
    gone = [key for key in stored if key not in new]
    if gone:
        mark = _mark(connection)
        wheres = " AND ".join(f"{key} = {mark}" for key in keys)
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {wheres}", gone)  # noqa: S608
    insert(connection, table, (*keys, *columns), [row for key, row in new.items() if key not in stored])
    changed = [(*row[split:], *key) for key, row in new.items() if key in stored and stored[key] != row]
    update(connection, table, columns, keys, changed)


@contextmanager
def holding(connection: Connection, table: str, identities: Iterable[int]) -> Iterator[None]:
    """Provide a temporary table with these ids in its column ``id``, each once, for the time of the context.

    After an exception the table is left to the rollback of the transaction.
    """
    connection.execute(text(f"CREATE TEMPORARY TABLE {table} (id INTEGER PRIMARY KEY)"))
    fill(connection, table, identities)
    yield
    connection.execute(text(f"DROP TABLE {table}"))


def fill(connection: Connection, table: str, identities: Iterable[int]) -> None:
    """Insert ids, each once, into a table whose only column is ``id``."""
    rows = [(identity,) for identity in sorted(set(identities))]
    if connection.dialect.name == "postgresql":
        _copy(connection, table, ("id",), rows)
    elif rows:
        # The driver takes a third of SQLAlchemy's time.
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES (?)", rows)  # noqa: S608 - our own name


def paths_beginning(connection: Connection, prefixes: Iterable[str]) -> set[int]:
    """Return the ids of all paths that begin with one of the prefixes."""
    mark = _mark(connection)
    select = f"SELECT id FROM paths WHERE path >= {mark} AND path < {mark}"  # noqa: S608 - our own names
    return {path for prefix in prefixes for (path,) in rows(connection, select, (prefix, prefix + "\U0010ffff"))}


def _mark(connection: Connection) -> str:
    """Return the driver's placeholder for a value."""
    return "?" if connection.dialect.name == "sqlite" else "%s"


def next_id(connection: Connection, table: Table) -> int:
    """Return the highest id of a table plus one: free as long as only this transaction writes to the table."""
    return int(connection.execute(text(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table.name}")).scalar_one())  # noqa: S608


def gather_statistics(connection: Connection) -> None:
    """Let PostgreSQL count values now, for its planner; by itself it would do so only some time after a first run.

    For few commits, any plan is quicker than counting.
    """
    if connection.dialect.name == "postgresql" and next_id(connection, commits) > _FEW:
        connection.exec_driver_sql("ANALYZE")
