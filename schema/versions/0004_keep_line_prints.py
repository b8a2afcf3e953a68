"""Store line fingerprints, and which of them the relations cover."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commit_id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("added", sa.LargeBinary(), nullable=True),
        sa.Column("deleted", sa.LargeBinary(), nullable=True),
        sa.Column("forward_print", sa.BigInteger(), nullable=True),
        sa.Column("inverse_print", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commit_id"], ["commits.id"], name=op.f("fk_line_prints_commit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["path_id"], ["paths.id"], name=op.f("fk_line_prints_path_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_prints")),
        sa.UniqueConstraint("commit_id", "path_id", name=op.f("uq_line_prints_commit_id_path_id")),
    )
    op.create_index(op.f("ix_line_prints_path_id_forward_print"), "line_prints", ["path_id", "forward_print"])
    op.add_column("runs", sa.Column("lines_related_to", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_column("lines_related_to")
    op.drop_index(op.f("ix_line_prints_path_id_forward_print"), table_name="line_prints")
    op.drop_table("line_prints")
