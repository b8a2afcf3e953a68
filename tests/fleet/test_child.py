"""The process that mines: what it publishes, and what it says."""

import shutil
import subprocess

import duckdb
import pytest

from miner.export.dataset import export
from miner.fleet import child, manifest
from miner.fleet.listing import Entry
from miner.fleet.looking import look
from miner.fleet.members import Member
from miner.fleet.plan import make_plan
from miner.history.history import open_history
from miner.pipeline import mine
from miner.store.engine import database_url
from tests.fleet.repositories import member
from tests.repositories import Repo, spoil


def read(folder, view, columns="*"):
    return duckdb.sql(
        f"SELECT {columns} FROM read_parquet('{folder / view}.parquet', hive_partitioning = false)"
    ).fetchall()


def shas(data, name, columns="sha"):
    return read(data.place.folder / data.place.data(name, data.rows[name]["tip"]), "commit_details", columns)


@pytest.mark.parametrize("name", ["root", "other"])
def test_rows_are_those_of_mine_and_export(data, tmp_path, name):
    mine(data.entries[name].repository, database_url(tmp_path / "plain.db"), workers=1)
    with open_history(tmp_path / "plain.db") as history:
        files = export(history, tmp_path / "plain", report=lambda view: None)
    ours = data.place.folder / data.place.data(name, data.rows[name]["tip"])
    for each in files:
        plain = read(tmp_path / "plain", each["name"])
        assert read(ours, each["name"], "* EXCLUDE (repository)") == plain, each["name"]
        assert {row[0] for row in read(ours, each["name"], "repository")} == ({name} if plain else set())
    assert data.rows[name]["rows"] == sum(each["rows"] for each in files)


def test_a_fork_has_only_what_its_root_has_not(data):
    assert [subject for (subject,) in shas(data, "fork", "subject")] == ["Patch reading"]
    assert {subject for (subject,) in shas(data, "a/twin", "subject")} == {"Rename the project", "Patch reading here"}
    twin = data.place.folder / data.place.data("a/twin", data.rows["a/twin"]["tip"])
    assert sorted(path for (path,) in read(twin, "path_changes", "path")) == ["README", "lib/read.py"]
    assert read(twin, "reverts") == read(twin, "issue_details") == []
    assert [data.rows[name]["commits"] for name in ("root", "fork", "a/twin", "other")] == [4, 1, 2, 1]
    assert [data.rows[name]["base"] for name in ("root", "fork", "a/twin", "other")] == [None, "root", "root", None]


def test_the_row_of_a_repository_is_beside_its_files(data):
    row = data.rows["a/twin"]
    assert data.place.published("a/twin", row["tip"]) == row
    assert set(row) == set(manifest.COLUMNS)
    assert (row["status"], row["project"]) == ("mined", "other")
    assert min(row["rows"], row["bytes"], row["processor_seconds"]) > 0
    assert data.place.published("a/twin", "another") is None


def test_the_same_tip_is_not_mined_twice(data, miner, monkeypatch):
    monkeypatch.setattr(child, "mine", lambda *_, **__: pytest.fail("it mines"))
    network = [member(data.entries[name]) for name in ("root", "fork", "a/twin")]
    assert [said[1] for said in miner.mine_network(network) if said[0] == "row"] == [
        data.rows[each.name] for each in network
    ]


def test_a_new_commit_of_a_fork_is_mined_on_the_kept_root(data, miner, tmp_path, repo, monkeypatch):
    shutil.rmtree(repo.path)
    shutil.copytree(data.entries["fork"].repository, repo.path)
    repo = type(repo)(repo.path)
    repo.commit("Go on", {"new": "1"}, time=1_800_000_000)
    mined = []
    monkeypatch.setattr(child, "mine", lambda path, *rest, **more: mined.append(path.name) or mine(path, *rest, **more))
    fork = member(data.entries["fork"])._replace(repository=str(repo.path))
    fork = member(fork.entry)
    *_, said = miner.mine_network([member(data.entries["root"], wanted=False), fork])
    assert (said[1]["commits"], mined) == (2, ["repo.git"])


def test_a_fork_by_name_only_is_mined_whole(data, miner):
    stranger = Member("stranger", data.entries["other"].repository, "root", None, None, wanted=True)
    *_, said = miner.mine_network([member(data.entries["root"]), stranger])
    assert (said[1]["status"], said[1]["base"], said[1]["commits"]) == ("mined", None, 1)


def test_addresses_are_cloned_and_forks_borrow(data, miner, monkeypatch):
    borrowed = []
    clone = child.clone.clone
    monkeypatch.setattr(child.clone, "clone", lambda *asked: borrowed.append(asked[3] is not None) or clone(*asked))
    there = [
        Member(f"{name} by address", f"file://{data.entries[name].repository}", "far", None, None, wanted=True)
        for name in ("root", "fork")
    ]
    rows = [said[1] for said in miner.mine_network(there) if said[0] == "row"]
    assert [row["error"] for row in rows] == [None, None]
    assert [row["commits"] for row in rows] == [4, 1]
    assert borrowed == [False, True]


def test_what_fails_is_told_and_the_forks_are_not_mined_for_nothing(data, miner, tmp_path, monkeypatch):
    missing = Member("missing", str(tmp_path / "no.git"), "missing", None, "tip", wanted=True)
    fork = member(data.entries["fork"])._replace(name="lost", tip=None)
    said = list(miner.mine_network([missing, fork]))
    assert [each[:2] for each in said if each[0] == "begin"] == [["begin", "missing"], ["begin", "lost"]]
    rows = [each[1] for each in said if each[0] == "row"]
    assert [row["status"] for row in rows] == ["failed", "failed"]
    assert "There is no" in rows[0]["error"]
    assert "missing, from which it was forked, could not be mined" in rows[1]["error"]
    monkeypatch.setattr(child, "mine", lambda *_, **__: 1 / 0)
    *_, bug = miner.mine_network([missing._replace(repository=data.entries["other"].repository)])
    assert (bug[1]["error"], bug[2]) == ("ZeroDivisionError: division by zero", False)


@pytest.mark.parametrize("what", ["tip", "tree", "all"])
def test_a_damaged_repository_is_not_published_until_it_is_repaired(data, miner, repo, what):
    first = repo.commit("One", {"a": "1"}, time=1_800_000_000)
    second = repo.commit("Two", {"a": "2"}, time=1_800_000_001)
    repo.branch("old", first)
    tree = str(repo.git[second].tree_id)
    repairs = [spoil(repo, each) for each in {"tip": [second], "tree": [tree], "all": [first, second]}[what]]
    damaged = member(Entry(f"damaged {what}", str(repo.path), "damaged"))
    fork = member(data.entries["other"])._replace(name="its fork", network="damaged")
    rows = [said[1] for said in miner.mine_network([damaged, fork]) if said[0] == "row"]
    assert [row["status"] for row in rows] == ["incomplete", "incomplete"]
    assert "fsck" in rows[0]["error"]
    assert data.place.published(damaged.name, damaged.tip) is None
    for repair in repairs:
        repair()
    again = member(damaged.entry)
    assert make_plan([damaged.entry], {damaged.name: look(damaged.entry)}, rows, limit=1).repositories == 1
    *_, said = miner.mine_network([again])
    assert (said[1]["status"], said[1]["commits"], again.tip) == ("mined", 2, damaged.tip)


def test_what_is_damaged_in_one_fork_is_not_told_of_the_next(data, miner, tmp_path):
    forks = []
    for name in ("damaged", "whole"):
        shutil.copytree(data.entries["root"].repository, tmp_path / name)
        made = Repo(tmp_path / name)
        commit = made.commit(f"Go on in {name}", {name: "1"}, time=1_800_000_000)
        forks.append(member(Entry(f"fork {name}", str(made.path), "root")))
        if name == "damaged":
            spoil(made, str(made.git[commit].tree_id))
    _, *rows = [said[1] for said in miner.mine_network([member(data.entries["root"]), *forks]) if said[0] == "row"]
    assert [(row["status"], row["commits"]) for row in rows] == [("incomplete", None), ("mined", 1)]


def test_refs_that_change_meanwhile_are_tried_again(data, miner, monkeypatch):
    tips = iter("ab")
    monkeypatch.setattr(child, "tip_of", lambda *_: next(tips))
    *_, said = miner.mine_network([member(data.entries["other"])._replace(tip=None)])
    assert said[1]["status"] == "failed"
    assert said[2]


def test_nothing_temporary_is_left(data):
    assert list((data.place.folder / ".staging").iterdir()) == []
    assert subprocess.run(["git", "-C", data.entries["root"].repository, "status"], capture_output=True, check=False)
