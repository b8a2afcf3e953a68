"""Issues and pull requests: their numbers, and what trackers say about them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table

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
    Column("state", String),  # open or closed
    # How it was closed: what GitHub says (completed, not_planned, duplicate), or else bugs.python.org (fixed, …).
    Column("resolution", String),
    Column("login", String),  # the creator on GitHub, where that is another name
    Column("labels", String),  # comma-separated in text order
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
    # What its record says; all are NULL without one.
    Column("title", String),
    Column("state", String),  # open, merged, or closed without being merged
    Column("opened_at", String),
    Column("opened_utc", BigInteger),
    Column("closed_at", String),
    Column("closed_utc", BigInteger),
    Column("merged_at", String),
    Column("merged_utc", BigInteger),
    Column("creator", String),  # a login of GitHub
    Column("base", String),  # the branch that it is for
    Column("merge_sha", String),  # the commit that landed it, according to GitHub
    Column("reason", String),  # the sentence of its text that says why it takes something back
)

# What trackers answered, as they answered it. A page of a list that was split into its records keeps no content: it
# says how far the list was read.
tracker_records = Table(
    "tracker_records",
    metadata,
    Column("tracker", String, primary_key=True),  # gh or bpo
    Column("kind", String, primary_key=True),  # see miner/tracker/github.py
    Column("number", String, primary_key=True),  # of the issue or pull request; of a list, the day it begins with
    Column("page", Integer, primary_key=True),  # from 1
    Column("content", LargeBinary),  # JSON or text in UTF-8, compressed by zlib; NULL if there is none
    Column("status", Integer, nullable=False),  # of the HTTP answer: 200; 301 moved away; 404, 410, 451 gone
    Column("etag", String),
    Column("last_modified", String),
    Column("api_version", String),  # of GitHub's API
    Column("url", String),  # what was asked; NULL if it was imported
    Column("next_url", String),  # the next page, as the tracker named it
    Column("fetched_at", String, nullable=False),
    Column("fetched_utc", BigInteger, nullable=False),
    Column("origin", String, nullable=False),  # fetch, or the name of the file that was imported
    Column("understood", SmallInteger, nullable=False),  # 1 once its facts are in the tables below and above
    Index(None, "understood"),
)

# Which pull requests belong to which issue, many to many. By number, because either may be known without the other.
issue_pull_requests = Table(
    "issue_pull_requests",
    metadata,
    Column("tracker", String, primary_key=True),  # of the issue: bpo or gh
    Column("number", String, primary_key=True),
    Column("pull_number", Integer, primary_key=True, autoincrement=False),
    # issue (its record lists it), title, comment, address (the pull request names it there), shipped
    Column("source", String, primary_key=True),
    Index(None, "pull_number"),
    sqlite_with_rowid=False,
)

# What ties an issue to another besides commits.
issue_links = Table(
    "issue_links",
    metadata,
    Column("tracker", String, primary_key=True),
    Column("number", String, primary_key=True),
    Column("kind", String, primary_key=True),  # superseded-by, depends-on, listed-with, refused
    Column("to_tracker", String, primary_key=True),
    Column("to_number", String, primary_key=True),
    Column("source", String, primary_key=True),  # record, commit, or the document that a shipped fact comes from
    Index(None, "to_tracker", "to_number"),
    sqlite_with_rowid=False,
)

# What happened to issues on GitHub, in the order of their timelines.
issue_events = Table(
    "issue_events",
    metadata,
    Column("tracker", String, primary_key=True),  # gh
    Column("number", String, primary_key=True),
    Column("page", Integer, primary_key=True, autoincrement=False),  # of the record that tells it
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),  # closed, reopened, duplicate, or referenced by another
    Column("at", String, nullable=False),
    Column("utc", BigInteger, nullable=False),
    Column("actor", String),  # a login of GitHub
    Column("reason", String),  # why it was closed: completed, not_planned, duplicate
    Column("sha", String),  # the commit that closed it
    Column("to_tracker", String),  # gh or pr: the duplicated issue, or where it is referenced
    Column("to_number", String),
    Index(None, "to_tracker", "to_number"),
    sqlite_with_rowid=False,
)

# What texts of records say about reverts and about other issues: the description of a pull request or issue (comment
# 0), or a comment.
record_claims = Table(
    "record_claims",
    metadata,
    Column("tracker", String, primary_key=True),  # pr or gh: where it stands
    Column("number", String, primary_key=True),
    Column("comment", BigInteger, primary_key=True, autoincrement=False),  # id of the comment; 0: the description
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("says", String, nullable=False),  # undoes, relands, reverted-in, backports, discusses or names
    Column("to_tracker", String, nullable=False),  # pr or git; of an issue that it names, bpo or gh
    Column("to_number", String, nullable=False),
    Column("words", String, nullable=False),
    Column("author", String),
    Column("said_at", String),
    Column("what_tracker", String),  # of reverted-in: what was reverted; NULL for the others
    Column("what_number", String),
    Index(None, "to_tracker", "to_number"),
    sqlite_with_rowid=False,
)

# Commits as the tracker's robot reported them to issues while they were made with Mercurial.
record_changesets = Table(
    "record_changesets",
    metadata,
    Column("hg_node", String, primary_key=True),
    Column("branch", String, primary_key=True),
    Column("author", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("issue", String, primary_key=True),  # the number on GitHub of the issue that it was reported to
    sqlite_with_rowid=False,
)
