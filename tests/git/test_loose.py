"""Loose objects whose files end too early."""

import pytest

from miner.git.loose import WholeObjects
from tests.repositories import Repo


@pytest.mark.parametrize("kept", [0, 1, 5, 30, -1])
def test_an_object_that_is_cut_short_is_an_error(repo, kept):
    sha = repo.commit("A title", {"a": "1" * 1_000})
    path = repo.path / "objects" / sha[:2] / sha[2:]
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:kept])
    opened = WholeObjects(str(repo.path))
    assert sha not in opened
    with pytest.raises(ValueError, match="cut short"):
        opened.read(sha)
    with pytest.raises(ValueError, match="cut short"):
        opened[sha]
    path.write_bytes(whole)
    assert sha in opened
    assert opened.read(sha)[1]
    assert str(opened[sha].id) == sha


def test_borrowed_objects_are_looked_at_too(repo, tmp_path):
    sha = repo.commit("A title", {"a": "1"})
    path = repo.path / "objects" / sha[:2] / sha[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:20])
    other = Repo(tmp_path / "other.git")
    (other.path / "objects" / "info").mkdir(exist_ok=True)
    (other.path / "objects" / "info" / "alternates").write_bytes(
        b"# a comment\n" + bytes(repo.path / "objects") + b"\na\0b\n"
    )
    opened = WholeObjects(str(other.path))
    assert sha not in opened
    assert "f" * 40 not in opened
