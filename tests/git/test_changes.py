"""Changed paths: git's output and pygit2's diff give the same rows."""

import subprocess
from typing import NamedTuple

import pytest
from pygit2.enums import FileMode

from miner.git import program
from miner.git.changes import ChangeReader, compare, read_changes
from miner.git.files import blob_at
from miner.git.repository import Repository
from tests.repositories import loose


class Change(NamedTuple):
    """The fields of a change by name."""

    path: str
    status: str
    old_mode: str | None
    new_mode: str | None
    old_blob: str | None
    new_blob: str | None


needs_git = pytest.mark.skipif(not program.available(), reason="there is no git program")


@pytest.fixture
def varied(repo):
    """A history with every kind of change."""
    shas = [
        repo.commit("root", {"a.py": "1\n", "dir/b.py": "2\n", "link": ("a.py", FileMode.LINK)}),
        repo.commit("change, add, delete", {"a.py": "1\n2\n", "new name": "3\n", "dir/b.py": None}),
        repo.commit("mode only", {"a.py": ("1\n2\n", FileMode.BLOB_EXECUTABLE)}),
        repo.commit("file to link", {"a.py": ("new name", FileMode.LINK)}),
        repo.commit("nothing at all"),
        repo.commit("a folder where a file was", {"new name": None, "new name/inner é.txt": "x"}),
    ]
    side = repo.commit("side", {"side.py": "s"}, branch="side", parents=[shas[2]])
    merge = repo.commit("merge", {"side.py": "s"}, parents=[shas[-1], side])
    return repo, [*shas, side, merge]


def rows(found):
    return {sha: sorted(changed) for sha, changed in found.items()}


def from_git(repository, shas):
    found, gaps = read_changes(repository.raw, shas)
    assert gaps == []
    return found


@needs_git
def test_both_ways_agree(varied, monkeypatch):
    repo, shas = varied
    repository = Repository(repo.path)
    by_git = from_git(repository, shas)
    merged, _ = compare(repository.raw, {shas[-1]: shas[-2], shas[1]: shas[0]})
    with monkeypatch.context() as patch:
        patch.setattr(program, "available", lambda: False)
        assert rows(from_git(repository, shas)) == rows(by_git)
        assert compare(repository.raw, {shas[-1]: shas[-2], shas[1]: shas[0]}) == (merged, [])
    assert list(by_git) == shas
    assert [len(by_git[sha]) for sha in shas] == [3, 3, 1, 1, 0, 2, 1, 0]
    assert merged[shas[1]] == by_git[shas[1]]


@pytest.mark.parametrize("git", [pytest.param(True, marks=needs_git), False], ids=["git", "pygit2"])
@pytest.mark.parametrize(("parent", "changed"), [(-3, ["side.py"]), (-2, ["a.py", "new name", "new name/inner é.txt"])])
def test_compares_a_merge_with_either_parent(varied, git, parent, changed, monkeypatch):
    monkeypatch.setattr(program, "available", lambda: git)
    repo, shas = varied
    found, gaps = compare(Repository(repo.path).raw, {shas[-1]: shas[parent]})
    assert [change[0] for change in found[shas[-1]]] == changed
    assert gaps == []


@pytest.mark.parametrize("git", [pytest.param(True, marks=needs_git), False], ids=["git", "pygit2"])
def test_reads_transitions(varied, git, monkeypatch):
    monkeypatch.setattr(program, "available", lambda: git)
    repo, shas = varied
    found, gaps = read_changes(Repository(repo.path).raw, shas)
    assert gaps == []
    changed = {row[0]: Change(*row) for row in found[shas[1]]}
    assert {path: change.status for path, change in changed.items()} == {"a.py": "M", "dir/b.py": "D", "new name": "A"}
    assert changed["new name"].old_blob is None
    assert changed["new name"].old_mode is None
    assert changed["dir/b.py"].new_blob is None
    mode_only = Change(*found[shas[2]][0])
    assert (mode_only.status, mode_only.old_mode, mode_only.new_mode) == ("M", "100644", "100755")
    assert mode_only.old_blob == mode_only.new_blob
    typed = Change(*found[shas[3]][0])
    assert (typed.status, typed.new_mode) == ("T", "120000")


@pytest.mark.parametrize("git", [pytest.param(True, marks=needs_git), False], ids=["git", "pygit2"])
def test_an_unreadable_tree_costs_only_its_own_commit(repo, git, monkeypatch):
    monkeypatch.setattr(program, "available", lambda: git)
    shas = [repo.commit(f"c{number}", {"a.py": f"{number}\n"}) for number in range(4)]
    broken = repo.git.write(
        1,
        f"tree {'1' * 40}\nparent {shas[-1]}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nbroken".encode(),
    )
    found, gaps = read_changes(Repository(repo.path).raw, [*shas[:2], str(broken), *shas[2:]])
    assert [gap.where for gap in gaps] == [str(broken)]
    assert gaps[0].kind == "changes"
    assert [len(found[sha]) for sha in shas] == [1, 1, 1, 1]
    assert found[str(broken)] == []


def test_a_folder_that_is_cut_short_costs_only_the_commits_that_changed_it(repo, monkeypatch):
    monkeypatch.setattr(program, "available", lambda: False)
    shas = [repo.commit(f"c{number}", {"Lib/a.py": f"{number // 2}\n", "b.py": f"{number}\n"}) for number in range(4)]
    whole = read_changes(Repository(repo.path).raw, shas)[0]
    file = loose(repo, str(repo.git[shas[2]].tree["Lib"].id))
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:20])
    found, gaps = read_changes(Repository(repo.path).raw, shas)
    assert [gap.where for gap in gaps] == [shas[2]]
    assert found == {**whole, shas[2]: []}
    assert blob_at(Repository(repo.path), shas[2], "Lib/a.py") is None
    assert not Repository(repo.path).has_file(shas[2], "Lib/a.py")


@needs_git
def test_asking_ahead_changes_nothing(varied):
    """The reader drops an answer that is not read next, and starts git again if it died."""
    repo, shas = varied
    with ChangeReader(Repository(repo.path).raw) as reader:
        reader.ask(shas[:2])
        assert list(reader.read(shas[:2])[0]) == shas[:2]
        reader.ask(shas[2:4])
        assert reader.read(shas)[0] == read_changes(Repository(repo.path).raw, shas)[0]
        reader._git.kill()
        reader._git.wait()
        assert list(reader.read(shas[4:])[0]) == shas[4:]


@needs_git
def test_names_that_are_not_utf8_do_not_disturb_others(repo):
    blob, odd = repo.git.create_blob(b"1"), repo.git.create_blob(b"2")
    entries = [(b"100644 caf\xe9.py\0", odd), ("100644 é.py\0".encode(), blob)]
    tree = repo.git.write(2, b"".join(name + bytes.fromhex(str(oid)) for name, oid in entries))
    who = "A <a@b> 1 +0000"
    sha = str(repo.git.write(1, f"tree {tree}\nauthor {who}\ncommitter {who}\n\nodd".encode()))
    found, gaps = read_changes(Repository(repo.path).raw, [sha])
    assert gaps == []
    assert {row[0] for row in found[sha]} == {'"caf\\351.py"', "é.py"}


@needs_git
@pytest.mark.history
def test_both_ways_agree_on_real_history(real_history, monkeypatch):
    repository = Repository(real_history)
    listed = subprocess.run(
        ["git", "--git-dir", real_history, "rev-list", "--all", "--max-count=140000"], capture_output=True, check=True
    )
    shas = listed.stdout.decode().split()[::900]
    assert len(shas) > 100
    by_git = from_git(repository, shas)
    monkeypatch.setattr(program, "available", lambda: False)
    assert rows(from_git(repository, shas)) == rows(by_git)


@needs_git
@pytest.mark.history
def test_agrees_with_git_log_on_a_slice_of_real_history(real_history):
    arguments = ("log", "--raw", "--no-renames", "--no-merges", "--no-abbrev", "--format=%H", "-n1500", "v3.8.0")
    listed = subprocess.run(
        ["git", "--git-dir", real_history, *arguments], capture_output=True, check=True, env=program.environment()
    )
    expected: dict[str, list[str]] = {}
    sha = ""
    for line in listed.stdout.decode().splitlines():
        if line.startswith(":"):
            expected[sha].append(line)
        elif line:
            sha = line
            expected[sha] = []
    found, gaps = read_changes(Repository(real_history).raw, list(expected))
    assert gaps == []
    assert {sha: [_raw(Change(*row)) for row in changed] for sha, changed in found.items()} == expected


def _raw(change: Change) -> str:
    return (
        f":{change.old_mode or '000000'} {change.new_mode or '000000'}"
        f" {change.old_blob or '0' * 40} {change.new_blob or '0' * 40} {change.status}\t{change.path}"
    )
