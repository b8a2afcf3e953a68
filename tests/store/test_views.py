"""Views: documented, made of their sources, and made again when these change."""

import re

import pytest
from sqlalchemy import create_engine, inspect, text

from miner.errors import SchemaError
from miner.store import schema
from miner.store.tables import metadata
from miner.store.views import view_columns

SOURCES = schema.view_sources()
PARENT = "-- title: Parents\nSELECT p.parent_id FROM parents AS p"
CHANGED = {
    "renamed": {**{name: source for name, source in SOURCES.items() if name != "citations"}, "cites": PARENT},
    "reworded": {**SOURCES, "citations": SOURCES["citations"].replace("-- title: ", "-- title: All ")},
    "reordered": {"citing": PARENT, **SOURCES, "first": "SELECT c.parent_id FROM citing AS c"},
}


def views(database) -> list[str]:
    return sorted(inspect(database.engine).get_view_names())


def test_every_view_exists_and_none_is_called_like_a_table(database):
    assert views(database) == sorted(SOURCES)
    assert not set(SOURCES) & set(metadata.tables)


@pytest.mark.parametrize("view", sorted(SOURCES))
def test_a_view_documents_its_columns_in_their_order(view, database):
    source = SOURCES[view]
    documented = re.findall(r"^-- column: (\w+)  \S", source, re.MULTILINE)
    with database.engine.connect() as connection:
        result = connection.execute(text(f"SELECT * FROM {view}"))
        assert list(result.keys()) == documented
        assert result.all() == []
    assert source.startswith("-- title: ")
    assert "-- description: " in source


@pytest.mark.parametrize("change", sorted(CHANGED))
def test_changed_views_are_noticed_and_made_again_without_a_migration(change, database, monkeypatch):
    newest = schema.known_versions()[-1]
    monkeypatch.setattr(schema, "view_sources", lambda: CHANGED[change])
    with (
        pytest.raises(SchemaError, match=r"^test has other views .* `miner --db test db upgrade`\.$"),
        database.engine.connect() as connection,
    ):
        schema.check(connection, "test")
    assert schema.upgrade(database.engine, "test") == (newest, newest, True)
    assert views(database) == sorted(CHANGED[change])
    with database.engine.connect() as connection:
        schema.check(connection, "test")
    assert schema.upgrade(database.engine, "test") == (newest, newest, False)


def test_a_view_of_another_is_made_again_with_it(database, monkeypatch):
    monkeypatch.setattr(schema, "view_sources", lambda: CHANGED["reordered"])
    schema.upgrade(database.engine, "test")
    wider = {**CHANGED["reordered"], "citing": PARENT.replace("SELECT", "SELECT p.position,")}
    monkeypatch.setattr(schema, "view_sources", lambda: wider)
    schema.upgrade(database.engine, "test")
    assert [column["name"] for column in inspect(database.engine).get_columns("citing")] == ["position", "parent_id"]
    assert views(database) == sorted(wider)


def test_other_views_than_ours_stay(database, monkeypatch):
    with database.engine.begin() as connection:
        connection.execute(text("CREATE VIEW somebody_elses AS SELECT path FROM paths"))
    monkeypatch.setattr(schema, "view_sources", lambda: CHANGED["reworded"])
    schema.upgrade(database.engine, "test")
    assert views(database) == sorted([*SOURCES, "somebody_elses"])


def test_both_dialects_tell_the_same_types_of_columns(database, sqlite_template):
    known = create_engine(f"sqlite:///{sqlite_template}")
    with database.engine.connect() as connection, known.connect() as other:
        for view in schema.view_sources():
            assert view_columns(connection, view) == view_columns(other, view), view
    known.dispose()
