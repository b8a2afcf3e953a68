"""Refs that move at random, mined step by step, lead to what they lead to at once: in every table and in all eras.

The moves come from fixed seeds. MINER_ATTACKS sets their number; `make attack` sets it high.
"""

import os
import random
import subprocess

import pytest

from miner.errors import RepositoryError
from miner.pipeline import mine
from miner.store.engine import database_url
from tests.attacks.said import said
from tests.pipeline.test_keeping_up import build

COUNT = int(os.environ.get("MINER_ATTACKS", "2")) * 6 // 5
#: Seeds, and whether lines are counted: each seed both ways in an attack, and by turns in a run of the suite.
WAYS = ((False, True),) if "MINER_ATTACKS" in os.environ else ((False,), (True,))
CASES = [(seed, counted) for seed in range(COUNT) for counted in WAYS[seed % len(WAYS)]]
KINDS = (
    *("land", "revert", "quiet", "reapply", "pick", "prose", "claim", "merge"),
    *("port", "twin", "svnmerge", "backout", "restore", "graft"),
)
#: When a history begins, and the seconds between two commits: one in each era, and one through all of them.
ERAS = {
    "cvs": (700_000_000, 3_600),
    "svn": (1_100_000_000, 86_400),
    "hg": (1_320_000_000, 86_400),
    "git-bpo": (1_500_000_000, 60),
    "git-gh": (1_660_000_000, 3_600),
    "all": (650_000_000, 60_000_000),
}


def lines(content: int) -> str:
    """Return a file of some lines, most of which all such files share."""
    return "".join(f"line {number} of {content if number in {3, 4, 9} else 0}\n" for number in range(12))


class Moves:
    """Moves the refs of a repository whose commits are there from the beginning."""

    def __init__(self, repo, shas, seed):
        self.repo, self.shas, self.random = repo, shas, random.Random(seed)
        self.there = 1  # how many commits refs may lead to as yet
        repo.git.remotes.create("fork", "https://github.com/somebody/cpython")
        for name in list(repo.git.references):
            repo.git.references.delete(name)
        self.put("refs/heads/main", shas[0])

    def put(self, name, target):
        self.repo.git.references.create(name, target, force=True)

    def some(self):
        """Return a commit that could have been fetched, mostly a new one."""
        return self.shas[max(self.random.randrange(self.there), self.random.randrange(self.there))]

    def refs(self, *folders):
        return [name for name in self.repo.git.references if name.startswith(folders)]

    def go_on(self):
        """Let some commits come, and move a few refs."""
        self.there = min(len(self.shas), self.there + self.random.randint(1, 4))
        self.put("refs/heads/main", self.shas[self.there - 1])
        for _ in range(self.random.randint(1, 3)):
            getattr(self, self.random.choice(ALL))()

    def push_by_force(self):
        self.put(f"refs/heads/{self.random.choice(['main', '3.9', '3.8', 'topic'])}", self.some())

    def delete(self):
        if names := [name for name in self.refs("refs/heads/", "refs/remotes/") if name != "refs/heads/main"]:
            self.repo.git.references.delete(self.random.choice(names))

    def tag(self):
        name = f"v3.{self.random.choice('89')}.{self.random.randrange(3)}"
        if f"refs/tags/{name}" in self.repo.git.references:
            self.repo.git.references.delete(f"refs/tags/{name}")
        dated = self.random.random() < 0.5
        self.repo.tag(name, self.some(), time=1_400_000_000 + self.random.randrange(10**8) if dated else None)

    def delete_tag(self):
        if names := self.refs("refs/tags/"):
            self.repo.git.references.delete(self.random.choice(names))

    def fork(self):
        self.put(f"refs/remotes/fork/{self.random.choice(['main', '3.9', 'topic'])}", self.some())

    def propose(self):
        self.put(f"refs/pull/{self.random.randrange(3)}/head", self.some())

    def alias(self):
        self.put("refs/heads/alias", self.random.choice(["refs/heads/main", "refs/heads/nothing"]))

    def another_head(self):
        self.repo.git.set_head(self.random.choice(["refs/heads/main", "refs/heads/3.9", "refs/heads/nothing"]))

    def tidy_up(self):
        subprocess.run(["git", "-C", self.repo.path, "pack-refs", "--all"], check=True)


ALL = [name for name in vars(Moves) if not name.startswith("_") and name not in {"put", "some", "refs", "go_on"}]


def is_refused_while_shallow(repo, database, counted, refs):
    """Cut the clone short at the commits of some refs, and check that a run changes nothing."""
    before = said(database)
    shallow = repo.path / "shallow"
    shallow.write_text("".join(f"{repo.git.references[name].peel().id}\n" for name in refs))
    with pytest.raises(RepositoryError, match="shallow"):
        mine(repo.path, database_url(database), lines=counted)
    shallow.unlink()
    assert said(database) == before


@pytest.mark.repeated
@pytest.mark.parametrize(
    ("seed", "counted"), CASES, ids=[f"{seed}-{'lines' if way else 'mine'}" for seed, way in CASES]
)
def test_refs_that_move_lead_to_what_they_lead_to_at_once(tmp_path, seed, counted):
    chance = random.Random(seed)
    steps = [
        (chance.choice(KINDS), chance.choice(["main", "main", "3.9", "3.8", "topic"]), *map(chance.randrange, (13, 3)))
        for _ in range(chance.randint(8, 24))
    ]
    start, gap = ERAS[list(ERAS)[seed % len(ERAS)]]
    repo, made = build(tmp_path / "repo.git", steps, lines if counted else str, start=start, gap=gap)
    moves = Moves(repo, [sha for _, sha in made], seed)
    database = tmp_path / "steps.db"
    for step in range(6):
        moves.go_on()
        mine(repo.path, database_url(database), lines=counted, workers=1)
        if step == 2:
            is_refused_while_shallow(repo, database, counted, ["refs/heads/main"])
        if step in {3, 5}:
            once = tmp_path / f"once{step}.db"
            mine(repo.path, database_url(once), lines=counted, workers=1)
            assert said(database) == said(once), f"step {step}"
