"""How many statements a relation pass needs depends on its steps, not on how many commits there are."""

from collections import Counter

import pytest
from sqlalchemy import event

from miner.pipeline import mine
from miner.relations import affected, counterparts, relate
from miner.store import bulk
from tests.repositories import BEN, Repo

TITLE = "bpo-{0}: Change number {0} of the lexer"


def history(repo: Repo, size: int) -> None:
    """Make changes on main, their ports to another line, undos of both, and further attempts."""
    repo.commit("Begin", {"a.c": "0"})
    repo.branch("3.1")
    for number in range(1001, 1001 + size):
        file, title = f"{number}.c", TITLE.format(number)
        landed = repo.commit(title, {file: "1"})
        port = f"{title}\n\n(cherry picked from commit {landed})"
        ported = repo.commit(port, {file: "1"}, branch="3.1", author=BEN)
        repo.commit(f'Revert "{title}"\n\nThis reverts commit {landed}.', {file: "0"})
        repo.commit(f"Revert it there\n\nThis reverts commit {ported}.", {file: "0"}, branch="3.1")
        repo.commit(title, {file: "2"})


def count(patch: pytest.MonkeyPatch, repo: Repo, database) -> Counter[str]:
    """Mine, and return how often which statement was executed by the relation pass."""
    counted: Counter[str] = Counter()
    related, rows = relate.relate, bulk.rows

    def counting(connection, *arguments, **options):
        def notice(_connection, _cursor, statement, *_):
            counted[statement] += 1

        def read(connection, select, *values):
            counted[select] += 1
            return rows(connection, select, *values)

        event.listen(connection, "before_cursor_execute", notice)
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(bulk, "rows", read)
            return related(connection, *arguments, **options)

    with patch.context() as outer:
        outer.setattr(relate, "relate", counting)
        mine(repo.path, database.url, workers=1)
    return counted


@pytest.mark.parametrize("share", [1, 10], ids=["in parts", "whole"])
def test_a_first_tag_that_moves_a_line(repo, database, monkeypatch, share):
    monkeypatch.setattr(affected, "_SHARE", share)
    monkeypatch.setattr(bulk, "_ONE_BY_ONE", 0)  # up to so many values, each is a statement of its own
    counts = []
    for size in (3, 12):
        history(repo, size)
        mine(repo.path, database.url, workers=1)
        repo.tag(f"v3.{size}.0", repo.tip("3.1"))
        counts.append(count(monkeypatch, repo, database))
        counts[-1].pop(counterparts._NAMING, None)  # it is read once if any port of main is followed
    assert counts[0] == counts[1]
