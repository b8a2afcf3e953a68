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
