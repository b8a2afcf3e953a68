"""Issues and pull requests: their numbers, and what trackers say about them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table

from miner.store.tables.base import String, commit_key, metadata

issues = Table(
    "issues",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # bpo-33608, or gh-N for issues without a known bpo number
    Column("title", String),
    Column("opened_at", String),
    Column("opened_utc", BigInteger),
    Column("closed_at", String),
    Column("closed_utc", BigInteger),
    Column("creator", String),
    Column("source", String),  # where the facts come from: a tracker record, the sample
)

issue_numbers = Table(
    "issue_numbers",
    metadata,
    Column("tracker", String, primary_key=True),
    Column("number", String, primary_key=True),
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="CASCADE"), nullable=False),
    Column("source", String, nullable=False),
    Index(None, "issue_id"),
    sqlite_with_rowid=False,
)

pull_requests = Table(
    "pull_requests",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    commit_key("commit_id", nullable=True),  # the commit that landed it, according to the commit's message
)
