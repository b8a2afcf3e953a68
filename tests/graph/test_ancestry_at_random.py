"""Ancestry by chains agrees with walking the parents, in any order of queries."""

import random

import pytest
from sqlalchemy import NullPool, create_engine, text

from miner.graph.ancestry import Graph


def random_graph(seed, size):
    """Return commit → parents: a few lines that branch off and merge each other."""
    chance = random.Random(seed)
    parents = {1: []}
    tips = [1]
    for commit in range(2, size):
        line = chance.randrange(len(tips))
        parents[commit] = [tips[line]]
        if chance.random() < 0.25:
            parents[commit] += {other for other in [chance.choice(tips)] if other != tips[line]}
        if chance.random() < 0.15:
            tips.append(commit)
        else:
            tips[line] = commit
    return parents


@pytest.mark.parametrize("seed", range(25))
def test_is_ancestor(seed):
    parents = random_graph(seed, 80)
    ancestors = {}
    for commit, before in parents.items():
        ancestors[commit] = set(before).union(*(ancestors[parent] for parent in before))
    engine = create_engine("sqlite://", poolclass=NullPool)  # so that no connection stays open
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE commits (id INTEGER)"))
        connection.execute(text("CREATE TABLE parents (commit_id INTEGER, position INTEGER, parent_id INTEGER)"))
        for commit, before in parents.items():
            connection.execute(text("INSERT INTO commits VALUES (:id)"), {"id": commit})
            for position, parent in enumerate(before):
                values = {"commit": commit, "position": position, "parent": parent}
                connection.execute(text("INSERT INTO parents VALUES (:commit, :position, :parent)"), values)
        graph = Graph(connection)
    pairs = [(early, late) for late in parents for early in parents]
    for _ in range(2):
        assert [graph.is_ancestor(*pair) for pair in pairs] == [early in ancestors[late] for early, late in pairs]
        random.Random(seed).shuffle(pairs)
