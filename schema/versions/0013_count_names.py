"""Keep in which changes the number of a name's occurrences changed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("line_prints", sa.Column("names_version", sa.SmallInteger(), nullable=True))
    op.create_table(
        "symbols",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_symbols")),
        sa.UniqueConstraint("name", name=op.f("uq_symbols_name")),
    )
    op.create_table(
        "symbol_changes",
        sa.Column("symbol_id", sa.Integer(), nullable=False),
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_symbol_changes_commit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_symbol_changes_path_id")),
        sa.ForeignKeyConstraint(["symbol_id"], ["symbols.id"], name=op.f("fk_symbol_changes_symbol_id")),
        sa.PrimaryKeyConstraint("symbol_id", "commit_id", "path_id", name=op.f("pk_symbol_changes")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("symbol_changes")
    op.drop_table("symbols")
    with op.batch_alter_table("line_prints") as batch_op:
        batch_op.drop_column("names_version")
