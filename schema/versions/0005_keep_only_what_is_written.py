"""Drop tables and columns that nothing writes, list the views, and make the full-text tables recognisable.

Datasette and sqlite-utils recognise a full-text table only if the name of the indexed table is in double quotes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Each view after those that it uses. No table lists them before this version.
VIEWS = (
    "commit_details",
    "relation_details",
    "undo_links",
    "relands",
    "backports",
    "citations",
    "issue_commits",
    "commit_mentions",
    "commit_credits",
    "first_release",
    "path_changes",
    "issue_details",
    "commit_releases",
    "full_reverts",
    "undone_in_releases",
    "exposures",
    "news_details",
)


def upgrade() -> None:
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW IF EXISTS {view}")
    op.create_table(
        "made_views",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", String, nullable=False),
        sa.Column("digest", String, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_made_views")),
    )
    op.drop_table("struct_fields")
    op.drop_table("tracker_records")
    with op.batch_alter_table("pull_requests") as batch_op:
        for column in ("title", "base", "merged_at"):
            batch_op.drop_column(column)
    _index_again('"')


def downgrade() -> None:
    _index_again("'")
    with op.batch_alter_table("pull_requests") as batch_op:
        for column in ("title", "base", "merged_at"):
            batch_op.add_column(sa.Column(column, String, nullable=True))
    op.create_table(
        "tracker_records",
        sa.Column("tracker", String, nullable=False),
        sa.Column("number", String, nullable=False),
        sa.Column("url", String, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", String, nullable=True),
        sa.Column("etag", String, nullable=True),
        sa.Column("fetched_at", String, nullable=False),
        sa.PrimaryKeyConstraint("tracker", "number", name=op.f("pk_tracker_records")),
    )
    op.create_table(
        "struct_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("struct", String, nullable=False),
        sa.Column("field", String, nullable=False),
        sa.Column("type", String, nullable=False),
        sa.Column("path", String, nullable=False),
        sa.Column("added_id", sa.Integer(), nullable=False),
        sa.Column("removed_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_id"], ["commits.id"], name=op.f("fk_struct_fields_added_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["removed_id"], ["commits.id"], name=op.f("fk_struct_fields_removed_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_struct_fields")),
    )
    op.create_index(op.f("ix_struct_fields_struct_field"), "struct_fields", ["struct", "field"])
    op.drop_table("made_views")


def _index_again(quote: str) -> None:
    """Create the full-text tables of SQLite again, which takes as long as indexing all texts."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for index, column, table in (("message_index", "message", "commits"), ("news_index", "text", "news_entries")):
        op.execute(f"DROP TABLE {index}")
        op.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5 ({column}, content={quote}{table}{quote}, content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0')"
        )
        op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608 - our own names
