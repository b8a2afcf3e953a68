"""The invented history in both databases, read only, and a way to ask it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from miner.catalog.catalog import Catalog
from miner.catalog.run import run
from miner.store.engine import open_for_reading
from tests.databases import Database, empty
from tests.queries import world

_SHA = re.compile(r"(?<![0-9])(\d\d)\1{19}(?![0-9])")

_NEEDED = {
    "issue": "bpo-100",
    "commit": world.sha(6),
    "text": "pending",
    "release": "v3.9.0a1",
    "symbol": "Pending_Calls",
    "struct": "Interp",
}

Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def _sqlite_world(tmp_path_factory, sqlite_template) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("world") / "world.db"
    path.write_bytes(sqlite_template.read_bytes())
    with empty(path) as database:
        yield from _readable(database)


@pytest.fixture(scope="session")
def _postgresql_world(postgresql, _postgresql_template) -> Iterator[Engine]:
    with postgresql.database(_postgresql_template) as database:
        yield from _readable(database)


def _readable(database: Database) -> Iterator[Engine]:
    with database.engine.begin() as connection:
        world.fill(connection)
    database.engine.dispose()
    engine = open_for_reading(database.url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def ask(request) -> Ask:
    """Run a canned query on the world and return its rows, with ``c07`` for the sha of commit 7."""
    return asking(request.getfixturevalue(f"_{request.param}_world"))


def asking(engine: Engine) -> Ask:
    """Return what runs canned queries on an engine."""
    catalog = Catalog.load()

    def answer(name: str, **given: object) -> list[tuple[Any, ...]]:
        query = catalog[name]
        with engine.connect() as connection:
            result = run(connection, query, query.values(given))
        assert result.columns == tuple(column.name for column in query.columns)
        return [tuple(short(value) for value in row) for row in result.rows]

    return answer


def required(name: str) -> dict[str, str]:
    """Return a value for each parameter that a query cannot do without."""
    return {each.name: _NEEDED[each.name] for each in Catalog.load()[name].parameters if each.need == "required"}


def short(value: Any) -> Any:
    """Return ``c07`` for the sha of commit 7, wherever it stands in a text."""
    return _SHA.sub(r"c\1", value) if isinstance(value, str) else value
