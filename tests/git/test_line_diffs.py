"""Counting lines: the same numbers as git log --numstat, whatever the contents and the paths."""

import subprocess
from itertools import pairwise

import pygit2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pygit2.enums import FileMode, ObjectType

from miner.errors import RepositoryError
from miner.git import line_diffs, program
from miner.git.line_diffs import LineDiff, compare
from miner.git.quoting import path_text
from miner.git.scratch import Scratch
from tests.chance import examples

BLOB = FileMode.BLOB


def objects(repo) -> set[str]:
    return {path.name for path in repo.path.rglob("*")}


def one(repo, old: bytes | None, new: bytes | None) -> LineDiff | None:
    pair = tuple(None if data is None else str(repo.git.create_blob(data)) for data in (old, new))
    with Scratch(repo.path) as scratch:
        return compare(scratch, [pair])[0]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(None, b"one line\nand two\n", LineDiff(2, 0, [b"one line", b"and two"], []), id="added"),
        pytest.param(b"one line\n", None, LineDiff(0, 1, [], [b"one line"]), id="deleted"),
        pytest.param(b"kept\nold one\n", b"kept\nnew one\n", LineDiff(1, 1, [b"new one"], [b"old one"]), id="changed"),
        pytest.param(b"a line", b"a line\n", LineDiff(1, 1, [b"a line"], [b"a line"]), id="newline at the end"),
        pytest.param(b"a line\r\n", b"a line\n", LineDiff(1, 1, [b"a line"], [b"a line"]), id="carriage returns"),
        pytest.param(b"x = 1\n", b"\tx = 1  \n", LineDiff(1, 1, [b"x = 1"], [b"x = 1"]), id="blanks around"),
        pytest.param(b"", b"{\n}\n\n  \n", LineDiff(4, 0, [], []), id="lines that tell nothing"),
        pytest.param(b"", b"-- a/x\n++ b/x\n@@ -1 +1 @@\n", LineDiff(3, 0, [b"-- a/x", b"++ b/x", b"@@ -1 +1 @@"], []), id="like a patch"),
        pytest.param(b"", b"diff --git a/0 b/0\n", LineDiff(1, 0, [b"diff --git a/0 b/0"], []), id="like a header"),
        pytest.param(b"\\ No newline at end of file\n", b"", LineDiff(0, 1, [], [b"\\ No newline at end of file"]), id="like a remark"),
        pytest.param(b"Binary files a and b differ\n", b"", LineDiff(0, 1, [], [b"Binary files a and b differ"]), id="like a verdict"),
        pytest.param(None, b"", LineDiff(0, 0), id="empty"),
        pytest.param(None, b"\0", LineDiff(None, None), id="binary"),
        pytest.param(b"text\n", b"\0", LineDiff(None, None), id="text becomes binary"),
        pytest.param(b"same\n", b"same\n", LineDiff(0, 0), id="only the mode"),
        pytest.param(b"\0", b"\0", LineDiff(None, None), id="only the mode of something binary"),
        pytest.param(b"\xff\xfe line\n", b"", LineDiff(0, 1, [], [b"\xff\xfe line"]), id="not UTF-8"),
    ],
)  # fmt: skip
def test_reads_each_kind_of_change(repo, old, new, expected):
    assert one(repo, old, new) == expected


def test_large_changes_are_counted_and_not_kept(repo):
    data = b"".join(b"line %d\n" % number for number in range(line_diffs.LARGEST + 1))
    assert one(repo, None, data) == LineDiff(line_diffs.LARGEST + 1, 0)


LINES = st.lists(st.sampled_from([b"one", b"two", b"", b"-- x", b"++ y", b"@@ z", b"\tfour ", b"diff --git a/0"]), max_size=9)  # fmt: skip


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.tuples(LINES, st.booleans()), min_size=2, max_size=6), size=st.integers(1, 64))
def test_blocks_may_end_anywhere_and_lines_add_up(repo, versions, size):
    datas = [b"\n".join(lines) + (b"\n" if ends else b"") for lines, ends in versions]
    blobs = [str(repo.git.create_blob(data)) for data in datas]
    pairs = list(pairwise(blobs))
    with pytest.MonkeyPatch.context() as patch, Scratch(repo.path) as scratch:
        whole = compare(scratch, pairs)
        patch.setattr("miner.git.scratch._BLOCK", size)
        assert compare(scratch, pairs) == whole
    for diff, (old, new) in zip(whole, pairwise(datas), strict=True):
        assert diff.added - diff.deleted == len(new.splitlines()) - len(old.splitlines())


def weird_history(repo) -> None:
    """Contents and paths that a counter may get wrong."""
    link = FileMode.LINK
    repo.commit(
        "a",
        {
            "plain.txt": "one\ntwo\nthree\n",
            "no newline": "one\ntwo",
            "empty": "",
            "binary": b"\0\1\2",
            "run.sh": ("echo\n", BLOB),
            "link": ("plain.txt", link),
            'quoted "name"': "one\n",
            "tab\tand\nnewline": "one\n",
            "café.py": "one\n",
            "becomes a link": "one\ntwo\n",
            "gone": "one\ntwo\n",
        },
    )
    repo.commit(
        "b",
        {
            "plain.txt": "one\n2\nthree\nfour\n",
            "no newline": "one\ntwo\n",
            "empty": "no more\n",
            "binary": b"\0\1\3",
            "run.sh": ("echo\n", FileMode.BLOB_EXECUTABLE),
            "link": ("elsewhere", link),
            'quoted "name"': "one\ntwo\n",
            "tab\tand\nnewline": "two\n",
            "café.py": "two\n",
            "becomes a link": ("plain.txt", link),
            "gone": None,
        },
    )
    repo.commit("c", {"plain.txt": "", "binary": (b"\0\1\3", FileMode.BLOB_EXECUTABLE), "empty": b"\0"})
    main = repo.tip("main")
    # A path that is not UTF-8, and submodules, which libgit2's index does not accept.
    blob = str(repo.git.create_blob(b"one\ntwo\n"))
    trees = [
        [(b"100644", b"caf\xe9", blob), (b"160000", b"sub", main), (b"100644", b"turn", blob)],
        [(b"100755", b"caf\xe9", blob), (b"160000", b"sub", repo.tip("main")[::-1]), (b"160000", b"turn", main)],
        [(b"160000", b"new sub", main)],
    ]
    parent = main
    for number, entries in enumerate(trees):
        raw = b"".join(mode + b" " + name + b"\0" + bytes.fromhex(sha) for mode, name, sha in entries)
        tree = repo.git.write(ObjectType.TREE, raw)
        who = pygit2.Signature("Ann", "ann@example.org", 1_600_000_000 + number)
        parent = str(repo.git.create_commit("refs/heads/main", who, who, "d", tree, [parent]))


def numstat(repo) -> list[tuple]:
    """Return what git itself counts: sha, path, added, deleted."""
    done = subprocess.run(
        ["git", "--git-dir", repo.path, "log", "--all", "--numstat", "--no-renames", "-z", "--format=%H"],
        capture_output=True,
        check=True,
        env=program.environment(),
    )
    rows, sha = [], ""
    for token in done.stdout.split(b"\0"):
        added, *rest = token.lstrip(b"\n").split(b"\t", 2)
        if rest:
            counts = (None if number == b"-" else int(number) for number in (added, rest[0]))
            rows.append((sha, path_text(rest[1]), *counts))
        elif added:
            sha = added.decode()
    return sorted(rows, key=repr)


def test_nothing_is_written_to_the_clone(repo):
    weird_history(repo)
    before = objects(repo)
    one_side = str(repo.git.create_blob(b"line\n"))
    before |= objects(repo)
    with Scratch(repo.path) as scratch:
        assert compare(scratch, [(None, one_side)]) == [LineDiff(1, 0, [b"line"], [])]
        folder = scratch._path
    assert objects(repo) == before
    assert not folder.exists()


def test_an_absent_blob_is_named_and_loses_nobody_else(repo):
    blobs = [str(repo.git.create_blob(b"line %d\n" % number)) for number in range(5)]
    absent = "0123456789" * 4
    with Scratch(repo.path) as scratch:
        assert scratch.absent({*blobs, absent}) == {absent}
        found = compare(scratch, [(None, blobs[0]), (blobs[1], absent), (blobs[2], blobs[3]), (absent, None)])
    assert found == [LineDiff(1, 0, [b"line 0"], []), None, LineDiff(1, 1, [b"line 3"], [b"line 2"]), None]


def test_without_git_there_is_one_sentence(repo, monkeypatch):
    monkeypatch.setattr(program, "available", lambda: False)
    with pytest.raises(RepositoryError, match="install git"):
        Scratch(repo.path)


def test_a_full_disk_is_explained(repo, monkeypatch):
    class Full:
        def write(self, *_):
            raise OSError("no space left")

        def free(self):
            pass

    with Scratch(repo.path) as scratch:
        monkeypatch.setattr(scratch, "_repository", Full())
        with pytest.raises(RepositoryError, match="Nothing can be written to"):
            compare(scratch, [(None, str(repo.git.create_blob(b"x")))])


def test_a_linked_work_tree_shares_its_objects(tmp_path, repo):
    sha = repo.commit("a title", {"a": "one line\n"})
    subprocess.run(["git", "-C", repo.path, "worktree", "add", "-q", tmp_path / "tree", sha], check=True)
    blob = str(repo.git.create_blob(b"one line\n"))
    with Scratch(repo.path / "worktrees" / "tree") as scratch:
        assert compare(scratch, [(None, blob)]) == [LineDiff(1, 0, [b"one line"], [])]
