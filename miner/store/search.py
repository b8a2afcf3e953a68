"""Full text of the messages: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both are called ``message_index`` and are filled after the commits, which costs half of what triggers do.
"""

from sqlalchemy import Connection, text

CREATE = {
    "sqlite": (
        """
        CREATE VIRTUAL TABLE message_index
        USING fts5 (message, content='commits', content_rowid='id', tokenize='unicode61 remove_diacritics 0')
        """,
    ),
    "postgresql": (
        """
        CREATE TABLE message_index (
            commit_id INTEGER PRIMARY KEY REFERENCES commits (id) ON DELETE CASCADE,
            words TSVECTOR NOT NULL
        )
        """,
        "CREATE INDEX ix_message_index_words ON message_index USING gin (words)",
    ),
}
DROP = "DROP TABLE message_index"

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


def index_messages(connection: Connection, after: int) -> None:
    """Add the messages of all commits whose id is greater than ``after``; 0 makes the index anew."""
    dialect = connection.dialect.name
    if after == 0:
        connection.execute(text(_REBUILD[dialect]))
    if after > 0 or dialect == "postgresql":
        connection.execute(text(_ADD[dialect]), {"after": after})
