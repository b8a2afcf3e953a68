"""The tables: what is stored, and under which names.

Written by hand in Core because every row is written in bulk and read by SQL; ``schema/versions`` holds the same
tables as migrations and a test compares the two. Integers 0 and 1 stand for booleans, text for shas (lower-case
hexadecimal) and for instants as people read them (ISO 8601 with the author's own offset); every ``*_utc`` column
is the same instant in seconds since 1970, which is what to sort by.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite compares text by code point; on PostgreSQL only the C collation does, and the same query must give the
# same order on both.
String = Text().with_variant(Text(collation="C"), "postgresql")


def _commit(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    return Column(
        name,
        Integer,
        ForeignKey("commits.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=nullable,
    )


repositories = Table(
    "repositories",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("location", String, nullable=False, unique=True),  # absolute path of the git directory
    Column("url", String),  # where it was cloned from, if the tool cloned it
    Column("head", String),  # the ref that HEAD names
    Column("mailmap", String),  # blob id of the mailmap that people were merged with
)

git_refs = Table(
    "git_refs",
    metadata,
    Column(
        "repository_id",
        Integer,
        ForeignKey("repositories.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    Column("name", String, primary_key=True),
    Column("object", String, nullable=False),  # what the ref holds: a commit or an annotated tag
    Column("sha", String),  # the commit behind it; NULL when it leads to something else
    Column("tagged_at", String),
    Column("tagged_utc", BigInteger),
    Column("tagger", String),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("canonical_name", String, nullable=False),  # after the repository's mailmap
    Column("canonical_email", String, nullable=False),
    UniqueConstraint("name", "email"),
)

commits = Table(
    "commits",
    metadata,
    Column("id", Integer, primary_key=True),  # parents always have smaller ids than their children
    Column("sha", String, nullable=False, unique=True),
    Column("tree", String, nullable=False),
    Column("author_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("authored_at", String, nullable=False),
    Column("authored_utc", BigInteger, nullable=False),
    Column("authored_offset", Integer, nullable=False),  # minutes east of UTC
    Column("committer_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("committed_at", String, nullable=False),
    Column("committed_utc", BigInteger, nullable=False),
    Column("committed_offset", Integer, nullable=False),
    Column("subject", String, nullable=False),
    Column("message", String, nullable=False),
    Column("title_key", String, nullable=False),  # the subject without tags, numbers and case, to compare titles by
    Column("era", String, nullable=False),
    Column("parent_count", SmallInteger, nullable=False),
    Column("line", String),
    Column("line_basis", String),  # how the line was decided
    Column("svn_revision", Integer),
    Column("svn_branch", String),
    Column("hg_node", String),
    Column("hg_source", String),  # hg node that this commit was grafted or transplanted from
    Index(None, "title_key"),
    Index(None, "svn_revision"),
    Index(None, "authored_utc"),
    Index(None, "line", "authored_utc"),
    Index(None, "author_id", "authored_utc"),
    Index(None, "hg_node"),
    Index(None, "hg_source"),
)

parents = Table(
    "parents",
    metadata,
    _commit("commit_id", primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    _commit("parent_id"),
    Index(None, "parent_id"),
    sqlite_with_rowid=False,
)

paths = Table(
    "paths",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", String, nullable=False, unique=True),
)

changes = Table(
    "changes",
    metadata,
    _commit("commit_id", primary_key=True),
    Column("path_id", Integer, ForeignKey("paths.id"), primary_key=True),
    Column("status", String, nullable=False),  # A, M, D or T, as git log --raw --no-renames
    Column("old_mode", String),
    Column("new_mode", String),
    Column("old_blob", String),
    Column("new_blob", String),
    Column("lines_added", Integer),  # NULL where not counted, or binary
    Column("lines_deleted", Integer),
    Index(None, "path_id", "commit_id"),
    sqlite_with_rowid=False,
)

# What `mine --lines` looked at: a row for each change, even if there is nothing to keep of it (binary, too many lines).
# See relations/prints.py for what fingerprints are.
line_prints = Table(
    "line_prints",
    metadata,
    Column("id", Integer, primary_key=True),  # in the order in which they were counted
    _commit("commit_id"),
    Column("path_id", Integer, ForeignKey("paths.id"), nullable=False),
    Column("added", LargeBinary),  # four bytes a line, sorted
    Column("deleted", LargeBinary),
    Column("forward_print", BigInteger),  # one number for both; NULL where there is no line
    Column("inverse_print", BigInteger),  # the forward_print of the change that takes this one back
    UniqueConstraint("commit_id", "path_id"),
    Index(None, "path_id", "forward_print"),
)

mentions = Table(
    "mentions",
    metadata,
    _commit("commit_id", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("tracker", String, nullable=False),
    Column("number", String, nullable=False),
    Column("position", String, nullable=False),
    Column("role", String, nullable=False),
    Column("start_offset", Integer, nullable=False),  # characters into commits.message
    Column("end_offset", Integer, nullable=False),
    Column("text", String, nullable=False),
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="SET NULL")),
    Column("resolved_id", Integer, ForeignKey("commits.id", ondelete="SET NULL")),
    Column("resolution", String),  # 'resolved', or why not: 'unknown', 'ambiguous', 'elsewhere'
    Index(None, "tracker", "number"),
    Index(None, "issue_id", "commit_id"),
    Index(None, "resolved_id"),
    sqlite_with_rowid=False,
)

credits_ = Table(
    "credits",
    metadata,
    _commit("commit_id", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("role", String, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String),
    Column("start_offset", Integer, nullable=False),
    Column("end_offset", Integer, nullable=False),
    sqlite_with_rowid=False,
)

relations = Table(
    "relations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # undoes, relands, backports, cites
    _commit("source_id"),  # the later commit: the one that undoes, relands, backports, cites
    _commit("target_id"),
    _commit("through_id", nullable=True),  # relands: the undo in between
    Column("extent", String),  # undoes: full or partial
    Column("nature", String),  # undoes: revert, or what a silent inverse is instead: reland, toggle, removal, move, …
    Column("confidence", Float, nullable=False),  # 0 to 1
    UniqueConstraint("kind", "source_id", "target_id"),
    Index(None, "target_id", "kind"),
    Index(None, "source_id", "kind"),
    Index(None, "through_id"),
)

evidence = Table(
    "evidence",
    metadata,
    Column(
        "relation_id",
        Integer,
        ForeignKey("relations.id", ondelete="CASCADE"),
        primary_key=True,
        nullable=False,
    ),
    Column("kind", String, primary_key=True),
    Column("detail", String, primary_key=True),  # the words or numbers that make the case
    sqlite_with_rowid=False,
)

releases = Table(
    "releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tag", String, nullable=False, unique=True),
    Column("version", String, nullable=False),  # PEP 440
    Column("position", Integer, nullable=False),  # rank among all releases by PEP 440
    Column("line", String, nullable=False),
    Column("phase", String, nullable=False),  # alpha, beta, candidate or final
    Column("released_at", String, nullable=False),
    Column("released_utc", BigInteger, nullable=False),
    Column("date_basis", String, nullable=False),  # 'tag' or 'commit'
    _commit("commit_id"),
    # The release that it follows, which tells what is new in it: NULL for the first of all.
    Column("previous_id", Integer, ForeignKey("releases.id", ondelete="SET NULL")),
)

# Which releases contain a commit: all commits that the same releases contain share one set of them, because there are
# some hundred such sets, and millions of pairs of a commit and a release.
release_commits = Table(
    "release_commits",
    metadata,
    _commit("commit_id", primary_key=True),
    Column("set_id", Integer, nullable=False),  # the first commit with this set, which has its releases in release_sets
    Column("release_id", Integer, ForeignKey("releases.id", ondelete="CASCADE"), nullable=False),  # first by date
    Index(None, "set_id"),
    sqlite_with_rowid=False,
)

release_sets = Table(
    "release_sets",
    metadata,
    Column("set_id", Integer, primary_key=True, autoincrement=False),
    Column("release_id", Integer, ForeignKey("releases.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "release_id"),
    sqlite_with_rowid=False,
)

issues = Table(
    "issues",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # bpo-33608, or gh-N for issues born on GitHub
    Column("title", String),
    Column("opened_at", String),
    Column("opened_utc", BigInteger),
    Column("closed_at", String),
    Column("closed_utc", BigInteger),
    Column("creator", String),
    Column("source", String),  # who says so: a tracker record, the sample
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

# What the headers do not tell: which commit a revision of an older system became. By sha, so that it outlives the rows.
revision_map = Table(
    "revision_map",
    metadata,
    Column("space", String, primary_key=True),  # svn or hg
    Column("name", String, primary_key=True),  # 77062, 77062@py3k, or 12 to 40 hexadecimal digits
    Column("sha", String, primary_key=True),
    Column("source", String, primary_key=True),  # 'import', or how it was found out: 'graft', 'back-out'
    Index(None, "sha"),
    sqlite_with_rowid=False,
)

pull_requests = Table(
    "pull_requests",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _commit("commit_id", nullable=True),  # the commit that landed it, by its own message
    Column("title", String),
    Column("base", String),
    Column("merged_at", String),
)

tracker_records = Table(
    "tracker_records",
    metadata,
    Column("tracker", String, primary_key=True),
    Column("number", String, primary_key=True),
    Column("url", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", String),  # raw JSON
    Column("etag", String),
    Column("fetched_at", String, nullable=False),
)

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

struct_fields = Table(
    "struct_fields",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("struct", String, nullable=False),
    Column("field", String, nullable=False),
    Column("type", String, nullable=False),
    Column("path", String, nullable=False),
    _commit("added_id"),
    _commit("removed_id", nullable=True),
    Index(None, "struct", "field"),
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("place", String, nullable=False),  # a sha, a ref, a path
    Column("reason", String, nullable=False),
    _commit("commit_id", nullable=True),
    UniqueConstraint("kind", "place", "reason"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("repository_id", Integer, ForeignKey("repositories.id", ondelete="CASCADE"), nullable=False),
    Column("version", String, nullable=False),  # of the tool
    Column("started_at", String, nullable=False),
    Column("finished_at", String),  # NULL: interrupted, or still running
    Column("commits_added", Integer, nullable=False),
    Column("commits_removed", Integer, nullable=False),
    Column("related_to", Integer, nullable=False),  # highest commit id that relations and full text cover
    Column("lines_related_to", Integer),  # highest id in line_prints that relations cover; NULL: no run with lines
)
