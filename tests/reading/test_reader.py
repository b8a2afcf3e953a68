"""From commit objects to rows."""

import subprocess
import sys

import pytest

from miner.git import program
from miner.messages.titles import subject_of


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("Title\n\nBody\n", "Title"),
        ("\n\nTitle after blank lines", "Title after blank lines"),
        ("Title over\n  two lines \nand three\n\nBody", "Title over   two lines and three"),
        ("Title\r\n\r\nBody", "Title"),
        ("  indented\n \nBody", "  indented"),
        ("no-break\u00a0\nspace", "no-break\u00a0 space"),
        ("", ""),
        ("\n \n", ""),
    ],
)
@pytest.mark.skipif(not program.available(), reason="there is no git program")
def test_the_subject_is_what_git_prints(repo, message, subject):
    sha = repo.commit(message, {"a": "1"})
    shown = subprocess.run(
        ["git", "--git-dir", repo.path, "log", "-1", "--format=%s", sha], capture_output=True, check=True
    ).stdout
    assert subject_of(message) == subject == shown.decode().removesuffix("\n")


def test_reading_processes_start_without_a_database():
    script = "import miner.reading.pool, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout.split()
    assert {"pygit2", "miner.messages"} <= set(loaded)
    assert not {"sqlalchemy", "miner.store", "miner.pipeline"} & set(loaded)
