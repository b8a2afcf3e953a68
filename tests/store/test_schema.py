"""Creating, upgrading and refusing databases of both dialects."""

import pytest
from sqlalchemy import inspect, text

from miner.errors import SchemaError
from miner.store import schema
from miner.store.tables import metadata


def test_upgrade_makes_an_empty_database_current(empty_database):
    newest = schema.known_versions()[-1]
    assert schema.upgrade(empty_database.engine, "test") == (None, newest, False)
    with empty_database.engine.connect() as connection:
        schema.check(connection, "test")
    assert schema.upgrade(empty_database.engine, "test") == (newest, newest, False)


def test_every_table_has_the_named_constraints_and_indexes(database):
    inspector = inspect(database.engine)
    for table in metadata.sorted_tables:
        found = {index["name"] for index in inspector.get_indexes(table.name) if "duplicates_constraint" not in index}
        assert found == {index.name for index in table.indexes}, table.name
        uniques = {constraint["name"] for constraint in inspector.get_unique_constraints(table.name)}
        declared = {str(c.name) for c in table.constraints if type(c).__name__ == "UniqueConstraint"}
        assert len(uniques) == len(declared), table.name


def test_a_newer_schema_is_refused(database):
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer than this tool's"), database.engine.connect() as connection:
        schema.check(connection, "test")
    with pytest.raises(SchemaError, match="newer than this tool's"):
        schema.upgrade(database.engine, "test")


def test_an_older_schema_asks_for_an_upgrade(database, monkeypatch):
    known = [*schema.known_versions(), "9998"]
    monkeypatch.setattr(schema, "known_versions", lambda: known)
    with pytest.raises(SchemaError, match="db upgrade"), database.engine.connect() as connection:
        schema.check(connection, "test")


def test_a_database_of_something_else_is_refused(empty_database):
    with empty_database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE something (id INTEGER)"))
    with pytest.raises(SchemaError, match="tables of something else"):
        schema.upgrade(empty_database.engine, "test")


def test_an_empty_database_is_not_ours(empty_database):
    with (
        pytest.raises(SchemaError, match="is not a database of this tool"),
        empty_database.engine.connect() as connection,
    ):
        schema.check(connection, "test")
