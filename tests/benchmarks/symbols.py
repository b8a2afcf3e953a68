"""Hold `miner symbol` against `git log -S` for whole words: the same commits, and how long each takes.

    MINER_TEST_HISTORY=/path/to/full/cpython.git python tests/benchmarks/symbols.py HISTORY.db [NAME...]

HISTORY.db was mined from that clone with `--lines`. Budget: the command takes at most 0.4 s. Git takes a minute or two
for each name.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from miner.model import CODE_FOLDERS
from miner.store.engine import database_url, open_for_reading

NAMES = (
    "_PyThreadState_DeleteExcept",
    "tp_vectorcall_offset",
    "_PyRuntime",
    "take_gil",
    "PyInterpreterState",
    "eval_breaker",
    "Py_UNREACHABLE",
)
LOG = ("log", "--format=%H", "--no-walk=unsorted", "--no-renames", "--pickaxe-regex")
# One absent blob ends git's output, so git is spared the commits that the miner could not count either.
WHOLE = """
SELECT c.sha FROM commits c WHERE c.line IS NOT NULL AND c.parent_count < 2 AND NOT EXISTS (
    SELECT 1 FROM changes x WHERE x.commit_id = c.id
    AND NOT EXISTS (SELECT 1 FROM line_prints l WHERE l.commit_id = x.commit_id AND l.path_id = x.path_id))
ORDER BY c.id DESC
"""


def by_git(history: str, commits: str, name: str) -> tuple[set[str], float]:
    """Return the commits that git finds, and its seconds."""
    started = time.perf_counter()
    command = ["git", f"--git-dir={history}", *LOG, rf"-S\b{name}\b", "--stdin", "--", *CODE_FOLDERS]
    done = subprocess.run(command, input=commits, capture_output=True, text=True, check=True)
    return set(done.stdout.split()), time.perf_counter() - started


def by_miner(database: Path, name: str) -> tuple[set[str], float]:
    """Return the commits that the command tells, and its seconds."""
    with tempfile.NamedTemporaryFile(suffix=".json") as answer:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "miner", "--db", database, "symbol", name, "--output", answer.name], check=True
        )
        taken = time.perf_counter() - started
        return {row["sha"] for row in json.loads(Path(answer.name).read_text())}, taken


def main() -> int:
    """Print one line per name; return 1 if any commits differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("names", nargs="*", default=NAMES)
    options = parser.parse_args()
    history = os.environ.get("MINER_TEST_HISTORY") or sys.exit("MINER_TEST_HISTORY names no clone of CPython")
    with open_for_reading(database_url(str(options.database))).connect() as connection:
        whole = "".join(f"{sha}\n" for sha in connection.scalars(text(WHOLE)))
    differ = False
    for name in options.names:
        mined, miner_seconds = by_miner(options.database, name)
        found, git_seconds = by_git(history, whole, name)
        differ |= found != mined
        print(
            f"{name:<28} {len(mined):4} commits in {miner_seconds:5.2f} s, git {git_seconds:6.1f} s; "
            f"only git {len(found - mined)}, only miner {len(mined - found)}",
            flush=True,
        )
        for sha in sorted(found ^ mined)[:5]:
            print(f"    {'git' if sha in found else 'miner'} only: {sha}")
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
