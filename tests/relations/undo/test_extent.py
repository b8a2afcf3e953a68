"""How much of a commit an undo takes back."""

import pytest
from sqlalchemy import text

from miner.pipeline import mine


@pytest.mark.parametrize(
    ("words", "undone", "extent"),
    [
        ("", {"a": "0", "b": "0", "c": "0"}, "full"),
        ("", {"a": "9", "b": "9", "c": "9"}, "full"),  # resolved conflicts
        ("", {"a": "0", "b": "0"}, "full"),  # the third file has moved since
        ("", {"a": "0"}, "partial"),
        ("\n\nI've kept the tests.", {"a": "0", "b": "9", "c": "9"}, "partial"),
        ("\n\nI've kept the news.", {"a": "0", "b": "0", "c": "0"}, "full"),
    ],
)
def test_extent(repo, database, words, undone, extent):
    repo.commit("Begin", {"a": "0", "b": "0", "c": "0"})
    change = repo.commit("Double all buffers", {"a": "1", "b": "1", "c": "1"})
    repo.commit("Something else", {"d": "1"})
    repo.commit(f'Revert "Double all buffers"\n\nThis reverts commit {change}.{words}', undone)
    mine(repo.path, database.url, workers=1)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT extent FROM relations WHERE kind = 'undoes'")).scalar_one() == extent


@pytest.mark.parametrize(
    ("message", "extent"),
    [
        ("Revert {}: buffers must not be doubled.", "full"),
        ("Revert the changes from {}, they broke the robots.", "full"),
        ("Back out the changes made in {}.", "full"),
        ("Revert the wrong sign from {}.", "unknown"),
        ("Revert an unwanted name introduced by {}.", "unknown"),
        ("Remove the stray comment that was added in {}.", "unknown"),
    ],
)
def test_a_name_that_is_only_the_place_stands_for_no_whole(repo, database, message, extent):
    repo.commit("Begin", {"a.c": "0"})
    change = repo.commit("Double all buffers", {"a.c": "1\n2\n3"})
    repo.commit("Something else", {"a.c": "1\n2\n3\n4"})
    repo.commit(message.format(change[:10]), {"a.c": "1\n3\n4"})
    mine(repo.path, database.url, workers=1)
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT extent FROM relations WHERE kind = 'undoes'")).scalars().all()
    assert found in ([extent], [] if extent == "unknown" else [extent])


@pytest.mark.parametrize(
    ("first", "undone", "extent"),
    [
        ({"d.c": "1"}, {"a.c": "9", "b.c": "9"}, "unknown"),  # nothing tells whether all of it goes
        ({"d.c": "1"}, {"a.c": "0", "b.c": "9"}, "full"),
        ({"d.c": "1"}, {"a.c": "9"}, "unknown"),
        ({}, {"a.c": "9", "b.c": "9"}, "full"),  # the issue has no other commit
        ({}, {"d.c": "9", "a.c": "9"}, "unknown"),
    ],
)
def test_an_issue_is_no_name_of_a_commit(repo, database, first, undone, extent):
    start = 1_330_000_000  # the hg years
    repo.commit("Begin", {"a.c": "0", "b.c": "0", "d.c": "0"}, time=start)
    if first:
        repo.commit("Issue #1234: Measure the buffers", first, time=start + 50)
    repo.commit("Issue #1234: Double all buffers", {"a.c": "1", "b.c": "1"}, time=start + 100)
    repo.commit("Spell it right", {"a.c": "2"}, time=start + 200)
    repo.commit("Issue #1235: Revert the decision of issue #1234 about large ones", undone, time=start + 300)
    mine(repo.path, database.url, workers=1)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT extent FROM relations WHERE kind = 'undoes'")).scalar_one() == extent


@pytest.mark.parametrize(
    ("words", "extent"),
    [
        ("Revert the changes of issue #1234", "full"),
        ("Back out #1234", "full"),
        ("Revert the parser's decision from issue #1234", "unknown"),
    ],
)
def test_all_changes_of_an_issue_are_whole(repo, database, words, extent):
    start = 1_330_000_000
    repo.commit("Begin", {"a.c": "0", "d.c": "0"}, time=start)
    repo.commit("Issue #1234: Measure the buffers", {"d.c": "1"}, time=start + 50)
    repo.commit("Issue #1234: Double all buffers", {"a.c": "1"}, time=start + 100)
    repo.commit("Spell it right", {"a.c": "2"}, time=start + 200)
    repo.commit(f"Issue #1235: {words}, the robots hang", {"a.c": "9"}, time=start + 300)
    mine(repo.path, database.url, workers=1)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT extent FROM relations WHERE kind = 'undoes'")).scalar_one() == extent


def test_another_name_for_a_file_takes_nothing_back(repo, database):
    repo.commit("Begin", {"a.c": "0"})
    repo.commit("Check in the parser", {"Parser.py": "1"})
    repo.commit("Mend the parser", {"Parser.py": "2"})
    repo.commit("Revert to the old style: the parser has another name", {"Parser.py": None, "parser.py": "2"})
    mine(repo.path, database.url, workers=1, lines=True)
    with database.engine.connect() as connection:
        likely = "SELECT COUNT(*) FROM relations WHERE kind = 'undoes' AND confidence >= 0.5"
        assert connection.execute(text(likely)).scalar_one() == 0
        assert connection.execute(text("SELECT COUNT(*) FROM evidence WHERE kind = 'inverse-blobs'")).scalar_one() == 0
