"""What a statement of a user's can do: read, and nothing else."""

import time

import pytest

from miner.catalog import run as running
from miner.catalog.harmless import called_functions
from miner.catalog.run import run_text
from miner.errors import QueryError, StoreError
from miner.history.history import History
from miner.store.engine import explained, open_for_reading

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "


@pytest.fixture
def ask(database):
    """Run a statement as `miner sql` does."""
    engine = open_for_reading(database.url)

    def run(sql):
        with explained(database.url), engine.connect() as connection:
            return run_text(connection, sql).rows

    yield run
    engine.dispose()


@pytest.fixture
def only_on(database):
    """Skip a test of the other dialect."""

    def check(dialect):
        if database.engine.dialect.name != dialect:
            pytest.skip(f"this is about {dialect}")

    return check


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT load_extension('x')",
        "SELECT * FROM pragma_query_only",
        "SELECT * FROM pragma_journal_mode('delete')",
        "SELECT * FROM pragma_wal_checkpoint",
        "SELECT * FROM pragma_database_list",
        "SELECT fts3_tokenizer('simple', x'00')",
        "EXPLAIN ATTACH 'other.db' AS other",
        "WITH a AS (SELECT 1) UPDATE sqlite_master SET sql = ''",
        "WITH a AS (SELECT 1) DELETE FROM people",
        "SELECT 1; ATTACH 'other.db' AS other",
        "SELECT zeroblob(1000000000)",
        "SELECT replace(hex(zeroblob(90000000)), '0', 'abcd')",
    ],
)
def test_sqlite_does_nothing_but_read(ask, only_on, tmp_path, monkeypatch, sql):
    only_on("sqlite")
    monkeypatch.chdir(tmp_path)
    with pytest.raises((QueryError, StoreError)) as caught:
        ask(sql)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "other.db").exists()
    assert ask("SELECT COUNT(*) FROM people") == [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) FROM pragma_table_info('commits') WHERE name = 'sha'",
        "SELECT COUNT(*) FROM (SELECT value FROM json_each('[1]'))",
        "SELECT 1 + COUNT(*) FROM message_index WHERE message_index MATCH 'gil' ORDER BY bm25(message_index)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT MIN(i) FROM n",
    ],
)
def test_sqlite_reads_whatever_there_is(ask, only_on, sql):
    only_on("sqlite")
    assert ask(sql) == [(1,)]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_catalog . \"pg_read_file\" /* a /* nested */ comment */ ('/etc/passwd')",
        "SELECT * FROM pg_ls_dir('/')",
        "SELECT set_config('transaction_read_only', 'off', true)",
        "SELECT SET_CONFIG -- now\n ('statement_timeout', '0', false)",
        "SELECT query_to_xml('SELECT pg_read_' || 'file(''/etc/passwd'')', true, true, '')",
        "SELECT ts_stat('SELECT to_tsvector(pg_read_file(''/etc/passwd''))')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_export(1, '/tmp/x')",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_notify('a', 'b')",
        "SELECT pg_sleep(1)",
        "SELECT U&\"set\\005Fconfig\"('a', 'b', true)",
        "SELECT E'\\'', pg_read_file('/etc/passwd') -- '",
        "SELECT '\\', pg_read_file('/etc/passwd'), '1'",
        "SELECT $a$ ' $a$, pg_read_file('/etc/passwd'), $a$ ' $a$",
        "SELECT 1; COMMIT; DELETE FROM people",
        "WITH gone AS (DELETE FROM people RETURNING 1) SELECT 1",
        "SELECT * INTO other FROM people",
        "SELECT nextval('x')",
    ],
)
def test_postgresql_does_nothing_but_read(ask, only_on, sql):
    only_on("postgresql")
    with pytest.raises((QueryError, StoreError)) as caught:
        ask(sql)
    assert "\n" not in str(caught.value)
    assert "root:" not in str(caught.value)
    assert ask("SELECT COUNT(*) FROM people") == [(0,)]


@pytest.mark.postgresql
def test_postgresql_reads_whatever_there_is(ask, only_on):
    only_on("postgresql")
    assert ask("SELECT COUNT(*) FROM people WHERE name LIKE '%set_config(%' OR random() > 2") == [(0,)]
    assert ask("SELECT pg_total_relation_size('people') > 0")[0][0] == 1
    assert ask("EXPLAIN SELECT 1")


def test_names_before_parentheses_are_found_as_the_server_reads_them():
    sql = """SELECT Lower(a), "Upper" (b), s.f /* x( */ (c), 'g(', E'\\'h(', $$i($$, $t$ $$ j( $t$, (k), l -- m(
    (n) FROM "o""p"(q)"""
    assert called_functions(sql) == {"lower", "Upper", "f", "l", 'o"p'}


def test_a_comment_without_end_is_refused():
    with pytest.raises(QueryError, match="does not end"):
        called_functions("SELECT 1 /* /* */")


def test_an_answer_without_end_is_given_up_in_time(database):
    engine = open_for_reading(database.url)
    history = History(database.url, engine, timeout=0.3)
    try:
        began = time.monotonic()
        for _ in range(2):
            with pytest.raises(QueryError, match=r"took longer than 0\.3 seconds: ask for less, or allow more"):
                history.sql(f"{ENDLESS} COUNT(*) FROM n")
        assert time.monotonic() - began < 5
        assert history.sql("SELECT 1").rows == [(1,)]
    finally:
        history.close()


def test_an_answer_without_end_is_given_up_for_its_size(ask, only_on, monkeypatch):
    only_on("sqlite")  # PostgreSQL answers when it has all rows
    monkeypatch.setattr(running, "_MOST_CELLS", 1000)
    with pytest.raises(QueryError, match="more than 250 rows"):
        ask(f"{ENDLESS} i FROM n")
    assert len(ask(f"{ENDLESS} i FROM n LIMIT 250")) == 250
