"""Tasks: the process dies, takes too much, or fails, and the others are mined all the same."""

import pytest

from miner.fleet import task as module
from miner.fleet.members import Member
from miner.fleet.task import Task, mine_task

LIMIT = 400 << 20


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "CHILD", "tests.fleet.children")
    monkeypatch.setattr(module, "_PAUSE", 0)

    def run(*networks):
        made = tuple(
            tuple(Member(name, str(tmp_path / name), network[0], None, "tip", wanted=True) for name in network)
            for network in networks
        )
        return {row["name"]: row for row in mine_task(str(tmp_path), Task(made, 1.0), LIMIT)}

    return run


def test_a_task_without_trouble_needs_one_process(run):
    rows = run(["one"], ["two", "fork of two"])
    assert list(rows) == ["one", "two", "fork of two"]
    assert {(row["status"], row["attempts"]) for row in rows.values()} == {("mined", 1)}
    assert all(row["worker"] for row in rows.values())


def test_what_is_killed_is_tried_again_and_the_others_go_on(run):
    rows = run(["one"], ["killed once"], ["two"], ["always killed", "its fork"], ["three"])
    told = {name: (row["status"], row["attempts"]) for name, row in rows.items() if name != "its fork"}
    assert told == {
        "one": ("mined", 1), "killed once": ("mined", 2), "two": ("mined", 1),
        "always killed": ("died", 3), "three": ("mined", 1),
    }  # fmt: skip
    assert "killed by signal 9" in rows["always killed"]["error"]
    assert rows["its fork"]["status"] == "died"


def test_what_takes_too_much_memory_is_killed_once(run):
    rows = run(["one"], ["greedy"], ["two"])
    assert [row["status"] for row in rows.values()] == ["mined", "memory", "mined"]
    assert rows["greedy"]["attempts"] == 1
    assert "more than the 400 MiB" in rows["greedy"]["error"]
    assert rows["greedy"]["memory"] > LIMIT


def test_only_what_may_pass_is_tried_again(run):
    rows = run(["no network at first"], ["failing"])
    assert [(row["status"], row["attempts"]) for row in rows.values()] == [("mined", 2), ("failed", 1)]
