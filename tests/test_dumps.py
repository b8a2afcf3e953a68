"""What tests compare databases with notices every difference."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Column, Connection, Integer, LargeBinary, text

from miner.pipeline import mine
from miner.store.engine import database_url
from miner.store.tables import metadata
from tests.databases import empty
from tests.dumps import LEFT_OUT, WORDS, Dump, contents, differences, is_compared, sections
from tests.samples import sample_repository  # noqa: F401 - a fixture

COLUMNS = [
    pytest.param(column, id=str(column))
    for table in metadata.sorted_tables
    for column in table.columns
    if is_compared(column)
]


@pytest.fixture(scope="module")
def _mined(sample_repository, tmp_path_factory):  # noqa: F811 - that fixture
    """The sample with its lines counted, and a made-up row for each table that it leaves empty."""
    path = tmp_path_factory.mktemp("dumps") / "history.db"
    mine(sample_repository, database_url(path), workers=1, lines=True)
    with empty(path) as database:
        with database.engine.begin() as connection:
            for table in metadata.sorted_tables:
                if not connection.scalar(text(f"SELECT COUNT(*) FROM {table.name}")):
                    connection.execute(
                        table.insert().values({column.name: made_up(column) for column in table.columns})
                    )
        yield database


@pytest.fixture
def connection(_mined) -> Iterator[Connection]:
    """The mined sample; what a test changes in it is taken back."""
    with _mined.engine.connect() as connection:
        yield connection
        connection.rollback()


def made_up(column: Column) -> object:
    if isinstance(column.type, LargeBinary):
        return b"made up"
    return 1 if issubclass(column.type.python_type, (int, float)) else "made up"


def rows(connection: Connection, name: str) -> list[tuple[object, ...]]:
    return sorted(Dump(connection).rows(name), key=repr)


def place(connection: Connection, table: str) -> str:
    """Return a condition that only the first row of a table meets."""
    columns = [column.name for column in metadata.tables[table].primary_key]
    first = connection.execute(text(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(columns)}")).first()
    return " AND ".join(f"{column} = {value!r}" for column, value in zip(columns, first, strict=True))


# The number of a set means something only where commits refer to it.
REFERRING = {"line_sets": "line_commits", "release_sets": "release_commits"}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_value_is_noticed(connection, column):
    table = column.table.name
    shown = REFERRING[table] if column.name == "set_id" and table in REFERRING else table
    before = rows(connection, shown)
    where = place(connection, table)
    stored = connection.scalar(text(f"SELECT {column.name} FROM {table} WHERE {where}"))
    if isinstance(column.type, LargeBinary):
        other = b"other"
    elif issubclass(column.type.python_type, (int, float)):
        other = (stored or 0) + (1_000_000 if isinstance(column.type, Integer) else 0.125)
    else:
        other = f"{stored} or other"
    connection.execute(text(f"UPDATE {table} SET {column.name} = :other WHERE {where}"), {"other": other})
    assert rows(connection, shown) != before


@pytest.mark.parametrize("table", list(metadata.tables))
def test_a_missing_row_is_noticed(connection, table):
    before = rows(connection, table)
    connection.execute(text(f"DELETE FROM {table} WHERE {place(connection, table)}"))
    assert len(rows(connection, table)) == len(before) - 1


@pytest.mark.parametrize(("index", "column"), [("message_index", "message"), ("news_index", "text")])
def test_words_that_are_indexed_twice_or_not_at_all_are_noticed(connection, index, column):
    before = rows(connection, index)
    table = WORDS[index]
    assert len(before) == connection.scalar(text(f"SELECT COUNT(*) FROM {table} WHERE {column} <> ''"))
    first = f"SELECT id, {column} FROM {table} WHERE {column} <> '' ORDER BY id LIMIT 1"
    unindex = f"INSERT INTO {index} ({index}, rowid, {column}) SELECT 'delete', * FROM ({first})"
    connection.execute(text(unindex))
    assert len(rows(connection, index)) == len(before) - 1
    connection.execute(text(f"INSERT INTO {index} (rowid, {column}) VALUES (1000000, 'of nothing')"))
    assert ("nothing has the id 1000000", "nothing of") in rows(connection, index)


def test_ids_make_no_difference(connection):
    before = contents(connection)
    assert list(before) == sections()
    for table, referring in (("issues", ("mentions", "issue_numbers", "news_issues")), ("people", ())):
        connection.execute(text(f"UPDATE {table} SET id = id + 100000"))
        for other in referring:
            connection.execute(text(f"UPDATE {other} SET issue_id = issue_id + 100000"))
    connection.execute(text("UPDATE commits SET author_id = author_id + 100000, committer_id = committer_id + 100000"))
    assert contents(connection) == before


def test_only_what_must_differ_is_left_out(connection):
    known = {str(column) for table in metadata.sorted_tables for column in table.columns}
    assert set(LEFT_OUT) <= known
    before = contents(connection)
    connection.execute(
        text(
            "INSERT INTO runs (id, repository_id, version, started_at, commits_added, commits_removed, related_to,"
            " lines_related_to, reader_version)"
            " SELECT id + 1, repository_id, version, '', 7, 7, 7, 7, reader_version FROM runs LIMIT 1"
        )
    )
    assert contents(connection) == before


def test_differences_are_shown_from_both_sides(sqlite_template, tmp_path):
    keys = {"one": ("bpo-1", "bpo-2", "bpo-4"), "other": ("bpo-4", "bpo-3", "bpo-1")}
    with ExitStack() as stack:
        dumps = []
        for name, stored in keys.items():
            path = tmp_path / f"{name}.db"
            path.write_bytes(sqlite_template.read_bytes())
            connection = stack.enter_context(stack.enter_context(empty(path)).engine.connect())
            rows = [{"id": number, "key": key} for number, key in enumerate(stored)]
            connection.execute(metadata.tables["issues"].insert(), rows)
            dumps.append(Dump(connection))
        assert [[key for key, *_ in rows] for rows in differences(*dumps, "issues")] == [["bpo-2"], ["bpo-3"]]
        assert differences(*dumps, "commits") == ([], [])
