"""Time every canned query, over the whole history and for single issues, and the commands that people type.

    MINER_TEST_DATABASE=/path/to/history.db python tests/benchmarks/asking.py [QUERY...]

The database is a path or a URL; without one it is mined from MINER_TEST_HISTORY first. Times are milliseconds of
processor time, the least of three, rows fetched; on PostgreSQL they include the server's process if that runs on this
machine, and the server may not hide work in others. Budgets: 1 s over the whole history on SQLite and twice that on
PostgreSQL, 30 ms for one issue, 0.5 s for `miner timeline`, 0.15 s for `miner --help`. With names of queries only
these are timed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from miner.catalog.query import Query
from miner.history.history import open_history
from miner.history.names import Names

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


def least(clock: Clock, action: Callable[[], int], rounds: int = 3) -> tuple[float, int]:
    """Return the least processor time of an action in milliseconds, and what it returned."""
    times, rows = [], 0
    for _ in range(rounds):
        started = clock.now()
        rows = action()
        times.append(clock.now() - started)
    return min(times), rows


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


def time_queries(connection: Connection, queries: list[Query]) -> None:
    """Print one line per query and question."""
    clock = Clock(connection)
    slower = 2 if connection.dialect.name == "postgresql" else 1
    for query in queries:
        for values, budget in questions(query):
            taken, rows = least(clock, ask(connection, query, values))
            allowed = budget * (slower if budget == WHOLE else 1)
            said = " ".join(values.values()) or "everything"
            over = f"  OVER {allowed:.0f} ms" if taken > allowed else ""
            print(f"{query.name:<26}{said:<28}{rows:9,} rows{taken:10.1f} ms{over}", flush=True)


def time_commands(database: str) -> None:
    """Print one line per command: the median of five."""
    for arguments, budget in COMMANDS:
        command = [sys.executable, "-m", "miner", "--db", database, *arguments]
        times = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - started)
        limit = f"   budget {budget} s" if budget else ""
        print(f"miner {' '.join(arguments):<38}{statistics.median(times):9.3f} s{limit}")


@contextmanager
def database() -> Iterator[str]:
    """Give the database that the environment names, or one that is mined now."""
    if named := os.environ.get("MINER_TEST_DATABASE"):
        yield named
        return
    clone = os.environ.get("MINER_TEST_HISTORY") or sys.exit("MINER_TEST_HISTORY names no clone of CPython")
    with tempfile.TemporaryDirectory() as folder:
        made = str(Path(folder) / "history.db")
        subprocess.run([sys.executable, "-m", "miner", "--db", made, "mine", "-q", clone], check=True)
        yield made


def main() -> None:
    """Time all queries and commands, or the queries that are named."""
    names = sys.argv[1:]
    with database() as asked:
        with open_history(asked) as history, history.connect() as connection:
            time_queries(connection, [history.catalog[name] for name in names or history.catalog])
        if not names:
            time_commands(asked)


if __name__ == "__main__":
    main()
