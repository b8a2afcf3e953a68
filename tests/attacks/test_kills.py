"""Runs that are killed at random moments leave what one undisturbed run makes.

The moments come from a fixed seed. MINER_ATTACKS is the number of them; `make attack` sets it high.
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.attacks.said import said
from tests.samples import sample_repository  # noqa: F401 - a fixture

COUNT = int(os.environ.get("MINER_ATTACKS", "2"))


def start(repository, database, *options):
    command = [sys.executable, "-m", "miner", "--db", database, "mine", repository, "--quiet", *options]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize(("options", "count"), [([], COUNT), (["--lines"], COUNT * 2 // 5 or 1)], ids=["mine", "lines"])
def test_a_killed_run_leaves_nothing_wrong(sample_repository, tmp_path, options, count):  # noqa: F811
    began = time.monotonic()
    whole = start(sample_repository, tmp_path / "whole.db", *options)
    assert whole.wait() == 0
    seconds, expected = time.monotonic() - began, said(tmp_path / "whole.db")
    moments = random.Random(13)
    for number in range(count):
        database = tmp_path / f"{number}.db"
        run = start(sample_repository, database, *options)
        time.sleep(moments.uniform(0.1, 0.95) * seconds)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert start(sample_repository, database, *options).wait() == 0
        assert said(database) == expected, f"killed at the moment {number}"
        database.unlink()
