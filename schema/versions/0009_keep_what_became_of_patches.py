"""Keep patches, where each stands on each line, and cycles.

The migration fills nothing: it makes the next run relate all commits again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TABLES = ("cycle_steps", "cycles", "commit_standings", "patch_standings", "patch_commits", "patches")


def _commit(table: str, name: str, *, nullable: bool = False) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return _key(table, name, "commits", "CASCADE", nullable=nullable)


def _key(
    table: str, name: str, to: str, deleted: str, *, nullable: bool = False
) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    key = op.f(f"fk_{table}_{name}")
    return (
        sa.Column(name, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{to}.id"], name=key, ondelete=deleted),
    )


def upgrade() -> None:
    op.create_table(
        "patches",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("commits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["commits.id"], name=op.f("fk_patches_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patches")),
    )
    op.create_table(
        "patch_commits",
        *_key("patch_commits", "patch_id", "patches", "CASCADE"),
        *_commit("patch_commits", "commit_id"),
        sa.Column("role", String, nullable=False),
        sa.Column("line", String, nullable=True),
        sa.PrimaryKeyConstraint("patch_id", "commit_id", name=op.f("pk_patch_commits")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_patch_commits_commit_id"), "patch_commits", ["commit_id"])
    op.create_table(
        "patch_standings",
        *_key("patch_standings", "patch_id", "patches", "CASCADE"),
        sa.Column("line", String, nullable=False),
        sa.Column("standing", String, nullable=False),
        *_commit("patch_standings", "landing_id"),
        *_commit("patch_standings", "since_id"),
        *_key("patch_standings", "release_id", "releases", "SET NULL", nullable=True),
        *_key("patch_standings", "first_release_id", "releases", "SET NULL", nullable=True),
        *_key("patch_standings", "last_release_id", "releases", "SET NULL", nullable=True),
        sa.PrimaryKeyConstraint("patch_id", "line", name=op.f("pk_patch_standings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commit_standings",
        *_commit("commit_standings", "commit_id"),
        sa.Column("line", String, nullable=False),
        sa.Column("standing", String, nullable=False),
        *_commit("commit_standings", "by_id"),
        sa.PrimaryKeyConstraint("commit_id", "line", name=op.f("pk_commit_standings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cycles",
        sa.Column("id", sa.Integer(), nullable=False),
        *_commit("cycles", "first_id"),
        sa.Column("line", String, nullable=False),
        sa.Column("partial", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycles")),
    )
    op.create_index(op.f("ix_cycles_first_id"), "cycles", ["first_id"])
    op.create_table(
        "cycle_steps",
        *_key("cycle_steps", "cycle_id", "cycles", "CASCADE"),
        *_commit("cycle_steps", "commit_id"),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", String, nullable=False),
        *_commit("cycle_steps", "target_id", nullable=True),
        sa.Column("extent", String, nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("delay_seconds", sa.BigInteger(), nullable=True),
        sa.Column("became", String, nullable=True),
        *_commit("cycle_steps", "became_id", nullable=True),
        sa.PrimaryKeyConstraint("cycle_id", "commit_id", name=op.f("pk_cycle_steps")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_cycle_steps_commit_id"), "cycle_steps", ["commit_id"])
    op.execute("UPDATE runs SET related_to = 0")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
