"""No column without a writer: mining fills them all."""

import pygit2
import pytest
from sqlalchemy import func, select

from miner.pipeline import mine
from miner.store.tables import metadata
from tests.repositories import Repo
from tests.samples import sample_repository  # noqa: F401 - a fixture


@pytest.fixture
def filled(sample_repository, tmp_path, database):  # noqa: F811
    """The sample with its lines, and what it lacks: clones, one by the tool, a mailmap, a commit hard to read."""
    pygit2.clone_repository(str(sample_repository), str(tmp_path / "other.git"), bare=True)
    other = Repo(tmp_path / "other.git")
    other.commit(b"caf\xe9", {".mailmap": "Ann Maintainer <ann@example.org>\n"})
    mine(f"file://{other.path}", database.url, workers=1)
    mine(sample_repository, database.url, workers=1, lines=True)
    pygit2.clone_repository(str(sample_repository), str(tmp_path / "work"))
    mine(tmp_path / "work", database.url, workers=1)
    return database


def test_every_column_has_a_value_after_mining(filled):
    empty = set()
    with filled.engine.connect() as connection:
        for table in metadata.sorted_tables:
            counts = connection.execute(select(*(func.count(column) for column in table.columns))).one()
            empty |= {f"{table.name}.{column.name}" for column, n in zip(table.columns, counts, strict=True) if not n}
    assert empty == set()
