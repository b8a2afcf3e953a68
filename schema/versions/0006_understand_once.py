"""Store what was understood of each message and change: claims, quoted titles, reasons, hints and change ids.

The migration fills nothing: the next run understands all stored messages again.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "branch_prefix": String,
    "merged_line": String,
    "change_id": sa.BigInteger(),
    "inverse_id": sa.BigInteger(),
}


def _commit(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_commit_id_commits")
    return (
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commit_id"], ["commits.id"], name=name, ondelete="CASCADE"),
    )


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("commits", sa.Column(name, kind, nullable=True))
    op.create_index(op.f("ix_commits_change_id"), "commits", ["change_id"])
    op.add_column("runs", sa.Column("reader_version", sa.Integer(), nullable=True))
    op.create_table(
        "undo_claims",
        *_commit("undo_claims"),
        sa.Column("says", String, nullable=False),
        sa.Column("sentence", String, nullable=False),
        sa.Column("recent", sa.SmallInteger(), nullable=False),
        sa.Column("slip", sa.SmallInteger(), nullable=False),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("issues", String, nullable=True),
        sa.Column("carried", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commit_id", name=op.f("pk_undo_claims")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quoted_titles",
        *_commit("quoted_titles"),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", String, nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("title", String, nullable=False),
        sa.Column("title_key", String, nullable=False),
        sa.Column("is_cut", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commit_id", "ordinal", name=op.f("pk_quoted_titles")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_quoted_titles_title_key"), "quoted_titles", ["title_key"])
    op.create_table(
        "reasons",
        *_commit("reasons"),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("sentence", String, nullable=False),
        sa.Column("basis", String, nullable=False),
        sa.PrimaryKeyConstraint("commit_id", "ordinal", name=op.f("pk_reasons")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("reasons", "quoted_titles", "undo_claims"):
        op.drop_table(table)
    op.drop_index(op.f("ix_commits_change_id"), "commits")
    for table, columns in (("runs", ["reader_version"]), ("commits", COLUMNS)):
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
