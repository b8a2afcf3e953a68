"""`miner fleet` and `miner query --fleet`, without a cluster: what it does is tested in tests/fleet/."""

import contextlib
import shutil

import pytest

from miner.fleet import manifest
from miner.fleet import run as module
from miner.fleet.child import Miner
from miner.fleet.listing import Entry
from miner.fleet.place import Place
from tests.cli.conftest import *  # noqa: F403 - fixtures
from tests.fleet.bucket import bucket  # noqa: F401 - a fixture
from tests.fleet.conftest import data  # noqa: F401 - a fixture
from tests.fleet.repositories import member
from tests.repositories import Repo


@pytest.fixture
def listing(tmp_path):
    made = Repo(tmp_path / "one.git", origin=None)
    broken = made.commit("Go on", {"a": "1"})
    made.commit(f'Revert "Go on"\n\nThis reverts commit {broken}.\n', {"a": None, "b": "2"})
    path = tmp_path / "list.csv"
    path.write_text("name,repository\none,one.git\nnosuch,nosuch.git\n", encoding="utf-8")
    return path


@pytest.fixture
def here(monkeypatch, tmp_path):
    """Do in this process what workers would do."""

    class Client:
        def map(self, function, parts, **_):
            return [function(part) for part in parts]

    def mine(tasks, place, _client, _limit):
        for task in tasks:
            miner = Miner(place, tmp_path)
            yield [
                said[1] for network in task.networks for said in miner.mine_network(list(network)) if said[0] == "row"
            ]

    @contextlib.contextmanager
    def connect(*_):
        yield Client()

    monkeypatch.setattr(module, "connect", connect)
    monkeypatch.setattr(module, "_mine", mine)
    monkeypatch.setattr("distributed.as_completed", lambda answers, **_: [(None, answer) for answer in answers])


def test_a_plan_changes_nothing(run, listing, tmp_path):
    result = run("fleet", listing, "--out", tmp_path / "set", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "1 repositories in 1 tasks" in result.stdout
    assert "cannot be  nosuch: There is no " in result.stdout
    assert not (tmp_path / "set").exists()


def test_a_fleet_is_mined_and_asked(run, listing, tmp_path, here):
    out = tmp_path / "set"
    result = run("fleet", listing, "--out", out)
    assert result.exit_code == 1  # one of the two is missing
    assert "Note: nosuch failed: There is no " in result.stderr
    assert "mined      1 repositories with 2 commits" in result.stdout
    again = run("fleet", listing, "--out", out, "--quiet")
    assert (again.exit_code, again.stdout) == (1, "")
    asked = run("query", "--fleet", out, "reverts-by-repository", "--format", "csv")
    assert asked.stdout == "repository,commits,reverts,undone,share\none,2,1,1,500.0\n"
    asked = run(
        "query", "--fleet", out, "--repository", "one", "authors", "--format", "csv", "--columns", "repository,author"
    )
    assert asked.stdout == "repository,author\none,Ann Author\n"
    known = run("query", "--fleet", out)
    assert "standing" in known.stdout
    refused = run("query", "--fleet", out, "standing")
    assert (refused.exit_code, refused.stderr.startswith("Error: The query standing cannot be asked of a fleet")) == (
        1,
        True,
    )
    shutil.rmtree(next(out.glob("name=one/tip=*")))
    damaged = run("query", "--fleet", out, "authors")
    assert (damaged.exit_code, damaged.stderr.startswith("Error: The data set in ")) == (1, True)
    assert damaged.stderr.count("\n") == 1
    assert "mined      1 repositories with 2 commits" in run("fleet", listing, "--out", out).stdout
    assert run("query", "--fleet", out, "authors").exit_code == 0
    next(out.glob("name=one/tip=*/commit_details.parquet")).write_bytes(b"PAR1")
    damaged = run("query", "--fleet", out, "authors")
    assert (damaged.exit_code, damaged.stderr.startswith("Error: The data set in ")) == (1, True)
    next((out / "manifest").iterdir()).write_bytes(b"no Parquet")
    for words in (["fleet", listing, "--out", out], ["query", "--fleet", out, "authors"]):
        refused = run(*words)
        assert (refused.exit_code, refused.stderr.count("Error: "), refused.stderr.count("\n")) == (1, 1, 1)
        assert "cannot be read as a part of the manifest" in refused.stderr
    shutil.rmtree(out)
    assert "has no data set of a fleet" in run("query", "--fleet", out, "authors").stderr


def test_a_bucket_is_mined_into_and_asked(run, listing, tmp_path, here, bucket):  # noqa: F811
    out = f"{bucket}/fleet"
    assert "1 repositories in 1 tasks" in run("fleet", listing, "--out", out, "--dry-run").stdout
    result = run("fleet", listing, "--out", out)
    assert "mined      1 repositories with 2 commits" in result.stdout, result.output
    again = run("fleet", listing, "--out", out).stdout
    assert "mined      0 repositories" in again
    assert "published  1 before" in again
    Repo(tmp_path / "one.git").commit("Go on once more", {"c": "3"})
    assert "mined      1 repositories with 3 commits" in run("fleet", listing, "--out", out).stdout
    asked = run("query", "--fleet", out, "reverts-by-repository", "--format", "csv")
    assert asked.stdout == "repository,commits,reverts,undone,share\none,3,1,1,333.3\n", asked.output
    asked = run("query", "--fleet", out, "undo-links", "--format", "csv", "--columns", "repository,undone_subject")
    assert asked.stdout == "repository,undone_subject\none,Go on\n", asked.output


def test_a_bucket_that_cannot_be_used_is_told(refuse, listing, bucket, monkeypatch):  # noqa: F811
    monkeypatch.setattr(module, "connect", lambda *_: pytest.fail("it begins"))
    refusals = [refuse("fleet", listing, "--out", "s3://nosuchbucket/x")]
    refusals.append(refuse("fleet", listing, "--out", "s3://nosuchbucket/x", "--dry-run"))
    assert "has no data set" in refuse("query", "--fleet", "s3://nosuchbucket/x", "authors")
    with monkeypatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.delenv(name)
        refusals.append(refuse("fleet", listing, "--out", f"{bucket}/other"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    refusals.append(refuse("query", "--fleet", f"{bucket}/x", "authors"))
    reasons = ["Bucket 'nosuchbucket' not found)", "no bucket nosuchbucket", "ACCESS_DENIED", "Could not connect"]
    assert [reason in refusal for reason, refusal in zip(reasons, refusals, strict=True)] == [True] * 4, refusals
    assert [refusal.count("\n") for refusal in refusals] == [1] * 4


def test_a_limit_is_of_the_whole_answer_and_counts_after_sorting(run, refuse, tmp_path, data):  # noqa: F811
    def asked(*words):
        told = run("query", "--fleet", data.place.where, "authors", *words, "--format", "csv")
        assert told.exit_code == 0, told.output
        return told.stdout.splitlines()[1:]

    every = asked("--columns", "repository,author")
    assert len(set(every)) > 1
    assert asked("--columns", "repository,author", "--limit", "1") == every[:1]
    last = asked("--columns", "repository,author", "--sort", "-repository,-author", "--limit", "1")
    assert last == [max(every)] != every[:1]
    none = tmp_path / "none.db"
    refused = refuse("--db", none, "query", "--fleet", data.place.where, "authors", "--links")
    assert "leave it out with --fleet" in refused
    assert not none.exists()


def test_what_is_asked_in_a_wrong_way_is_said(run, refuse, listing, tmp_path):
    assert "is about many repositories" in refuse("query", "forks-ahead")
    assert "name it with --fleet" in refuse("query", "--repository", "one", "authors", code=2)
    assert "--scheduler or --workers" in refuse(
        "fleet", listing, "--out", tmp_path, "--scheduler", "x", "--workers", "1", code=2
    )
    assert "WITH shared AS" in run("query", "shared-patches", "--show").stdout
    assert "is no place for a data set" in refuse("fleet", listing, "--out", "nosuch://place", "--dry-run")
    assert refuse("fleet", tmp_path / "no.csv", "--out", tmp_path, "--dry-run").startswith("Error: ")


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_mined(refuse, listing, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "connect", lambda *_: pytest.fail("it begins"))
    file = tmp_path / "file"
    file.write_text("theirs")
    for place in (file, file / "below", file.as_uri(), "/dev/null", "/dev/null/x"):
        assert "cannot be written" in refuse("fleet", listing, "--out", place)
    assert file.read_text() == "theirs"
    assert "has no name" in refuse("fleet", listing, "--out", "")
    assert "names no bucket" in refuse("fleet", listing, "--out", "s3://")
    for words in (["fleet", listing, "--out"], ["query", "--fleet"]):
        assert "~nosuchuser/x is no place" in refuse(*words, "~nosuchuser/x", *(["authors"] * (words[0] == "query")))


def test_without_the_extra_it_is_named(refuse, listing, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    assert "the extra [fleet]" in refuse("fleet", listing, "--out", tmp_path)
    assert "the extra [fleet]" in refuse("query", "--fleet", tmp_path, "authors")


def test_what_failed_before_is_told(run, listing, tmp_path, here):
    place = Place(str(tmp_path / "set"))
    one = member(Entry("one", str(tmp_path / "one.git"), "one"))
    manifest.append(place, [manifest.row(name="one", tip=one.tip, status="failed", error="it is broken.")])
    assert "1 that failed before with the same refs" in run("fleet", listing, "--out", place.where).stdout
    assert "failed     1 before with the same refs" in run("fleet", listing, "--out", place.where, "--dry-run").stdout
    assert "mined      1 " in run("fleet", listing, "--out", place.where, "--again").stdout
