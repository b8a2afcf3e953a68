"""What a branch changes since it left the branches that make history."""

import pytest

from miner.errors import RepositoryError
from miner.git import program
from miner.git.branch import read_branch
from miner.git.repository import Repository

MAIN, OLD = "refs/heads/main", "refs/heads/3.9"


@pytest.fixture
def forked(repo):
    """Main and 3.9, and a topic branch that left main, merged it later, and has two commits of its own."""
    root = repo.commit("Root", {"a": "first line\n", "b": "1"})
    repo.commit("On 3.9", {"c": "1"}, branch="3.9", parents=[root])
    repo.commit("One", {"a": "first line\nsecond line\n"}, branch="topic", parents=[root])
    later = repo.commit("Later on main", {"b": "2"})
    repo.commit("Merge main", {"b": "2"}, branch="topic", parents=[repo.tip("topic"), later])
    repo.commit("Two", {"d": "new file"}, branch="topic")
    return repo


def test_what_is_its_own(forked):
    change = read_branch(Repository(forked.path), "topic", [MAIN, OLD, "refs/heads/gone"])
    assert [(file.old, file.new, file.added, file.deleted) for file in change.files] == [
        ("a", "a", [b"second line"], []),
        (None, "d", [b"new file"], []),
    ]
    assert change.has_lines


def test_a_branch_of_another_line_left_that_one(forked):
    forked.commit("Fix 3.9", {"c": "fixed"}, branch="fix", parents=[forked.tip("3.9")])
    change = read_branch(Repository(forked.path), "fix", [MAIN, OLD])
    assert [file.new for file in change.files] == ["c"]


def test_without_contents_there_are_paths(forked):
    blob = str(forked.git.create_blob(b"first line\n"))
    (forked.path / "objects" / blob[:2] / blob[2:]).unlink()
    change = read_branch(Repository(forked.path), "topic", [MAIN])
    assert [(file.old, file.new, file.added) for file in change.files] == [("a", "a", []), (None, "d", [])]
    assert not change.has_lines


@pytest.mark.parametrize(
    ("name", "trunks", "message"),
    [
        ("nowhere", [MAIN], "has no branch nowhere"),
        ("..", [MAIN], r"has no branch \.\."),
        ("main", [MAIN], "main has nothing that has not landed"),
        ("topic", ["refs/heads/gone"], "none of the branches that make history"),
        ("idle", [MAIN], "idle has commits of its own, but taken together they change nothing"),
        ("apart", [MAIN], "has no commit in common with the branches that make history"),
    ],
)
def test_what_cannot_be_read(forked, name, trunks, message):
    forked.commit("Nothing", {}, branch="idle", parents=[forked.tip("main")])
    forked.commit("Another root", {"z": "1"}, branch="apart", parents=[])
    with pytest.raises(RepositoryError, match=message):
        read_branch(Repository(forked.path), name, trunks)


def test_damage_is_told(forked):
    tree = str(forked.git[forked.tip("topic")].tree.id)
    (forked.path / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(RepositoryError, match="topic cannot be compared"):
        read_branch(Repository(forked.path), "topic", [MAIN])


def test_a_missing_ancestor_is_told(forked):
    root = str(forked.git[forked.tip("3.9")].parent_ids[0])
    (forked.path / "objects" / root[:2] / root[2:]).unlink()
    with pytest.raises(RepositoryError, match="cannot tell where"):
        read_branch(Repository(forked.path), "topic", [MAIN])


def test_git_is_needed(forked, monkeypatch):
    monkeypatch.setattr(program, "available", lambda: False)
    with pytest.raises(RepositoryError, match="needs the git program"):
        read_branch(Repository(forked.path), "topic", [MAIN])
