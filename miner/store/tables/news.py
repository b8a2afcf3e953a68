"""The NEWS: files, editions of releases, and entries with their issues."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from miner.store.tables.base import String, metadata

# The NEWS files of the tip of each line and of each release tag. By sha, so that each commit is searched only once.
news_files = Table(
    "news_files",
    metadata,
    Column("sha", String, primary_key=True),
    Column("used_as", String, primary_key=True),  # 'tip', or the version that the commit was tagged as
    Column("path", String, primary_key=True),
    Column("blob", String, nullable=False),
    Column("releases", String),  # at a tip: the versions in the file, comma-separated; NULL: its blob is missing
    Column("days", String),  # the release dates of these versions in the file, in the same order, empty where unknown
    sqlite_with_rowid=False,
)

# The files that the entries of a release were read from: the edition at its tag, and the latest one.
news_editions = Table(
    "news_editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line", String, nullable=False),
    Column("release", String),  # NULL: unreleased entries of the line
    Column("edition", String, nullable=False),  # 'tagged' or 'latest'
    Column("path", String, nullable=False),
    Column("blob", String, nullable=False),
    Column("released_on", String),  # the release date in the file
    # Why it has no entries: the blob is 'missing', the release is 'absent' from the file, or its text is 'prose'.
    Column("problem", String),
    Index(None, "release"),
)

news_entries = Table(
    "news_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("line", String, nullable=False),
    Column("release", String),  # PEP 440; NULL: not released yet on the line, or never
    Column("path", String, nullable=False),
    Column("blob", String, nullable=False),
    Column("ordinal", Integer, nullable=False),  # position among the release's entries in the file
    Column("section", String),
    Column("dated_at", String),  # the entry's own date, if it has one
    Column("nonce", String),  # the unique part of a blurb's file name
    # With a release, what happened to the entry since: 'kept', 'edited', 'removed' or 'added'; NULL if only one edition
    # is known. Without a release: NULL if it is at the tip of the line; of entries that only a commit has, those that
    # were 'withdrawn' before a release, and those whose fate is 'unknown'.
    Column("fate", String),
    Column("commit_id", Integer, ForeignKey("commits.id", ondelete="SET NULL")),  # the commit that added it
    Column("text", String, nullable=False),  # a line for each paragraph and item of a list
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
    Column("role", String, nullable=False),  # 'tags': the entry is about the issue; 'mentions': its text names it
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="SET NULL")),
    Index(None, "issue_id", "entry_id"),
    sqlite_with_rowid=False,
)
