"""Tell relands from next attempts.

Their natures are in a column that was there before. The migration fills nothing: it makes the next run relate all
commits again.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE runs SET related_to = 0")


def downgrade() -> None:
    pass
