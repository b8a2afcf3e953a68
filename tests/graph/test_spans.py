"""Sets as spans of places: neighbours in the tree of commits, and how many rows thousands of tags cost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from miner.graph.spans import Lowest, Sets, neighbours, spans
from miner.pipeline import mine


@st.composite
def forests(draw):
    """Draw the parent of each commit, 0 for roots, and tips, of which some have no commit."""
    size = draw(st.integers(1, 30))
    parents = [0, *(draw(st.integers(0, commit - 1)) for commit in range(1, size + 1))]
    return parents, draw(st.lists(st.integers(0, size), max_size=12))


def grew(parents, commit, tip):
    while tip > commit:
        tip = parents[tip]
    return tip == commit


@given(forests())
def test_what_grew_out_of_one_commit_is_one_span(forest):
    parents, tips = forest
    places = neighbours(tips, parents)
    assert sorted(places) == list(range(1, len(tips) + 1))
    for commit in range(1, len(parents)):
        held = sum(1 << place for tip, place in zip(tips, places, strict=True) if grew(parents, commit, tip))
        assert len(spans(held)) <= 1


def test_places_do_not_depend_on_the_numbers_of_commits():
    """The same tree, stored in another order: two branches leave a root, one of them has a branch of its own."""
    assert neighbours([2, 4, 5], [0, 0, 1, 1, 3, 3]) == neighbours([5, 3, 4], [0, 0, 1, 2, 2, 1])


@given(st.sets(st.integers(1, 200)))
def test_spans_have_each_member_once(members):
    found = spans(sum(1 << member for member in members))
    assert [place for first, last in found for place in range(first, last + 1)] == sorted(members)
    assert all(before + 1 < after for (_, before), (after, _) in pairwise(found))


@given(st.lists(st.integers(), min_size=1, max_size=40), st.data())
def test_the_lowest_of_a_span(numbers, data):
    first = data.draw(st.integers(0, len(numbers) - 1))
    last = data.draw(st.integers(first, len(numbers) - 1))
    assert Lowest(numbers).within((first, last)) == min(numbers[first : last + 1])


def test_sets_list_their_members_when_asked():
    sets = Sets({1: "3.8", 2: "3.9", 3: "main"}, [(7, 1, 1), (7, 3, 3), (9, 2, 2)])
    assert (sets[0], sets[7], sets[9], len(sets)) == (frozenset(), {"3.8", "main"}, {"3.9"}, 3)
    assert (set(sets), sets.members) == ({0, 7, 9}, {"3.8", "3.9", "main"})


@pytest.mark.parametrize("kept", ["", "v3.9.0", "v3.9.1"])
def test_a_release_that_goes_with_its_commit_leaves_the_sets(repo, database, kept):
    repo.tag("v3.9.0", repo.commit("Begin", {"a": "0"}))
    repo.tag("v3.9.1", repo.commit("Go on", {"a": "1"}))
    mine(repo.path, database.url)
    other = repo.commit("Begin anew", {"b": "0"}, parents=[])
    repo.commit("Go another way", {"b": "1"}, parents=[other])
    for tag in {"v3.9.0", "v3.9.1"} - {kept}:
        repo.git.references.delete(f"refs/tags/{tag}")
    mine(repo.path, database.url)
    with database.engine.connect() as connection:
        spans_left = connection.execute(text("SELECT first_place, last_place FROM release_sets")).all()
        assert spans_left == ([(1, 1)] if kept else [])
        assert list(connection.scalars(text("SELECT DISTINCT tag FROM commit_releases"))) == [kept] * bool(kept)


def test_many_tags_cost_rows_in_proportion(repo, database):
    """Each commit of one branch is a release, in an order that neither names nor dates follow."""
    count = 60
    for number in range(count):
        sha = repo.commit(f"Change number {number}", {"a": str(number)})
        repo.tag(f"v3.{number * 7 % 5}.{number * 7 % count}", sha, time=1_600_000_000 - number)
    mine(repo.path, database.url)
    with database.engine.connect() as connection:
        rows = {
            table: connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one()
            for table in ("releases", "release_sets", "release_set_members")
        }
        first = connection.execute(
            text("SELECT COUNT(*) FROM commit_releases r JOIN commits c ON c.id = r.commit_id WHERE subject LIKE '% 0'")
        ).scalar_one()
    assert rows == {"releases": count, "release_sets": count, "release_set_members": count * (count + 1) // 2}
    assert first == count


def test_only_what_is_in_a_set_counts_as_a_member_of_any():
    sets = Sets({1: "3.2", 2: "3.3", 3: "main", 4: "3.12"}, [(7, 3, 4), (8, 4, 4), (9, 1, 1), (10, 3, 3)])
    assert sets.members == {"3.2", "main", "3.12"}
    assert Sets({1: "3.2"}, []).members == frozenset()
