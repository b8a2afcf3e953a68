"""Runs on Dask: one cluster with two workers for all tests, each a process."""

import dask
import pytest

from miner.errors import SettingsError
from miner.fleet import manifest, plan
from miner.fleet import run as module
from miner.fleet.listing import Entry
from miner.fleet.members import Member
from miner.fleet.place import Place
from miner.fleet.run import connect, plan_here, run
from miner.fleet.task import Task
from miner.pipeline import Quiet
from tests.fleet import children
from tests.fleet.repositories import build

# Dask leaves it to the garbage collector to close some of its streams.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def client(told):
    # Dask gives up a task at once whose worker has died: starting one takes seconds.
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), connect(None, 2, told.append) as client:
        yield client


@pytest.fixture
def mined(client, monkeypatch, tmp_path):
    """Run tasks by a function in the place of the one that mines; return the rows in the order in which they come."""

    def run_tasks(function, *tasks):
        monkeypatch.setattr(module, "mine_task", function)
        return [row for rows in module._mine(tasks, Place(str(tmp_path)), client, 1) for row in rows]

    return run_tasks


def alone(*names):
    """Return a task of repositories that are no forks."""
    return Task(tuple((Member(name, "", name, None, "t", wanted=True),) for name in names), 1.0)


def part(root, *forks):
    """Return a task of forks that comes after the root."""
    members = [Member(name, "", root, None, "t", wanted=name != root) for name in (root, *forks)]
    return Task((tuple(members),), 1.0, after=root)


def test_a_fleet_is_mined_and_the_next_run_has_nothing_to_do(client, told, tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "_PART", 0.0)  # so that the second fork has a task of its own
    entries = [*build(tmp_path).values(), Entry("nosuch", str(tmp_path / "nosuch"), "nosuch")]
    place = Place(str(tmp_path / "set"))
    assert plan_here(entries, place, Quiet(), limit=2 << 30).repositories == 4
    sentences = []
    first = run(entries, place, client, Quiet(), sentences.append, limit=2 << 30)
    assert [task.after for task in first.plan.tasks] == [None, "root"]
    assert [row["name"] for row in first.mined] == ["root", "fork", "other", "a/twin"]
    assert [row["base"] for row in first.mined] == [None, "root", None, "root"]
    assert [row["name"] for row in first.failed] == ["nosuch"]
    assert [sentence.partition(":")[0] for sentence in sentences] == ["nosuch failed"]
    assert all(row["memory"] > 10 << 20 for row in first.mined)
    assert set(manifest.newest(manifest.read(place))) == {"root", "fork", "a/twin", "other"}
    second = run(entries, place, client, Quiet(), sentences.append, limit=2 << 30)
    assert (second.mined, second.plan.published, second.plan.tasks) == ([], 4, [])
    assert "the dashboard is at http://127.0.0.1:" in told[0]


def test_workers_do_not_look_at_what_they_do(client):
    found = client.run(dask.config.get, "distributed.worker.profile.enabled")
    assert list(found.values()) == [False, False]


def test_workers_of_another_version_are_refused(client, monkeypatch):
    address = client.scheduler.address
    with connect(address, None, lambda _: None) as same:
        assert same.scheduler.address == address
    monkeypatch.setattr(module, "_version", lambda: "0.0.0")
    with pytest.raises(SettingsError, match=r"has cpython-miner .*, here is 0\.0\.0"), connect(address, None, print):
        pass


def test_a_scheduler_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(module, "_TIMEOUT", 0.2)
    with (
        pytest.raises(SettingsError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9"),
        connect("tcp://127.0.0.1:9", None, print),
    ):
        pass


def test_what_loses_its_worker_is_told_and_the_others_are_mined(mined):
    rows = mined(children.poison, alone("one", "poison"), alone("two"))
    assert {row["name"]: row["status"] for row in rows} == {"one": "mined", "poison": "died", "two": "mined"}
    (died,) = [row["error"] for row in rows if row["status"] == "died"]
    assert died.count("KilledWorker: ") == 2
    assert "and again when it was tried alone" in died


def test_the_parts_of_a_network_follow_its_root(mined):
    rows = mined(children.broken, part("root", "f1", "f2"), part("root", "f3"), alone("root"))
    assert rows[0]["name"] == "root"
    assert {(row["name"], row["status"]) for row in rows} == {(name, "mined") for name in ("root", "f1", "f2", "f3")}
    rows = mined(children.broken, part("broken", "f1"), alone("broken"), alone("other"))
    assert {row["name"]: row["status"] for row in rows} == {"broken": "failed", "f1": "failed", "other": "mined"}
    (told,) = [row["error"] for row in rows if row["name"] == "f1"]
    assert told == "broken, from which it was forked, could not be mined: it is broken."


def test_the_parts_of_a_network_whose_root_loses_its_worker_are_given_up(mined):
    rows = mined(children.poison, alone("poison"), part("poison", "f1"))
    assert {row["name"]: row["status"] for row in rows} == {"poison": "died", "f1": "died"}
