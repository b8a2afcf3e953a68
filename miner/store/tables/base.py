"""What all tables share: the naming of constraints, the text type and the key of a commit."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite sorts text by code point; on PostgreSQL only the C collation does. A query must sort equally on both.
String = Text().with_variant(Text(collation="C"), "postgresql")


def commit_key(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    """Return a foreign key to a commit; its rows are deleted with the commit."""
    return Column(
        name,
        Integer,
        ForeignKey("commits.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=nullable,
    )
