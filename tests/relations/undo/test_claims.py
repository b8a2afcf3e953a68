"""What is undone where neither blobs nor lines tell it."""

import pytest
from sqlalchemy import text

from miner.pipeline import mine


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Back out my last change", True),
        ("Revert part of my last change", True),
        ("Back out the last changeset, 0123456789ab", True),
        ("Revert part of the last changeset, 0123456789ab", False),
    ],
)
def test_a_part_of_something_unknown_may_be_a_part_of_anything(repo, database, message, found):
    repo.commit("Title of the root", {"a.c": "one\n"}, time=1_300_000_000)
    target = repo.commit("Title of the feature", {"a.c": "two\n"}, time=1_300_000_100)
    source = repo.commit(message, {"a.c": "three\n"}, time=1_300_000_200)
    mine(repo.path, database.url)
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT undoing_sha, undone_sha FROM undo_links"))
        assert rows.all() == ([(source, target)] if found else [])
