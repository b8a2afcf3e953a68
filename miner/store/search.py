"""Full text of the messages and the NEWS: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

On both they are called ``message_index`` and ``news_index``, and are filled after their tables, which costs half of
what triggers do. Migrations make them; they are in no list of tables because each dialect has its own.
"""

from sqlalchemy import Connection, text

_TABLES = ("message_index", "news_index")

_ADD = {
    "sqlite": """
        INSERT INTO message_index (rowid, message) SELECT id, message FROM commits WHERE id > :after ORDER BY id
        """,
    # PostgreSQL's own parser knows addresses, paths and versions; without punctuation it splits words as FTS5 does.
    # 1 MB of words is the most that a tsvector holds.
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


def is_full_text(table: str) -> bool:
    """Tell whether a table is a full-text index, or one of those in which FTS5 keeps its words."""
    return table.startswith(_TABLES)


def index_messages(connection: Connection, after: int) -> None:
    """Add the messages of all commits whose id is greater than ``after``; 0 makes the index anew."""
    dialect = connection.dialect.name
    if after == 0:
        connection.execute(text(_REBUILD[dialect]))
    if after > 0 or dialect == "postgresql":
        connection.execute(text(_ADD[dialect]), {"after": after})


_ADD_NEWS = {
    "sqlite": "INSERT INTO news_index (rowid, text) SELECT id, text FROM news_entries WHERE id >= :first ORDER BY id",
    "postgresql": r"""
        INSERT INTO news_index (entry_id, words)
        SELECT id, to_tsvector('simple', regexp_replace(left(text, 200000), '(\W|_)+', ' ', 'g'))
        FROM news_entries WHERE id >= :first
        """,
}
# PostgreSQL's rows go with the entries; FTS5 has to be told which words a row had.
_DROP_NEWS_ENTRY = """
INSERT INTO news_index (news_index, rowid, text) SELECT 'delete', id, text FROM news_entries WHERE {}
"""


def index_news(connection: Connection, first: int) -> None:
    """Add all NEWS entries from the id ``first`` on."""
    connection.execute(text(_ADD_NEWS[connection.dialect.name]), {"first": first})


def unindex_news(connection: Connection, where: str) -> None:
    """Forget the NEWS entries for which ``where`` holds; they must still be there."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(_DROP_NEWS_ENTRY.format(where)))
