"""Runs on Dask: one cluster with two workers for all tests, each a process."""

import dask
import pytest

from miner.errors import SettingsError
from miner.fleet import manifest
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
def lost(client, monkeypatch):
    """Run tasks of repositories with these names by a function that loses its worker."""

    def lost(task, place, *tasks):
        monkeypatch.setattr(module, "mine_task", task)
        made = [
            Task(tuple((Member(name, str(place.folder / name), name, None, "t", wanted=True),) for name in names), 1.0)
            for names in tasks
        ]
        rows = [row for rows in module._mine(made, place, client, 1) for row in rows]
        return {row["name"]: row["status"] for row in rows}

    return lost


def test_a_fleet_is_mined_and_the_next_run_has_nothing_to_do(client, told, tmp_path):
    entries = [*build(tmp_path).values(), Entry("nosuch", str(tmp_path / "nosuch"), "nosuch")]
    place = Place(str(tmp_path / "set"))
    assert plan_here(entries, place, Quiet(), limit=2 << 30).repositories == 4
    sentences = []
    first = run(entries, place, client, Quiet(), sentences.append, limit=2 << 30)
    assert [row["name"] for row in first.mined] == ["root", "fork", "a/twin", "other"]
    assert [row["name"] for row in first.failed] == ["nosuch"]
    assert [sentence.partition(":")[0] for sentence in sentences] == ["nosuch failed"]
    assert all(row["memory"] > 10 << 20 for row in first.mined)
    assert set(manifest.newest(manifest.read(place))) == {"root", "fork", "a/twin", "other"}
    second = run(entries, place, client, Quiet(), sentences.append, limit=2 << 30)
    assert (second.mined, second.plan.published, second.plan.tasks) == ([], 4, [])
    assert "the dashboard is at http://127.0.0.1:" in told[0]


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


def test_what_loses_its_worker_is_told_and_the_others_are_mined(lost, tmp_path):
    assert lost(children.poison, Place(str(tmp_path)), ["one", "poison"], ["two"]) == {
        "one": "mined", "poison": "died", "two": "mined",
    }  # fmt: skip
