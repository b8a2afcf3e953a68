"""Fetching that is killed at random moments ends with the same rows, and nowhere is the token to be found.

The moments come from a fixed seed. MINER_ATTACKS is their number; `make attack` sets it high.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.test_fetching import REPO, TOKEN, story  # noqa: F401 - a fixture
from tests.tracker.conftest import server, trackers  # noqa: F401 - fixtures
from tests.tracker.forms import event, reference
from tests.tracker.server import Reply

COUNT = int(os.environ.get("MINER_ATTACKS", "3"))
NAMES = ("bpo-33608", "gh-77789", "gh-110052")


@pytest.fixture
def start(sqlite_template, story, tmp_path):  # noqa: F811
    """Start a fetch into a new database, or go on with one that is there."""
    story.listed(f"{REPO}/issues/77789/timeline?per_page=100", [event("closed"), event("reopened"), reference(5)])
    story.pages[f"{REPO}/issues/110052/timeline?per_page=100"] = Reply(200, [])
    environment = {**os.environ, "GITHUB_TOKEN": TOKEN}

    def started(path):
        if not path.exists():
            path.write_bytes(sqlite_template.read_bytes())
        flags = ("--pull-requests", "--comments", "--timelines")
        command = [sys.executable, "-m", "miner", "--db", path, "fetch", *NAMES, *flags]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    return started


def rows(path):
    connection = sqlite3.connect(path)
    try:
        found = {}
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(column for column in columns if column not in {"fetched_at", "fetched_utc"})
            found[table] = sorted(connection.execute(f"SELECT {kept} FROM {table}"), key=repr) if kept else []
        return found
    finally:
        connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_killed_at_any_moment_it_ends_with_the_same_rows(start, story, tmp_path):  # noqa: F811
    begun = time.monotonic()
    output, _ = start(tmp_path / "whole.db").communicate(timeout=60)
    length, expected = time.monotonic() - begun, rows(tmp_path / "whole.db")
    assert len(expected["tracker_records"]) == 16, output
    moments = random.Random(14)
    for number in range(COUNT):
        path = tmp_path / f"{number}.db"
        story.asked.clear()
        run = start(path)
        assert TOKEN.encode() not in Path(f"/proc/{run.pid}/cmdline").read_bytes()
        time.sleep(moments.uniform(0.4, 1.0) * length)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        output, _ = start(path).communicate(timeout=60)
        assert b"Error" not in output, output
        # What was on its way when the process was killed is asked again, and nothing else is.
        assert sum(count - 1 for count in story.counts.values()) <= 1, story.counts
        assert rows(path) == expected, f"killed at the moment {number}"
        for file in tmp_path.glob(f"{number}.db*"):
            assert TOKEN.encode() not in file.read_bytes(), file
            file.unlink()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(401, {"message": "Bad credentials"}), "does not accept the token"),
        (Reply(403, {"message": "Forbidden"}), "was refused with 403"),
        (Reply(301, None, {"location": "https://elsewhere.example.org/"}), ""),
    ],
    ids=["401", "403", "301"],
)
def test_no_failure_shows_the_token(start, story, tmp_path, reply, words):  # noqa: F811
    story.pages[f"{REPO}/issues/77789"] = reply
    output, _ = start(tmp_path / "history.db").communicate(timeout=60)
    assert words in output.decode()
    assert TOKEN.encode() not in output
    for file in tmp_path.glob("history.db*"):
        assert TOKEN.encode() not in file.read_bytes(), file
