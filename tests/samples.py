"""The sample history, mined once for all tests that only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.pipeline import mine
from miner.sample import build
from miner.store.engine import database_url

LANDING = "ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465"  # the first commit of bpo-33608, by its real sha


@pytest.fixture(scope="session")
def sample_repository(tmp_path_factory) -> Path:
    """The sample as a bare repository."""
    return build(tmp_path_factory.mktemp("sample") / "sample.git")


@pytest.fixture(scope="session")
def sample(sample_repository, tmp_path_factory) -> Path:
    """The sample as an SQLite file."""
    path = tmp_path_factory.mktemp("sample") / "history.db"
    _fill(sample_repository, str(path))
    return path


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def sample_url(request, sample_repository) -> Iterator[str]:
    """The sample in a database of either dialect."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("sample"))
        return
    with request.getfixturevalue("postgresql").database() as database:
        url = database.url.render_as_string(hide_password=False)
        _fill(sample_repository, url)
        yield url


def _fill(repository: Path, database: str) -> None:
    mine(repository, database_url(database), workers=1)
