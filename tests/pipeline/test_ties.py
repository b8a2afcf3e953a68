"""The answers do not depend on the order in which commits are stored, even if two of them could be meant.

The histories are in :mod:`tests.pipeline.ties`. Their refs arrive one after the other, in several orders, so that the
commits get their ids in several orders.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

import pytest

from miner.pipeline import mine
from tests.dumps import contents
from tests.pipeline.test_keeping_up import fresh
from tests.pipeline.ties import HISTORIES, LINES, at_random
from tests.repositories import Repo

Order = Sequence[Sequence[str]]
_TURNS = 6


def answers(template, repo: Repo, order: Order, folder, *, lines: bool = False) -> dict:
    """Mine a repository whose branches arrive in groups; return the final contents of the database."""
    tips = {name: str(repo.git.references[name].target) for name in repo.git.references}
    for name in tips:
        repo.git.references.delete(name)
    with fresh(template, folder / f"{'-'.join('+'.join(group) for group in order)}.db") as database:
        for group in order:
            for name in group:
                repo.git.references.create(f"refs/heads/{name}", tips[f"refs/heads/{name}"])
            mine(repo.path, database.url, workers=1, lines=lines)
        for name in tips.keys() - set(repo.git.references):  # tags
            repo.git.references.create(name, tips[name])
        mine(repo.path, database.url, workers=1, lines=lines)
        with database.engine.connect() as connection:
            return contents(connection)


def orders(branches: Iterable[str]) -> list[Order]:
    """Return orders of arrival: all at once, each branch before all others, and one by one in several orders."""
    names = sorted(branches)
    turns = [[[name] for name in order] for order in permutations(names)]
    chosen = turns if len(turns) <= _TURNS else random.Random(0).sample(turns, _TURNS)
    return [[names], *([[name], [other for other in names if other != name]] for name in names), *chosen]


@pytest.fixture
def turns(sizes) -> int:
    """How many orders to try: passes over everything depend less on the order."""
    return _TURNS + 1 if sizes == "in parts" else _TURNS // 2


def check(template, repo: Repo, folder, chosen: Sequence[Order], *, lines: bool = False) -> None:
    expected = answers(template, repo, chosen[0], folder, lines=lines)
    for order in chosen[1:]:
        found = answers(template, repo, order, folder, lines=lines)
        differing = {
            table: [
                [row for row in expected[table] if row not in rows],
                [row for row in rows if row not in expected[table]],
            ]
            for table, rows in found.items()
            if rows != expected[table]
        }
        assert differing == {}, order


def branches(repo: Repo) -> list[str]:
    return [name.removeprefix("refs/heads/") for name in repo.git.references if name.startswith("refs/heads/")]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.__name__)
def test_the_order_of_branches_changes_no_answer(
    sqlite_template, repo, tmp_path, turns, history: Callable[[Repo], None]
):
    history(repo)
    check(sqlite_template, repo, tmp_path, orders(branches(repo))[:turns])


@pytest.mark.parametrize("history", LINES, ids=lambda history: history.__name__)
def test_the_order_of_branches_changes_no_answer_by_lines(
    sqlite_template, repo, tmp_path, turns, history: Callable[[Repo], None]
):
    history(repo)
    check(sqlite_template, repo, tmp_path, orders(branches(repo))[:turns], lines=True)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_branches_changes_no_answer_at_random(sqlite_template, repo, tmp_path, turns, seed):
    at_random(repo, seed)
    chosen = orders(branches(repo))
    check(sqlite_template, repo, tmp_path, [chosen[0], *random.Random(seed).sample(chosen[1:], 4)][:turns])
