"""Full-text search of messages and NEWS: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

On both the tables are called ``message_index`` and ``news_index``. They are filled after the tables that they index,
which takes half the time of triggers. Only migrations define them, because they differ between the dialects.
"""

from typing import Any

from sqlalchemy import Connection, text

_TABLES = ("message_index", "news_index")

_ADD = {
    "sqlite": """
        INSERT INTO message_index (rowid, message) SELECT id, message FROM commits WHERE id > :after ORDER BY id
        """,
    # PostgreSQL's parser keeps addresses, paths and versions whole; without punctuation it splits words as FTS5 does.
    # The text is cut because a tsvector is limited to 1 MB.
    "postgresql": r"""
        INSERT INTO message_index (commit_id, words)
        SELECT id, to_tsvector('simple', regexp_replace(left(message, 200000), '(\W|_)+', ' ', 'g'))
        FROM commits WHERE id > :after
        """,
}
_REBUILD = {
    "sqlite": "INSERT INTO message_index (message_index) VALUES ('rebuild')",
    "postgresql": "TRUNCATE message_index",
}
#: What FTS5 keeps of an index without texts of its own, beside its settings.
_SHADOWS = {
    "message_index_data": "id, block",
    "message_index_docsize": "id, sz",
    "message_index_idx": "segid, term, pgno",
}


def is_full_text(table: str) -> bool:
    """Return whether a table is a full-text index or one of FTS5's shadow tables."""
    return table.startswith(_TABLES)


def index_messages(connection: Connection, after: int, built: Connection | None = None) -> None:
    """Index the messages of all commits whose id is greater than ``after``; 0 rebuilds the whole index.

    ``built`` is a connection on which :func:`build_apart` has built it: then it is only copied.
    """
    dialect = connection.dialect.name
    if after == 0 and built:
        _copy(connection, built)
        return
    if after == 0:
        connection.execute(text(_REBUILD[dialect]))
    if after > 0 or dialect == "postgresql":
        connection.execute(text(_ADD[dialect]), {"after": after})


def build_apart(connection: Connection) -> bool:
    """Index all committed messages in a temporary table of a connection; return False where there is no such way.

    PostgreSQL needs no other way, because its server works beside us anyway.
    """
    if connection.dialect.name != "sqlite":
        return False
    cursor = connection.connection.cursor()
    cursor.execute("SELECT sql FROM main.sqlite_master WHERE name = 'message_index'")
    ((made,),) = cursor.fetchall()
    cursor.execute(made.replace(" message_index ", " temp.message_index ", 1))
    cursor.execute("INSERT INTO temp.message_index (rowid, message) SELECT id, message FROM main.commits ORDER BY id")
    return True


def _copy(connection: Connection, built: Connection) -> None:
    """Take the whole index from the shadow tables that FTS5 has filled on another connection.

    FTS5 would not notice if it had read the index on this connection before.
    """
    to: Any = connection.connection.cursor()
    source = built.connection.cursor()
    for table, columns in _SHADOWS.items():
        to.execute(f"DELETE FROM main.{table}")  # noqa: S608 - our own names
        source.execute(f"SELECT {columns} FROM temp.{table}")  # noqa: S608
        marks = ", ".join("?" * len(columns.split(", ")))
        to.executemany(f"INSERT INTO main.{table} ({columns}) VALUES ({marks})", source)  # noqa: S608


_ADD_NEWS = {
    "sqlite": "INSERT INTO news_index (rowid, text) SELECT id, text FROM news_entries WHERE id >= :first ORDER BY id",
    "postgresql": r"""
        INSERT INTO news_index (entry_id, words)
        SELECT id, to_tsvector('simple', regexp_replace(left(text, 200000), '(\W|_)+', ' ', 'g'))
        FROM news_entries WHERE id >= :first
        """,
}
# PostgreSQL deletes its rows with the entries; FTS5 needs the text of a row to delete it.
_DROP_NEWS_ENTRY = """
INSERT INTO news_index (news_index, rowid, text) SELECT 'delete', id, text FROM news_entries WHERE {}
"""


def index_news(connection: Connection, first: int) -> None:
    """Index all NEWS entries from the id ``first`` on."""
    connection.execute(text(_ADD_NEWS[connection.dialect.name]), {"first": first})


def unindex_news(connection: Connection, where: str) -> None:
    """Remove the NEWS entries for which ``where`` holds from the index; call this before deleting them."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(_DROP_NEWS_ENTRY.format(where)))
