"""Keep what happened to issues, what was reverted of which a text tells, and where each tie of issues comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LINK = ("tracker", "number", "kind", "to_tracker", "to_number")
WHAT = ("what_tracker", "what_number")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, String, nullable=False) for name in names]


def _make_links(*names: str) -> None:
    """Create the table of links anew: what was in it is in the records, which the next command understands again."""
    op.drop_table("issue_links")
    op.create_table(
        "issue_links",
        *_texts(*names),
        sa.PrimaryKeyConstraint(*names, name=op.f("pk_issue_links")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_issue_links_to_tracker_to_number"), "issue_links", ["to_tracker", "to_number"])
    op.execute("UPDATE tracker_records SET understood = 0 WHERE content IS NOT NULL")


def upgrade() -> None:
    _make_links(*LINK, "source")
    for name in WHAT:
        op.add_column("record_claims", sa.Column(name, String, nullable=True))
    op.create_table(
        "issue_events",
        *_texts("tracker", "number"),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("kind", "at"),
        sa.Column("utc", sa.BigInteger(), nullable=False),
        *(sa.Column(name, String, nullable=True) for name in ("actor", "reason", "sha", "to_tracker", "to_number")),
        sa.PrimaryKeyConstraint("tracker", "number", "page", "ordinal", name=op.f("pk_issue_events")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_issue_events_to_tracker_to_number"), "issue_events", ["to_tracker", "to_number"])


def downgrade() -> None:
    op.drop_table("issue_events")
    with op.batch_alter_table("record_claims") as batch_op:
        for name in WHAT:
            batch_op.drop_column(name)
    _make_links(*LINK)
