"""Lines of development: where side commits of the Mercurial years belong."""

import pytest
from sqlalchemy import text

from miner.pipeline import mine

HG = 1_310_000_000


def lines_of(database) -> dict[str, tuple[str, str]]:
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT sha, line, line_basis FROM commits"))
        return {sha: (line, basis) for sha, line, basis in rows}


def held_by_main(database) -> set[str]:
    with database.engine.connect() as connection:
        return set(connection.scalars(text("SELECT sha FROM commit_lines WHERE line = 'main'")))


def standings_of(database, commits) -> set[str]:
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT sha, standing FROM commit_details"))
        return {standing for sha, standing in rows if sha in commits}


@pytest.mark.parametrize("order", [("3.1", "3.2", "main"), ("main", "3.2", "3.1")], ids=["upwards", "downwards"])
@pytest.mark.parametrize("runs", ["at once", "one by one"])
def test_what_several_lines_merged_was_made_on_the_oldest(repo, database, order, runs):
    root = repo.commit("Title of the root", {"a.c": "0"}, time=HG)
    for line in ("3.1", "3.2"):
        repo.branch(line, root)
    side = repo.commit("Title of a fix", {"b.c": "1"}, time=HG + 10, branch=None, parents=[root])
    before = repo.commit("Title of another fix", {"b.c": "2"}, time=HG + 20, branch=None, parents=[side])
    for number, line in enumerate(order):
        parents = [repo.tip(line), before]
        repo.commit("merge heads", {"b.c": "2"}, time=HG + 100 + number, branch=line, parents=parents)
        if runs == "one by one":
            mine(repo.path, database.url)
    mine(repo.path, database.url)
    found = lines_of(database)
    assert found[side] == found[before] == ("3.1", "merge")


def test_a_merge_says_where_its_side_comes_from(repo, database):
    root = repo.commit("Title of the root", {"a.c": "0"}, time=HG)
    side = repo.commit("Title of a fix", {"b.c": "1"}, time=HG + 10, branch=None, parents=[root])
    repo.commit("Merge 3.2: the fix", {"b.c": "1"}, time=HG + 20, branch="main", parents=[root, side])
    mine(repo.path, database.url)
    assert lines_of(database)[side] == ("3.2", "merge")


@pytest.mark.parametrize(("branch", "line"), [("topic", (None, None)), ("3.2", ("3.2", "first-parent"))])
def test_a_branch_that_becomes_main_was_main(repo, database, branch, line):
    root = repo.commit("Title of the root", {"a.c": "0"}, time=HG, branch=branch)
    mine(repo.path, database.url)
    assert lines_of(database) == {root: line}
    repo.branch("main", root)
    mine(repo.path, database.url)
    assert lines_of(database) == {root: ("main", "first-parent")}


def test_main_does_not_hold_what_its_former_branch_got_later(repo, database):
    root = repo.commit("Title of the root", {"a.c": "0"}, time=HG)
    old = repo.commit("Title of a fix", {"a.c": "1"}, time=HG + 10)
    repo.branch("master", old)
    closing = [
        repo.commit(f"Close it, part {number}", {"a.c": f"1{number}"}, time=HG + 20 + number, branch="master")
        for number in range(2)
    ]
    new = repo.commit("Title of the next", {"b.c": "1"}, time=HG + 30)
    mine(repo.path, database.url)
    assert held_by_main(database) == {root, old, new}
    found = lines_of(database)
    assert {found[sha] for sha in closing} == {("master", "first-parent")}
    assert standings_of(database, closing) == {"stands"}
    repo.commit("[3.8] Title of a line", {"c.c": "1"}, time=HG + 35, branch="3.8", parents=[closing[0]])
    mine(repo.path, database.url)
    found = lines_of(database)
    assert [found[sha][0] for sha in (old, *closing)] == ["main", "3.8", "master"]
    merged = repo.commit("Merge the rest", {"a.c": "11", "b.c": "1"}, time=HG + 40, parents=[new, closing[1]])
    mine(repo.path, database.url)
    assert held_by_main(database) == {root, old, new, *closing, merged}


def test_what_a_merge_left_out_is_absent_from_its_line(repo, database):
    root = repo.commit("Title of the root", {"a.c": "0"}, time=HG)
    new = repo.commit("Title of the next", {"a.c": "1"}, time=HG + 10)
    side = repo.commit("Title of a fix", {"b.c": "1"}, time=HG + 10, branch=None, parents=[root])
    repo.commit("merge heads", {"a.c": "1"}, time=HG + 20, parents=[new, side])
    mine(repo.path, database.url)
    assert lines_of(database)[side] == ("main", "merge")
    assert (standings_of(database, [side]), standings_of(database, [new])) == ({"absent"}, {"stands"})
