"""Store all releases that contain a commit, not only the first, and the previous release of each release.

The next mining run decides the releases again, because this migration removes the stored refs.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _empty()
    with op.batch_alter_table("releases") as batch_op:
        batch_op.add_column(sa.Column("previous_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_releases_previous_id"), "releases", ["previous_id"], ["id"], ondelete="SET NULL"
        )
    op.create_table(
        "release_commits",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_release_commits_commit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_commits_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("commit_id", name=op.f("pk_release_commits")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_sets",
        sa.Column("set_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_sets_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("set_id", "release_id", name=op.f("pk_release_sets")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_release_commits_set_id"), "release_commits", ["set_id"])
    op.create_index(op.f("ix_release_sets_release_id"), "release_sets", ["release_id"])


def downgrade() -> None:
    op.drop_table("release_sets")
    _empty()
    with op.batch_alter_table("releases") as batch_op:
        batch_op.drop_constraint(op.f("fk_releases_previous_id"), type_="foreignkey")
        batch_op.drop_column("previous_id")
    op.create_table(
        "release_commits",
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("line", String, nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_release_commits_commit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_commits_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("commit_id", "line", name=op.f("pk_release_commits")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_release_commits_release_id"), "release_commits", ["release_id"])


def _empty() -> None:
    op.drop_table("release_commits")
    op.execute("DELETE FROM releases")
    op.execute("DELETE FROM git_refs")
