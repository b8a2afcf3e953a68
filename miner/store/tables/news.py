"""What the NEWS files say, edition by edition and entry by entry."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from miner.store.tables.base import String, metadata

# Which NEWS files the tip of each line and each release tag have. By sha, so that a commit is looked into once.
news_files = Table(
    "news_files",
    metadata,
    Column("sha", String, primary_key=True),
    Column("used_as", String, primary_key=True),  # 'tip', or the version that the commit was tagged as
    Column("path", String, primary_key=True),
    Column("blob", String, nullable=False),
    Column("releases", String),  # at a tip: versions that the file tells of, comma-separated; NULL: it is missing
    sqlite_with_rowid=False,
)

# Which of these files the entries of a release were read from: as it was tagged, and as it is now.
news_editions = Table(
    "news_editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line", String, nullable=False),
    Column("release", String),  # NULL: entries that wait for a release of the line
    Column("edition", String, nullable=False),  # 'tagged' or 'latest'
    Column("path", String, nullable=False),
    Column("blob", String, nullable=False),
    Column("released_on", String),  # the day that the file gives
    Column("problem", String),  # 'missing', 'absent' (the release in the file), 'prose': why it gives no entries
    Index(None, "release"),
)

news_entries = Table(
    "news_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line", String, nullable=False),
    Column("release", String),  # PEP 440; NULL: waits for a release of the line, or never came into one
    Column("path", String, nullable=False),
    Column("blob", String, nullable=False),
    Column("ordinal", Integer, nullable=False),  # place in what the file says about the release
    Column("section", String),
    Column("dated_at", String),  # the entry's own date, where it has one
    Column("nonce", String),  # what blurb tells files apart by
    # Since the release: 'kept', 'edited', 'removed' or 'added'; NULL: one edition is known. Without a release: NULL, it
    # waits at the tip of the line; only the commit has it: 'withdrawn' before a release, or its end is 'unknown'.
    Column("fate", String),
    Column("commit_id", Integer, ForeignKey("commits.id", ondelete="SET NULL")),  # the commit that added it
    Column("text", String, nullable=False),  # on one line
    UniqueConstraint("line", "release", "path", "blob", "ordinal"),
    Index(None, "release"),
    Index(None, "line"),
    Index(None, "commit_id"),
)

news_issues = Table(
    "news_issues",
    metadata,
    Column(
        "entry_id",
        Integer,
        ForeignKey("news_entries.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    Column("ordinal", Integer, primary_key=True),
    Column("tracker", String, nullable=False),
    Column("number", String, nullable=False),
    Column("role", String, nullable=False),  # 'tags': the entry is about it; 'mentions': its text names it
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="SET NULL")),
    Index(None, "issue_id", "entry_id"),
    sqlite_with_rowid=False,
)
