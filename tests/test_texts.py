"""Text that can be stored, and keys of bounded length."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from miner.store import bulk, tables
from miner.texts import LONGEST_KEY, key, storable


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_stored(words):
    stored = storable(words)
    assert stored.encode() and "\0" not in stored if words else stored == ""
    assert len(stored) == len(words)
    assert storable(stored) == stored


def test_keys_are_bounded_and_stay_unique():
    long = ["é" * 1_000, "é" * 1_001, "x" * 1_001, "\U0001f40d" * 260]
    keys = [key(each) for each in long]
    assert len(set(keys)) == len(long)
    assert all(len(each.encode()) <= LONGEST_KEY for each in keys)
    assert [key(each) for each in ("short", "y" * LONGEST_KEY)] == ["short", "y" * LONGEST_KEY]


def test_every_writer_stores_text_with_nul(database):
    if database.dialect != "postgresql":
        return  # SQLite takes it
    with database.engine.begin() as connection:
        columns = ("name", "email", "canonical_name", "canonical_email")
        bulk.insert(connection, tables.people, ("id", *columns), [(1, "a\0b", "\ud800", "\0", "")])
        bulk.update(connection, tables.people, ("canonical_email",), ("id",), [("\0", 1)])
        connection.execute(text("UPDATE people SET email = :email"), {"email": "c\0"})
        assert connection.execute(text("SELECT name, email, canonical_name, canonical_email FROM people")).one() == (
            "a\ufffdb",
            "c\ufffd",
            "\ufffd",
            "\ufffd",
        )
