"""Store which refs make history, the remote that was chosen for that, and whose history it is.

Until the next run all refs count, as they did before: it finds no remotes stored and decides anew.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
REPOSITORY = ("remote", "upstream", "remotes", "default_branch")


def upgrade() -> None:
    for name in REPOSITORY:
        op.add_column("repositories", sa.Column(name, String, nullable=True))
    _add("git_refs", sa.Column("authoritative", sa.SmallInteger(), nullable=False, server_default="1"))
    _add("repositories", sa.Column("project", String, nullable=False, server_default="cpython"))


def _add(table: str, column: sa.Column[Any]) -> None:
    """Add a column with a value for the rows that are there, and for no later one."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(column)
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column.name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("git_refs") as batch_op:
        batch_op.drop_column("authoritative")
    with op.batch_alter_table("repositories") as batch_op:
        for name in ("project", *REPOSITORY):
            batch_op.drop_column(name)
