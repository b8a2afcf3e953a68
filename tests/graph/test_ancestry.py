"""The commit graph in memory, compared with walking the parents."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import NullPool, create_engine, text

from miner.graph import ancestry
from miner.graph.ancestry import Graph
from tests.chance import examples

# For each commit, how far back its parents are: 1 is the previous commit.
PARENTS = st.lists(st.lists(st.integers(1, 6), max_size=3), min_size=1, max_size=40)


def graph_of(parents: dict[int, list[int]]) -> Graph:
    """Store a graph and load it."""
    engine = create_engine("sqlite://", poolclass=NullPool)  # so that no connection stays open
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE commits (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE parents (commit_id INTEGER, position INTEGER, parent_id INTEGER)"))
        for commit, named in parents.items():
            connection.execute(text("INSERT INTO commits VALUES (:commit)"), {"commit": commit})
            for position, parent in enumerate(named):
                row = {"commit": commit, "position": position, "parent": parent}
                connection.execute(text("INSERT INTO parents VALUES (:commit, :position, :parent)"), row)
        return Graph(connection)


def ancestors(parents: dict[int, list[int]], commit: int) -> set[int]:
    """Return all ancestors, by walking the parents."""
    found: set[int] = set()
    stack = list(parents[commit])
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack.extend(parents[one])
    return found


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=PARENTS, gap=st.integers(1, 3), long=st.integers(1, 8))
def test_knows_ancestors_as_a_walk_does(monkeypatch, shape, gap, long):
    monkeypatch.setattr(ancestry, "_LONG", long)
    parents = {
        number * gap: sorted({(number - back) * gap for back in backs if number - back > 0}, reverse=number % 2 == 0)
        for number, backs in enumerate(shape, start=1)
    }
    graph = graph_of(parents)
    assert list(graph) == list(parents)
    for late, named in parents.items():
        expected = ancestors(parents, late)
        assert {early for early in parents if graph.is_ancestor(early, late)} == expected
        assert set(graph.reachable([late])) == expected | {late}
        assert graph.parents(late) == named


def test_marks_what_was_reached_before():
    graph = graph_of({1: [], 2: [1], 3: [1], 4: [2, 3]})
    seen = bytearray(5)
    assert set(graph.reachable([2], seen)) == {1, 2}
    assert set(graph.reachable([4], seen)) == {3, 4}


@pytest.mark.parametrize(("early", "late"), [(1, 1), (2, 1), (4, 2)])
def test_nothing_is_its_own_ancestor_or_its_child_s(early, late):
    assert not graph_of({1: [], 2: [1], 3: [1], 4: [2, 3]}).is_ancestor(early, late)


def test_a_side_branch_may_have_by_its_beginning_what_it_merges_later(monkeypatch):
    monkeypatch.setattr(ancestry, "_LONG", 4)
    # 3 is merged into main by 4; 6 and 7 are a branch from there that merges 3 once more.
    graph = graph_of({1: [], 2: [1], 3: [1], 4: [2, 3], 5: [4], 6: [4], 7: [6, 3], 8: [5]})
    assert [graph.is_ancestor(3, late) for late in (2, 4, 6, 7, 8)] == [False, True, True, True, True]


def test_main_stays_one_chain_where_every_commit_comes_with_a_merge():
    # 1 is the root; then come a side branch from main and the merge that it ends with, again and again.
    parents: dict[int, list[int]] = {1: []}
    for side in range(2, 800, 2):
        parents |= {side: [side - 1], side + 1: [side - 1, side]}
    graph = graph_of(parents)
    for side in range(2, 800, 2):
        told = [graph.is_ancestor(side, late) for late in (side - 1, side + 1, 799)]
        assert told == [False, True, True]
    kept = sum(len(short) + len(long) for short, long in graph._reaches.values())
    assert kept <= len(parents), "what one side branch reaches must not grow with the history"
