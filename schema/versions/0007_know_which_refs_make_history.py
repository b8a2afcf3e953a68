"""Store which refs make history, and the remote that was chosen for that.

Until the next run all refs count, as they did before: it finds no remotes stored and decides anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
REPOSITORY = ("remote", "upstream", "remotes")


def upgrade() -> None:
    for name in REPOSITORY:
        op.add_column("repositories", sa.Column(name, String, nullable=True))
    with op.batch_alter_table("git_refs") as batch_op:
        batch_op.add_column(sa.Column("authoritative", sa.SmallInteger(), nullable=False, server_default="1"))
    with op.batch_alter_table("git_refs") as batch_op:
        batch_op.alter_column("authoritative", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("git_refs") as batch_op:
        batch_op.drop_column("authoritative")
    for name in REPOSITORY:
        op.drop_column("repositories", name)
