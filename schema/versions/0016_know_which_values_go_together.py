"""Let PostgreSQL know that kind, nature and extent of relations go together.

Without that it expects one full revert where there are a thousand, and compares what it finds with them one by one.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME = "st_relations_kind_nature_extent"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE STATISTICS {NAME} (mcv) ON kind, nature, extent FROM relations")
        op.execute("ANALYZE relations")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP STATISTICS {NAME}")
