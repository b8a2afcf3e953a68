"""Add tables for the NEWS: their files, editions, entries and issues."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    # Nothing ever wrote to the first table of this name.
    op.drop_table("news_entries")
    op.create_table(
        "news_files",
        sa.Column("sha", String, nullable=False),
        sa.Column("used_as", String, nullable=False),
        sa.Column("path", String, nullable=False),
        sa.Column("blob", String, nullable=False),
        sa.Column("releases", String, nullable=True),
        sa.PrimaryKeyConstraint("sha", "used_as", "path", name=op.f("pk_news_files")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "news_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line", String, nullable=False),
        sa.Column("release", String, nullable=True),
        sa.Column("edition", String, nullable=False),
        sa.Column("path", String, nullable=False),
        sa.Column("blob", String, nullable=False),
        sa.Column("released_on", String, nullable=True),
        sa.Column("problem", String, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_editions")),
    )
    op.create_index(op.f("ix_news_editions_release"), "news_editions", ["release"])
    op.create_table(
        "news_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line", String, nullable=False),
        sa.Column("release", String, nullable=True),
        sa.Column("path", String, nullable=False),
        sa.Column("blob", String, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("section", String, nullable=True),
        sa.Column("dated_at", String, nullable=True),
        sa.Column("nonce", String, nullable=True),
        sa.Column("fate", String, nullable=True),
        sa.Column("commit_id", sa.Integer(), nullable=True),
        sa.Column("text", String, nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_news_entries_commit_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_entries")),
        sa.UniqueConstraint(
            "line", "release", "path", "blob", "ordinal", name=op.f("uq_news_entries_line_release_path_blob_ordinal")
        ),
    )
    for column in ("commit_id", "line", "release"):
        op.create_index(op.f(f"ix_news_entries_{column}"), "news_entries", [column])
    op.create_table(
        "news_issues",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("tracker", String, nullable=False),
        sa.Column("number", String, nullable=False),
        sa.Column("role", String, nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["news_entries.id"], name=op.f("fk_news_issues_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_news_issues_issue_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("entry_id", "ordinal", name=op.f("pk_news_issues")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_news_issues_issue_id_entry_id"), "news_issues", ["issue_id", "entry_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE news_index USING fts5 "
            "(text, content='news_entries', content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE news_index (entry_id INTEGER PRIMARY KEY REFERENCES news_entries (id) ON DELETE CASCADE, "
            "words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_news_index_words ON news_index USING gin (words)")
    # Databases mined before have no NEWS yet: this makes all refs look changed, so that the next run reads the NEWS.
    op.execute("UPDATE git_refs SET object = ''")


def downgrade() -> None:
    op.drop_table("news_index")
    op.drop_table("news_issues")
    op.drop_table("news_entries")
    op.drop_table("news_editions")
    op.drop_table("news_files")
    op.create_table(
        "news_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", String, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("blob", String, nullable=False),
        sa.Column("section", String, nullable=True),
        sa.Column("release", String, nullable=True),
        sa.Column("dated_at", String, nullable=True),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("commit_id", sa.Integer(), nullable=True),
        sa.Column("text", String, nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_news_entries_commit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issues.id"], name=op.f("fk_news_entries_issue_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_entries")),
        sa.UniqueConstraint("blob", "path", "ordinal", name=op.f("uq_news_entries_blob_path_ordinal")),
    )
    op.create_index(op.f("ix_news_entries_issue_id"), "news_entries", ["issue_id"])
