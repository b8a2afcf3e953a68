"""Diffs in the styles of git, Mercurial, Subversion and diff, and what is none."""

import subprocess

import pytest

from miner.errors import SettingsError
from miner.git.patch_text import PatchedFile, read_patch

HUNK = b"@@ -1,3 +1,3 @@ def f():\n first line\n-old line\n+new line\n last line\n"
GIT = b"diff --git a/Lib/x.py b/Lib/x.py\nindex 1234567..2345678 100644\n--- a/Lib/x.py\n+++ b/Lib/x.py\n" + HUNK
X = PatchedFile("Lib/x.py", "Lib/x.py", [b"new line"], [b"old line"])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GIT, id="git"),
        pytest.param(b"From 123\nSubject: x\n---\n Lib/x.py | 2 +-\n\n" + GIT + b"-- \n2.39\n", id="mail"),
        pytest.param(b"commit 123\n\n    --- a title\n    +++ b\n\n" + GIT, id="git-show"),
        pytest.param(GIT.replace(b" a/", b" i/").replace(b" b/", b" w/"), id="mnemonic-prefixes"),
        pytest.param(GIT.replace(b" a/", b" ").replace(b" b/", b" "), id="no-prefixes"),
        pytest.param(GIT.replace(b"\n", b"\r\n"), id="windows"),
        pytest.param(GIT.replace(b"+new line", b"\x1b[32m+new line\x1b[m"), id="colour"),
        pytest.param(b"--- Lib/x.py\t2019-01-01\n+++ Lib/x.py\t2019-01-02\n" + HUNK, id="diff"),
        pytest.param(b"diff -r 12 Lib/x.py\n--- a/Lib/x.py\tMon\n+++ b/Lib/x.py\tTue\n" + HUNK, id="mercurial"),
        pytest.param(
            b"Index: Lib/x.py\n=====\n--- Lib/x.py\t(revision 1)\n+++ Lib/x.py\t(working copy)\n" + HUNK, id="svn"
        ),
    ],
)
def test_styles(text):
    assert read_patch(text) == [X]


@pytest.mark.parametrize(
    ("header", "old", "new"),
    [
        (b"diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+new line\n", None, "n"),
        (b"diff --git a/n b/n\ndeleted file mode 100644\n--- a/n\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n", "n", None),
        (b"diff --git a/o b/n\nsimilarity index 100%\nrename from o\nrename to n\n", "o", "n"),
        (b"diff --git a/o b/n\nsimilarity index 100%\ncopy from o\ncopy to n\n", "o", "n"),
        (b"diff --git a/a b b/a b\nold mode 100644\nnew mode 100755\n", "a b", "a b"),
        (b"diff --git a/x.png b/x.png\nindex 1..2\nBinary files a/x.png and b/x.png differ\n", "x.png", "x.png"),
        (b"diff --git a/x.png b/x.png\nindex 1..2\nGIT binary patch\nliteral 3\nKc\n\n", "x.png", "x.png"),
        (b'diff --git "a/caf\\303\\251" "b/caf\\303\\251"\nold mode 100644\nnew mode 100755\n', "café", "café"),
        (b'diff --git "a/\\351\\t\\"" "b/\\351\\t\\""\nold mode 100644\n', '"\\351\\t\\""', '"\\351\\t\\""'),
        (b"diff --git a/a/x a/a/x\nold mode 100644\n", "a/a/x", "a/a/x"),
    ],
)
def test_names(header, old, new):
    (file,) = read_patch(header)
    assert (file.old, file.new) == (old, new)


def test_lines_that_look_like_headers_are_lines():
    hunk = b"@@ -1,3 +1,2 @@\n--- a/old\n-@@ -1 +1 @@\n+++ b/new\n context\n\\ No newline at end of file\n"
    assert read_patch(b"--- Lib/x.py\n+++ Lib/x.py\n" + hunk + GIT) == [
        PatchedFile("Lib/x.py", "Lib/x.py", [b"++ b/new"], [b"-- a/old", b"@@ -1 +1 @@"]),
        X,
    ]


def test_a_file_of_two_commits_comes_twice():
    assert read_patch(GIT + b"\ncommit 456\n\n    Another\n\n" + GIT) == [X, X]


def test_blank_lines_that_lost_their_blank_are_context():
    assert read_patch(GIT.replace(b" first line", b"")) == [X]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "The diff is empty"),
        (b" \n\n", "The diff is empty"),
        (b"hello\n", "There is no diff in this text"),
        (b"\0\xff\0", "There is no diff in this text"),
        (b"@@ -1 +1 @@\n-a\n+b\n", "There is no diff in this text"),
        (GIT.removesuffix(b"+new line\n last line\n"), "cut off within the hunk that begins in line 5"),
        (GIT.replace(b" last line", b"diff --git a/y b/y"), "cut off within the hunk that begins in line 5"),
        (b"diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1 -1 +1 @@@\n", "Line 1 of the diff begins the combined"),
    ],
)
def test_what_is_no_diff(text, message):
    with pytest.raises(SettingsError, match=message):
        read_patch(text)


def test_what_git_prints(repo):
    """The lines of a diff are those that mining keeps of the same change."""
    old = repo.commit("one", {"a": "one two\n  three\nx\nlast\n", "gone": "some text\n", "same": "1"})
    new = repo.commit("two", {"a": "one two\n\tthree!\ny\nlast", "gone": None, "b.bin": b"\0\1"})
    text = subprocess.run(["git", "-C", repo.path, "diff", old, new], capture_output=True, check=True).stdout
    assert read_patch(text) == [
        PatchedFile("a", "a", [b"three!", b"last"], [b"three", b"last"]),
        PatchedFile("b.bin", "b.bin", [], []),
        PatchedFile("gone", None, [], [b"some text"]),
    ]
