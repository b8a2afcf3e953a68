"""Locks between processes."""

import os
import signal
import subprocess
import sys

import pytest

from miner.locks import HeldError, lock

HOLDING = """
import sys, time
from pathlib import Path
from miner.locks import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLDING, tmp_path / "lock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_one_process_holds_it(holder, tmp_path):
    with pytest.raises(HeldError, match=f"process {holder.pid} holds the lock"), lock(tmp_path / "lock"):
        pass


def test_a_dead_process_does_not_hold_it(holder, tmp_path):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (tmp_path / "lock").exists()
    with lock(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text() == str(os.getpid())
    assert not (tmp_path / "lock").exists()


def test_it_is_released_by_an_error_too(tmp_path):
    for _ in range(2):
        with pytest.raises(RuntimeError), lock(tmp_path / "lock"):
            raise RuntimeError
    assert not (tmp_path / "lock").exists()


LEAVING = """
import os, signal, sys, time
from pathlib import Path
from miner.locks import lock
with lock(Path(sys.argv[1])):
    child = os.fork()
    if child == 0:
        time.sleep(60)
    print(child, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_child_of_a_dead_process_does_not_hold_it(tmp_path):
    command = [sys.executable, "-c", LEAVING, tmp_path / "lock"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        child = int(process.stdout.readline())
        assert process.wait() == -signal.SIGKILL
        try:
            with lock(tmp_path / "lock"):
                pass
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_process_holds_it_once(tmp_path):
    with lock(tmp_path / "lock"):
        with pytest.raises(HeldError, match=f"process {os.getpid()} holds the lock"), lock(tmp_path / "lock"):
            pass
        assert (tmp_path / "lock").exists()
