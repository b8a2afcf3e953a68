"""One process at a time writes to a database."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from miner.errors import StoreError
from miner.pipeline import mine
from miner.pipeline.forgetting import forget_repository
from miner.store.writing import open_alone, written_alone

WRITING = """
import sys, time
from sqlalchemy import make_url
from miner.store.writing import written_alone
with written_alone(make_url(sys.argv[1])):
    print("writes", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def writer(database):
    """Another process that writes to the database."""
    command = [sys.executable, "-c", WRITING, database.url.render_as_string(hide_password=False)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"writes\n"
        yield process
        process.kill()


def test_nobody_else_writes_meanwhile(database, writer, repo):
    repo.commit("bpo-40001: Add", {"a": "1"})
    for action in (
        lambda: mine(repo.path, database.url),
        lambda: forget_repository(str(repo.path), database.url),
    ):
        with pytest.raises(StoreError, match=r"Another run is writing to .*: wait until it has finished"):
            action()
    assert writer.poll() is None


def test_a_dead_process_does_not_write(database, writer, repo):
    repo.commit("bpo-40001: Add", {"a": "1"})
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert mine(repo.path, database.url).new_commits == 1


def test_what_is_written_once_can_be_written_again(database):
    for _ in range(2):
        with open_alone(database.url):
            pass
    if database.engine.dialect.name == "sqlite":
        assert not list(Path(database.url.database).parent.glob("*-lock"))


def test_two_paths_to_a_file_are_one_database(database, tmp_path):
    if database.engine.dialect.name != "sqlite":
        pytest.skip("a server's databases have one name each")
    (tmp_path / "link.db").symlink_to(database.url.database)
    with (
        written_alone(database.url),
        pytest.raises(StoreError, match="Another run"),
        written_alone(database.url.set(database=str(tmp_path / "link.db"))),
    ):
        pass
