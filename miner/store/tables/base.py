"""What all tables share: the names of their constraints, their text, and how they name a commit."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite compares text by code point; on PostgreSQL only the C collation does, and the same query must give the
# same order on both.
String = Text().with_variant(Text(collation="C"), "postgresql")


def commit_key(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    """Return a column that names a commit and goes with it."""
    return Column(
        name,
        Integer,
        ForeignKey("commits.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=nullable,
    )
