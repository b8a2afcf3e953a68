"""Paths as text."""

import os
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.git.quoting import path_text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (b"Lib/os.py", "Lib/os.py"),
        ("Lib/é.py".encode(), "Lib/é.py"),
        (b"caf\xe9.py", '"caf\\351.py"'),
        (b"a\tb\nc", '"a\\tb\\nc"'),
        (b'"quoted"', '"\\"quoted\\""'),
        (b"with space", "with space"),
        (b"\x01", '"\\001"'),
    ],
)
def test_writes_odd_names_as_git_does(path, text):
    assert path_text(path) == text


@given(st.binary(min_size=1).filter(lambda data: b"\0" not in data))
def test_is_storable_text(path):
    assert path_text(path).encode("utf-8").decode("utf-8") == path_text(path)
    assert "\0" not in path_text(path)


@given(st.sets(st.binary(min_size=1, max_size=4), min_size=2, max_size=5))
def test_keeps_different_paths_different(paths):
    assert len({path_text(path) for path in paths}) == len(paths)


def test_agrees_with_git_on_names_that_are_not_utf8(repo):
    git = ["git", "--git-dir", os.fspath(repo.path)]
    blob = subprocess.run([*git, "hash-object", "-w", "--stdin"], input=b"x", capture_output=True, check=True).stdout
    entry = b"100644 blob " + blob.strip() + b"\tcaf\xe9\t.py\0"
    tree = subprocess.run([*git, "mktree", "-z"], input=entry, capture_output=True, check=True).stdout.strip()
    listed = subprocess.run([*git, "ls-tree", "--name-only", tree], capture_output=True, check=True).stdout
    assert path_text(b"caf\xe9\t.py") == listed.decode().strip()
