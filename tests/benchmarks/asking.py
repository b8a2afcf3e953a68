"""What questions cost: every canned query, over the whole history and for single issues, and commands people type.

Times of queries are the least of several rounds, rows fetched; on PostgreSQL they include the server's process if that
runs on this machine, and the server may not hide work in others. Budgets of queries are processor time: 1 s over the
whole history on SQLite and twice that on PostgreSQL, 30 ms for one issue.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, text

from miner.catalog.query import Query
from miner.history.history import open_history
from miner.history.names import Names
from tests.benchmarks.measure import Cost, median, run
from tests.benchmarks.table import Limit, Row

ISSUES = ("bpo-33608", "bpo-43882")
# What queries need that have no answer for the whole history, and what else is worth asking.
REQUIRED = {
    "text": "subinterpreter",
    "release": "v3.9.0a2",
    "issue": ISSUES[0],
    "commit": "ef4ac967e2",
    "struct": "PyInterpreterState",
    "symbol": "PyThreadState_Get",
}
ALSO = (
    {"path": "Python/ceval.c"},
    {"path": "Lib"},
    {"line": "3.8"},
    {"release": "v3.9.0a2"},
    {"commit": "ef4ac967e2"},
    {"struct": "PyInterpreterState"},
    {"from": "_PyRuntimeState", "to": "PyInterpreterState"},
    {"release_line": "3.8"},
    {"by_line": "1"},
    {"undone": "1"},
    {"open": "1"},
    {"excused": "1"},
)
WHOLE, ONE = 1000.0, 30.0
COMMANDS = (
    (["--help"], 0.15),
    (["timeline", ISSUES[0]], 0.5),
    (["cycles", ISSUES[0]], 0.5),
    (["issue", ISSUES[0]], 0.5),
    (["commit", "ef4ac967e2"], 0.5),
    (["release", "v3.9.0a2"], 0.5),
    (["release", "v3.8.0..v3.9.0"], None),
    (["ledger", ISSUES[0]], 0.5),
    (["cycles", "--format", "csv"], None),
)


class Clock:
    """The processor time of this process and of its PostgreSQL server process, in milliseconds."""

    def __init__(self, connection: Connection) -> None:
        self._server: Path | None = None
        if connection.dialect.name == "postgresql":
            # What other processes of the server do would not be counted.
            connection.execute(text("SET max_parallel_workers_per_gather = 0"))
            process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            self._server = Path(f"/proc/{process}/schedstat")

    def now(self) -> float:
        """Return the time used so far."""
        used = time.process_time() * 1e3
        if self._server and self._server.exists():
            used += int(self._server.read_text().split()[0]) / 1e6
        return used


def least(clock: Clock, action: Callable[[], int], rounds: int) -> tuple[Cost, int]:
    """Return the least of what an action took, and what it returned."""
    times, rows = [], 0
    for _ in range(rounds):
        used, started = clock.now(), time.perf_counter()
        rows = action()
        times.append((time.perf_counter() - started, (clock.now() - used) / 1e3))
    return Cost(*map(min, zip(*times, strict=True))), rows


def questions(query: Query) -> Iterator[tuple[dict[str, str], float]]:
    """Give the values to ask a query with, and the budget."""
    declared = {parameter.name for parameter in query.parameters}
    needed = {each.name: REQUIRED[each.name] for each in query.parameters if each.need == "required"}
    if "issue" not in needed:
        yield needed, ONE if "commit" in needed else WHOLE
    if "issue" in declared:
        yield from ((needed | {"issue": issue}, ONE) for issue in ISSUES)
    for values in ALSO:
        if values.keys() <= declared - needed.keys() and "issue" not in needed:
            yield needed | values, ONE if "commit" in values else WHOLE


def ask(connection: Connection, query: Query, values: Mapping[str, str]) -> Callable[[], int]:
    """Return a function that asks once and returns the number of rows."""
    names = Names(connection)
    known = {"issue": names.issue, "commit": names.commit, "line": names.line, "release": names.release}
    statement, bound = query.statement(connection.dialect.name, query.values(values, known))
    return lambda: len(connection.execute(text(statement), bound).cursor.fetchall())


def time_queries(connection: Connection, queries: Sequence[Query], rounds: int) -> Iterator[Row]:
    """Measure every query with every question."""
    clock, dialect = Clock(connection), connection.dialect.name
    slower = 2 if dialect == "postgresql" else 1
    for query in queries:
        for values, budget in questions(query):
            taken, rows = least(clock, ask(connection, query, values), rounds)
            limit = Limit(1000 * taken.processor, budget * (slower if budget == WHOLE else 1), "ms")
            said = " ".join(values.values()) or "everything"
            yield Row(f"{dialect}: {query.name} {said}", taken, limits=(limit,), remark=f"{rows:,} rows")


def time_commands(database: str, rounds: int) -> Iterator[Row]:
    """Measure every command."""
    for arguments, budget in COMMANDS:
        cost = median([run([sys.executable, "-m", "miner", "--db", database, *arguments]) for _ in range(rounds)])
        limits = (Limit(cost.seconds, budget, "s"),) if budget else ()
        name = "postgresql: " if "://" in database else ""
        yield Row(f"{name}miner {' '.join(arguments)}", cost, limits=limits)


def asking(database: str, rounds: int, named: Sequence[str]) -> Iterator[Row]:
    """Measure all queries of a database, which is a path or a URL, and the commands; or the queries that are named."""
    with open_history(database) as history, history.connect() as connection:
        yield from time_queries(connection, [history.catalog[name] for name in named or history.catalog], rounds)
    if not named:
        yield from time_commands(database, rounds)
