"""Runs that are killed at random moments, and refs that move at random, leave what one undisturbed run makes.

The moments and moves come from fixed seeds. MINER_ATTACKS is the number of each; `make attack` sets it high.
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from miner.pipeline import mine
from miner.store.engine import database_url, open_for_writing
from tests.dumps import contents
from tests.samples import sample_repository  # noqa: F401 - a fixture

COUNT = int(os.environ.get("MINER_ATTACKS", "2"))


def said(path):
    engine = open_for_writing(database_url(path))
    try:
        with engine.connect() as connection:
            return contents(connection)
    finally:
        engine.dispose()


def start(repository, database, *options):
    command = [sys.executable, "-m", "miner", "--db", database, "mine", repository, "--quiet", *options]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("options", [[], ["--lines"]], ids=["mine", "lines"])
def test_a_killed_run_leaves_nothing_wrong(sample_repository, tmp_path, options):  # noqa: F811
    began = time.monotonic()
    whole = start(sample_repository, tmp_path / "whole.db", *options)
    assert whole.wait() == 0
    seconds, expected = time.monotonic() - began, said(tmp_path / "whole.db")
    moments = random.Random(13)
    for number in range(COUNT):
        database = tmp_path / f"{number}.db"
        run = start(sample_repository, database, *options)
        time.sleep(moments.uniform(0.1, 0.95) * seconds)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert start(sample_repository, database, *options).wait() == 0
        assert said(database) == expected, f"killed at the moment {number}"
        database.unlink()


@pytest.mark.parametrize("lines", [False, True], ids=["mine", "lines"])
@pytest.mark.parametrize("seed", range(COUNT))
def test_refs_that_move_lead_to_what_they_lead_to_at_once(repo, tmp_path, seed, lines):
    moves = random.Random(seed)
    shas = [repo.commit("bpo-40000: Begin", {"Lib/a.py": "x = 0\n"})]
    for step in range(8):
        for _ in range(moves.randint(1, 3)):
            number = 40_001 + len(shas)
            title = moves.choice(
                [f"bpo-{number}: Change", f'Revert "bpo-{number - 1}: Change"', f"[3.9] bpo-{number}: Port"]
            )
            parents = [moves.choice(shas)] if moves.random() < 0.3 else None
            branch = moves.choice(["main", "main", "3.9", "topic"])
            if parents is None and f"refs/heads/{branch}" not in repo.git.references:
                parents = [shas[0]]
            shas.append(
                repo.commit(title, {"Lib/a.py": f"x = {moves.randint(0, 9)}\n"}, branch=branch, parents=parents)
            )
        name = f"refs/tags/v3.9.{moves.randint(0, 2)}"
        match moves.choice(["tag", "untag", "push", "delete", "symbolic"]):
            case "tag":
                repo.git.references.create(name, moves.choice(shas), force=True)
            case "untag" if name in repo.git.references:
                repo.git.references.delete(name)
            case "push":
                repo.git.references.create(
                    f"refs/heads/{moves.choice(['main', '3.9'])}", moves.choice(shas), force=True
                )
            case "delete" if "refs/heads/topic" in repo.git.references:
                repo.git.references.delete("refs/heads/topic")
            case "symbolic":
                repo.git.references.create("refs/heads/alias", "refs/heads/main", force=True)
        mine(repo.path, database_url(tmp_path / "steps.db"), lines=lines)
        if step % 4 == 3:
            once = tmp_path / f"once{step}.db"
            mine(repo.path, database_url(once), lines=lines)
            assert said(tmp_path / "steps.db") == said(once), f"step {step}"
