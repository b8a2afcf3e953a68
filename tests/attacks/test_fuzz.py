"""Random bytes wherever the tool reads: one sentence or an answer, never a traceback, and nothing known is lost.

The bytes come from fixed seeds. MINER_ATTACKS sets their number; `make attack` sets it high.
"""

import json
import os
import random
import shutil

import pytest
from click.testing import CliRunner

from miner.cli import cli
from miner.pipeline import mine
from miner.resources import directory
from miner.store.engine import database_url
from tests.attacks.said import said
from tests.pipeline.test_keeping_up import build

SEEDS = range(max(1, int(os.environ.get("MINER_ATTACKS", "2")) // 2))
ODD = (b"\0", b"\xff\xfe", b"\n", b"9" * 5_000, b"../" * 50, b'"', b"\r", b"{", b"[", b"-", b",", b"\xed\xa0\x80")
STEPS = [("land", "main", 1, 2), ("revert", "main", 1, 0), ("port", "3.9", 3, 1), ("claim", "main", 5, 1)]


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Return what a disk, a network or an attacker could make of a file."""
    match chance.randrange(5):
        case 0:
            return chance.randbytes(chance.randrange(300))
        case 1:
            return content[: chance.randrange(len(content) + 1)]
        case 2:
            return b""
        case _:
            for _ in range(chance.randint(1, 5)):
                place = chance.randrange(len(content) + 1)
                content = content[:place] + chance.choice(ODD) + content[place + chance.randrange(3) :]
            return content


def run(*arguments: object, given: bytes | None = None):
    """Run a command, which may refuse with one sentence but not fail otherwise; return the result."""
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments], prog_name="miner", input=given)
    assert done.exception is None or isinstance(done.exception, SystemExit), (arguments, done.exc_info)
    assert done.exit_code in {0, 1}, done.output
    if done.exit_code:
        assert done.stderr.count("Error: ") == 1, done.stderr
    return done


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A small clone with loose objects, and what its database says."""
    folder = tmp_path_factory.mktemp("fuzz")
    repo, _ = build(folder / "repo.git", STEPS)
    repo.tag("v3.9.0a0", time=1_500_000_500)
    (repo.path / "packed-refs").write_text(
        f"# pack-refs with: peeled fully-peeled sorted \n{repo.tip('main')} refs/heads/x\n"
    )
    mine(repo.path, database_url(folder / "history.db"), lines=True, workers=1)
    return repo.path, folder / "history.db"


def files_of(clone):
    objects = sorted(path for path in (clone / "objects").rglob("*") if path.is_file())
    return [clone / name for name in ("config", "HEAD", "packed-refs", "refs/heads/main")], objects


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_clone_loses_nothing_and_heals(clone, tmp_path, seed):
    chance = random.Random(seed)
    whole, mined = clone
    expected = said(mined)
    for number in range(6):
        path, database = tmp_path / f"{number}.git", tmp_path / f"{number}.db"
        shutil.copytree(whole, path)
        shutil.copy(mined, database)
        names, objects = files_of(path)
        for file in chance.sample(names, 1) if number < 3 else chance.sample(objects, 3):
            content = file.read_bytes()
            file.chmod(0o644)
            file.write_bytes(spoilt(content, chance))
        run("--db", tmp_path / "fresh.db", "mine", "--quiet", "--lines", path)
        (tmp_path / "fresh.db").unlink(missing_ok=True)
        # The same clone, damaged after it was mined, and then repaired.
        kept = tmp_path / "kept"
        shutil.move(whole, kept)
        try:
            shutil.copytree(path, whole)
            run("--db", database, "mine", "--quiet", "--lines", whole)
            shutil.rmtree(whole)
        finally:
            shutil.move(kept, whole)
        mine(whole, database_url(database), lines=True, workers=1)
        assert said(database) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_in_a_commit_may_be_anything(repo, tmp_path, seed):
    chance = random.Random(seed)
    news = b"What's New in Python 3.9.0 alpha 1?\n====\n\nLibrary\n-------\n\n- Issue #1000: an entry.\n"
    blurb = b".. bpo: 1000\n.. date: 2019-01-02\n.. nonce: x\n.. section: Library\n\nAn entry.\n"
    for number in range(12):
        repo.commit(
            spoilt(b"bpo-1000: A title (GH-12)\n\nThis reverts commit 1234567. r12345, closes #12.\n", chance),
            {
                "Misc/NEWS": spoilt(news, chance),
                ".mailmap": spoilt(b"Real Name <real@example.org> <ann@example.org>\n", chance),
                "Misc/NEWS.d/3.9.0a1.rst": spoilt(blurb, chance),
                f"Misc/NEWS.d/next/Library/2019-01-02.bpo-{number}.x.rst": spoilt(blurb, chance),
                "Misc/svnmap.txt": spoilt(b"12345 12345 " + b"a" * 40 + b" trunk\n", chance),
            },
            time=1_300_000_000 + number * 30_000_000,
        )
        if number % 5 == 0:
            repo.tag(f"v3.9.0a{number}", time=1_300_000_000 + number * 30_000_000)
    database = tmp_path / "history.db"
    assert run("--db", database, "mine", "--quiet", "--lines", repo.path).exit_code == 0
    for question in ("timeline", "issue", "related"):
        run("--db", database, question, "bpo-1000")
    run("--db", database, "query", "news-entries", "--format", "rst")


@pytest.fixture(scope="module")
def inputs(clone, tmp_path_factory):
    """The files that commands read: (command, file, content)."""
    folder = tmp_path_factory.mktemp("inputs")
    issue = {
        "number": 77_789,
        "title": "A title",
        "state": "closed",
        "user": {"login": "ann"},
        "body": "bpo-1000",
        "created_at": "2018-05-01T10:00:00Z",
        "closed_at": "2019-05-01T10:00:00Z",
        "labels": [{"name": "x"}],
        "url": "https://api.github.com/repos/python/cpython/issues/77789",
        "comments": 0,
        "assignees": [],
        "html_url": "https://github.com/python/cpython/issues/77789",
    }
    diff = b"diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-0\n+1\n"
    return {
        "records": (("import-records",), folder / "records.json", json.dumps([issue]).encode()),
        "csv": (
            ("import-records",),
            folder / "issues.csv",
            b"id,title,creation,status\n1000,A title,2018-05-01,closed\n",
        ),
        "revisions": (
            ("db", "import-revisions"),
            folder / "map.csv",
            b"hg_node,git_sha\nc2a13acd5e2b," + b"a" * 40 + b"\n",
        ),
        "labels": (
            ("evaluate",),
            folder / "reverts.json",
            (directory("data") / "gold" / "reverts.json").read_bytes()[:3_000],
        ),
        "cycles": (
            ("evaluate",),
            folder / "cycles.json",
            (directory("data") / "gold" / "cycles.json").read_bytes()[:3_000],
        ),
        "diff": (("tried", "--diff"), folder / "a.diff", diff),
    }


@pytest.mark.parametrize("kind", ["records", "csv", "revisions", "labels", "cycles", "diff"])
@pytest.mark.parametrize("seed", SEEDS)
def test_input_files_may_be_anything(clone, inputs, tmp_path, seed, kind):
    chance = random.Random(seed)
    command, file, content = inputs[kind]
    database = tmp_path / "history.db"
    shutil.copy(clone[1], database)
    for _ in range(15):
        file.write_bytes(spoilt(content, chance))
        run("--db", database, *command, file)
    assert run("--db", database, "issue", "bpo-1000").exit_code == 0, "what was known is lost"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bundle_may_be_anything(repo, tmp_path, seed):
    chance = random.Random(seed)
    content = b"# v2 git bundle\n" + b"a" * 40 + b" refs/heads/main\n\nPACK\0\0\0\2\0\0\0\1" + b"x" * 40
    for number in range(5):
        bundle = tmp_path / f"{number}.bundle"
        bundle.write_bytes(spoilt(content, chance))
        done = run("--db", tmp_path / "history.db", "mine", "--quiet", bundle)
        # Cut behind its first line it is an empty one.
        assert done.exit_code or run("--db", tmp_path / "history.db", "commits").exit_code == 0


HUGE = (
    "2147483648",
    "18446744073709551616",
    "9" * 5_000,
    "-1",
    "\u0663",
    "0x10",
    "1e9",
    "\x00",
    "",
    " ",
    "'; --",
    "\ud800",
)
OPTIONS = ("issue", "commit", "release", "line", "limit", "since", "until", "path", "author", "text", "pep")


@pytest.mark.parametrize(
    "value", HUGE if "MINER_ATTACKS" in os.environ else HUGE[2::5], ids=lambda value: str(len(value))
)
def test_parameters_may_be_anything(clone, value):
    codes = set()
    for command in ("timeline", "issue", "commit", "related", "standing", "tried", "release", "ledger", "cycles"):
        codes.add(typed("--db", clone[1], command, "--", value))
    for query in (
        "issue-commits",
        "shipped",
        "release-contents",
        "search",
        "commit-changes",
        "path-history",
        "releases",
    ):
        for option in OPTIONS:
            codes.add(typed("--db", clone[1], "query", query, f"--{option}", value))
    assert codes <= {0, 1, 2}


def typed(*arguments):
    """Run a command with what somebody typed, which click may also refuse; return its exit code."""
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments], prog_name="miner")
    assert done.exception is None or isinstance(done.exception, SystemExit), (arguments, done.exc_info)
    assert done.exit_code == 2 or len(done.stderr) < 2_000, arguments
    return done.exit_code


def test_without_a_folder_for_temporary_files_one_sentence_says_so(clone, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile._candidate_tempdir_list", lambda: [str(tmp_path / "nothing")])
    refused = run("--db", tmp_path / "history.db", "mine", "--quiet", clone[0])
    assert refused.exit_code == 1
    assert "TMPDIR" in refused.stderr
