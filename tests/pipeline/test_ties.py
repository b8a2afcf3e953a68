"""The answers do not depend on the order in which commits are stored, even if two of them could be meant.

The histories are in :mod:`tests.pipeline.ties`. Their refs arrive one after the other, in several orders, so that the
commits get their ids in several orders.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, permutations
from pathlib import Path

import pytest

from miner.pipeline import mine
from miner.store.engine import database_url
from tests.databases import empty
from tests.dumps import contents
from tests.pipeline.ties import HISTORIES, LINES, at_random
from tests.repositories import Repo

pytestmark = pytest.mark.repeated

Order = tuple[tuple[str, ...], ...]
_TURNS = 6


class Arrivals:
    """Databases of a repository whose branches arrive in groups, its tags at last.

    Orders that begin alike share the database of their beginning: each goes on in a copy.
    """

    def __init__(self, template: Path, repo: Repo, folder: Path, *, lines: bool) -> None:
        self._repo, self._folder, self._lines = repo, folder, lines
        self._tips = {name: str(repo.git.references[name].target) for name in repo.git.references}
        self._tags = tuple(name for name in self._tips if not name.startswith("refs/heads/"))
        self._mined: dict[Order, Path] = {(): template}

    def answers(self, order: Order) -> dict:
        """Return the final contents of the database."""
        refs = tuple(tuple(f"refs/heads/{name}" for name in group) for group in order)
        last = self._after((*refs, self._tags) if self._tags else refs)
        with empty(last) as database, database.engine.connect() as connection:
            return contents(connection)

    def _after(self, groups: Order) -> Path:
        if groups not in self._mined:
            before = self._after(groups[:-1])
            path = self._folder / f"{len(self._mined)}.db"
            path.write_bytes(before.read_bytes())
            for name in list(self._repo.git.references):
                self._repo.git.references.delete(name)
            for name in chain(*groups):
                self._repo.git.references.create(name, self._tips[name])
            mine(self._repo.path, database_url(path), workers=1, lines=self._lines)
            self._mined[groups] = path
        return self._mined[groups]


def orders(branches: Iterable[str]) -> list[Order]:
    """Return orders of arrival: all at once, each branch before all others, and one by one in several orders."""
    names = tuple(sorted(branches))
    turns = [tuple((name,) for name in order) for order in permutations(names)]
    chosen = turns if len(turns) <= _TURNS else random.Random(0).sample(turns, _TURNS)
    firsts = [((name,), tuple(other for other in names if other != name)) for name in names]
    return list(dict.fromkeys([(names,), *firsts, *chosen]))


@pytest.fixture
def turns(sizes) -> int:
    """How many orders to try: passes over everything depend less on the order."""
    return _TURNS + 1 if sizes == "in parts" else _TURNS // 2


def check(template, repo: Repo, folder, chosen: Sequence[Order], *, lines: bool = False) -> None:
    arrivals = Arrivals(template, repo, folder, lines=lines)
    expected = arrivals.answers(chosen[0])
    for order in chosen[1:]:
        found = arrivals.answers(order)
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
