"""Store what merges brought, which lines hold a commit, and facts about lines; a release holds less than it contains.

The migration fills nothing: it removes the stored refs, releases and lists of NEWS files, so that the next mining run
decides and reads them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _commit(table: str, column: str, *, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["commits.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    _empty()
    with op.batch_alter_table("release_commits") as batch_op:
        batch_op.alter_column("set_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("release_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("contained_set_id", sa.Integer(), nullable=False))
    op.add_column("news_files", sa.Column("days", String, nullable=True))
    op.create_table(
        "lines",
        sa.Column("line", String, nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("branch_point_id", sa.Integer(), nullable=True),
        sa.Column("first_commit_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", String, nullable=True),
        sa.Column("opened_utc", sa.BigInteger(), nullable=True),
        sa.Column("security_only_from", String, nullable=True),
        sa.Column("ended_on", String, nullable=True),
        _commit("lines", "tip_id"),
        _commit("lines", "branch_point_id", ondelete="SET NULL"),
        _commit("lines", "first_commit_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_lines")),
    )
    op.create_table(
        "merges",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("continued_id", sa.Integer(), nullable=False),
        sa.Column("arriving", sa.Integer(), nullable=False),
        sa.Column("brought", sa.Integer(), nullable=False),
        _commit("merges", "commit_id"),
        _commit("merges", "continued_id"),
        sa.PrimaryKeyConstraint("commit_id", name=op.f("pk_merges")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "brought_commits",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("commit_id", sa.Integer(), nullable=False),
        _commit("brought_commits", "merge_id"),
        _commit("brought_commits", "commit_id"),
        sa.PrimaryKeyConstraint("merge_id", "commit_id", name=op.f("pk_brought_commits")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "line_commits",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        _commit("line_commits", "commit_id"),
        sa.PrimaryKeyConstraint("commit_id", name=op.f("pk_line_commits")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "line_sets",
        sa.Column("set_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", String, nullable=False),
        sa.PrimaryKeyConstraint("set_id", "line", name=op.f("pk_line_sets")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_lines_branch_point_id"), "lines", ["branch_point_id"])
    op.create_index(op.f("ix_brought_commits_commit_id"), "brought_commits", ["commit_id"])
    op.create_index(op.f("ix_line_commits_set_id"), "line_commits", ["set_id"])
    op.create_index(op.f("ix_line_sets_line"), "line_sets", ["line"])


def downgrade() -> None:
    for table in ("line_sets", "line_commits", "brought_commits", "merges", "lines"):
        op.drop_table(table)
    _empty()
    with op.batch_alter_table("news_files") as batch_op:
        batch_op.drop_column("days")
    with op.batch_alter_table("release_commits") as batch_op:
        batch_op.drop_column("contained_set_id")
        batch_op.alter_column("release_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("set_id", existing_type=sa.Integer(), nullable=False)


def _empty() -> None:
    for table in ("release_commits", "release_sets", "releases", "news_files", "git_refs"):
        op.execute(sa.delete(sa.table(table)))
