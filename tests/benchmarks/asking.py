"""Time every canned query for one issue inside the database, and the commands that people type.

    MINER_TEST_DATABASE=/path/to/history.db python tests/benchmarks/asking.py

Without a database one is mined from MINER_TEST_HISTORY first. Budgets: 30 ms for a query about one issue, 1 s for
the cycles of the whole history, 0.5 s for `miner timeline`, 0.15 s for `miner --help`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from miner.history.history import open_history

ISSUE = "bpo-33608"
VALUES = {
    "issue": ISSUE,
    "commit": "ef4ac967e2",
    "text": "subinterpreter",
    "path": "Python/ceval.c",
    "release": "v3.9.0a2",
}
COMMANDS = (
    (["--help"], 0.15),
    (["timeline", ISSUE], 0.5),
    (["cycles", ISSUE], 0.5),
    (["issue", ISSUE], 0.5),
    (["commit", "ef4ac967e2"], 0.5),
    (["release", "v3.9.0a2"], 0.5),
    (["release", "v3.8.0..v3.9.0"], None),
    (["ledger", ISSUE], 0.5),
    (["cycles", "--format", "csv"], None),
)


def best(action, rounds: int = 5) -> float:
    """Return the median time of an action in seconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    """Print one line per query and command."""
    with tempfile.TemporaryDirectory() as folder:
        database = os.environ.get("MINER_TEST_DATABASE")
        if not database:
            history = os.environ.get("MINER_TEST_HISTORY") or sys.exit("MINER_TEST_HISTORY names no clone of CPython")
            database = str(Path(folder) / "history.db")
            subprocess.run([sys.executable, "-m", "miner", "--db", database, "mine", "-q", history], check=True)
        with open_history(database) as history:
            for name in history.catalog:
                query = history.catalog[name]
                declared = {parameter.name for parameter in query.parameters}
                values = {key: value for key, value in VALUES.items() if key in declared}
                taken = best(lambda: history.query(name, **values))  # noqa: B023 - called at once
                over = "  OVER 30 ms" if "issue" in values and taken > 0.03 else ""
                print(f"{name:<26}{' '.join(values) or 'everything':<18}{taken * 1000:9.1f} ms{over}")
            history.query("commit_revert_cycles")
            print(
                f"{'commit_revert_cycles':<26}{'everything':<18}{best(lambda: history.query('commit_revert_cycles')) * 1000:9.1f} ms"
            )
        for arguments, budget in COMMANDS:
            command = [sys.executable, "-m", "miner", "--db", database, *arguments]
            taken = best(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: B023
            print(f"miner {' '.join(arguments):<38}{taken:9.3f} s{f'   budget {budget} s' if budget else ''}")


if __name__ == "__main__":
    main()
