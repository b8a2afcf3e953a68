"""Keep the records of trackers, and what they say about issues, pull requests and reverts."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

String = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ISSUE = ("state", "resolution", "login", "labels")
PULL = (
    ("title", String),
    ("state", String),
    ("opened_at", String),
    ("opened_utc", sa.BigInteger()),
    ("closed_at", String),
    ("closed_utc", sa.BigInteger()),
    ("merged_at", String),
    ("merged_utc", sa.BigInteger()),
    ("creator", String),
    ("base", String),
    ("merge_sha", String),
    ("reason", String),
)
TABLES = ("record_changesets", "record_claims", "issue_links", "issue_pull_requests", "tracker_records")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, String, nullable=False) for name in names]


def upgrade() -> None:
    for name in ISSUE:
        op.add_column("issues", sa.Column(name, String, nullable=True))
    for name, kind in PULL:
        op.add_column("pull_requests", sa.Column(name, kind, nullable=True))
    op.create_table(
        "tracker_records",
        *_texts("tracker", "kind", "number"),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        *(sa.Column(name, String, nullable=True) for name in ("etag", "last_modified", "api_version")),
        *(sa.Column(name, String, nullable=True) for name in ("url", "next_url")),
        *_texts("fetched_at"),
        sa.Column("fetched_utc", sa.BigInteger(), nullable=False),
        *_texts("origin"),
        sa.Column("understood", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tracker", "kind", "number", "page", name=op.f("pk_tracker_records")),
    )
    op.create_index(op.f("ix_tracker_records_understood"), "tracker_records", ["understood"])
    op.create_table(
        "issue_pull_requests",
        *_texts("tracker", "number"),
        sa.Column("pull_number", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("source"),
        sa.PrimaryKeyConstraint("tracker", "number", "pull_number", "source", name=op.f("pk_issue_pull_requests")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_issue_pull_requests_pull_number"), "issue_pull_requests", ["pull_number"])
    op.create_table(
        "issue_links",
        *_texts("tracker", "number", "kind", "to_tracker", "to_number"),
        sa.PrimaryKeyConstraint("tracker", "number", "kind", "to_tracker", "to_number", name=op.f("pk_issue_links")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_issue_links_to_tracker_to_number"), "issue_links", ["to_tracker", "to_number"])
    op.create_table(
        "record_claims",
        *_texts("tracker", "number"),
        sa.Column("comment", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("says", "to_tracker", "to_number", "words"),
        sa.Column("author", String, nullable=True),
        sa.Column("said_at", String, nullable=True),
        sa.PrimaryKeyConstraint("tracker", "number", "comment", "ordinal", name=op.f("pk_record_claims")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_record_claims_to_tracker_to_number"), "record_claims", ["to_tracker", "to_number"])
    op.create_table(
        "record_changesets",
        *_texts("hg_node", "branch", "author", "subject", "issue"),
        sa.PrimaryKeyConstraint("hg_node", "branch", "issue", name=op.f("pk_record_changesets")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("pull_requests") as batch_op:
        for name, _ in PULL:
            batch_op.drop_column(name)
    with op.batch_alter_table("issues") as batch_op:
        for name in ISSUE:
            batch_op.drop_column(name)
