"""What is read from a clone and its messages, and the runs that read it."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    UniqueConstraint,
)

from miner.store.tables.base import String, commit_key, metadata

repositories = Table(
    "repositories",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("location", String, nullable=False, unique=True),  # absolute path of the git directory
    Column("url", String),  # where it was cloned from, if the tool cloned it
    Column("head", String),  # the ref that HEAD points to; NULL if it is detached
    Column("mailmap", String),  # blob id of the mailmap that people were merged with
    Column("remote", String),  # the remote whose branches make history; NULL: the repository's own do
    Column("upstream", String),  # where these branches come from, a URL without credentials; NULL if unknown
    # What it was chosen from: the remote that was asked for, then a line `name URL` for each; NULL: not decided yet.
    Column("remotes", String),
    Column("project", String, nullable=False),  # whose conventions its messages follow: 'cpython' or 'other'
    Column("default_branch", String),  # the ref that is main in a project that is not CPython; NULL if unknown
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
    # What the ref points to, mostly a commit or an annotated tag; empty if it could not be read.
    Column("object", String, nullable=False),
    Column("sha", String),  # the commit that it leads to, or led to before it became unreadable; NULL if none is known
    Column("tagged_at", String),
    Column("tagged_utc", BigInteger),
    Column("tagger", String),
    # 1: it makes history. What only other refs reach was proposed, and has no line.
    Column("authoritative", SmallInteger, nullable=False),
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
    Column("branch_prefix", String),  # the line named before the subject: [3.9]
    Column("merged_line", String),  # the line that a merge says it merges
    # Equal for equal changes of the same paths; inverse_id is the change_id of the inverse change.
    Column("change_id", BigInteger),
    Column("inverse_id", BigInteger),
    Column("era", String, nullable=False),
    Column("parent_count", SmallInteger, nullable=False),
    Column("line", String),
    Column("line_basis", String),  # how the line was decided
    Column("svn_revision", Integer),
    Column("svn_branch", String),
    Column("hg_node", String),
    Column("hg_source", String),  # hg node that this commit was grafted or transplanted from
    Index(None, "title_key"),
    Index(None, "change_id"),
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
    commit_key("commit_id", primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    commit_key("parent_id"),
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
    commit_key("commit_id", primary_key=True),
    Column("path_id", Integer, ForeignKey("paths.id"), primary_key=True),
    Column("status", String, nullable=False),  # A, M, D or T, as git log --raw --no-renames
    Column("old_mode", String),
    Column("new_mode", String),
    Column("old_blob", String),
    Column("new_blob", String),
    Column("lines_added", Integer),  # NULL if not counted, or binary
    Column("lines_deleted", Integer),
    Index(None, "path_id", "commit_id"),
    sqlite_with_rowid=False,
)

# The changes that `mine --lines` has counted, including those with nothing to keep (binary, too many lines). For
# fingerprints see contents/fingerprints.py.
line_prints = Table(
    "line_prints",
    metadata,
    Column("id", Integer, primary_key=True),  # in the order of counting
    commit_key("commit_id"),
    Column("path_id", Integer, ForeignKey("paths.id"), nullable=False),
    Column("added", LargeBinary),  # fingerprint, four bytes per line; NULL if nothing is kept
    Column("deleted", LargeBinary),
    Column("forward_print", BigInteger),  # hash of both fingerprints; NULL without any line
    Column("inverse_print", BigInteger),  # the forward_print of the inverse change
    # By which version names were counted, if the file is one of those where they are; NULL: by none.
    Column("names_version", SmallInteger),
    UniqueConstraint("commit_id", "path_id"),
    Index(None, "path_id", "forward_print"),
)

mentions = Table(
    "mentions",
    metadata,
    commit_key("commit_id", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("tracker", String, nullable=False),
    Column("number", String, nullable=False),
    Column("position", String, nullable=False),
    Column("role", String, nullable=False),
    Column("start_offset", Integer, nullable=False),  # in characters of commits.message
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
    commit_key("commit_id", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("role", String, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String),
    Column("start_offset", Integer, nullable=False),
    Column("end_offset", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What a message claims to take back, see miner.model.UndoClaim.
undo_claims = Table(
    "undo_claims",
    metadata,
    commit_key("commit_id", primary_key=True),
    Column("says", String, nullable=False),  # how firmly: undo, mention or restore
    Column("sentence", String, nullable=False),
    Column("recent", SmallInteger, nullable=False),  # 1: it means the previous change, "my last checkin"
    Column("slip", SmallInteger, nullable=False),  # 1: it admits the author's own mistake
    Column("part", SmallInteger, nullable=False),  # 1: only a part is taken back
    Column("issues", String),  # numbers of the issues whose changes are taken back, separated by blanks
    Column("carried", SmallInteger, nullable=False),  # 1: a merge brings in the undo from another line
    sqlite_with_rowid=False,
)

# The titles of other commits that a subject quotes, the outermost first.
quoted_titles = Table(
    "quoted_titles",
    metadata,
    commit_key("commit_id", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # undoes or relands: what is done to the commit with that title
    Column("depth", Integer, nullable=False),  # number of undoing words around it
    Column("title", String, nullable=False),
    Column("title_key", String, nullable=False),  # as in commits; empty if nothing is left to compare
    Column("is_cut", SmallInteger, nullable=False),  # 1: GitHub cut the title, so title_key is only a prefix
    Index(None, "title_key"),
    sqlite_with_rowid=False,
)

# Sentences that may say why a commit takes something back, the most likely first.
reasons = Table(
    "reasons",
    metadata,
    commit_key("commit_id", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("sentence", String, nullable=False),
    Column("basis", String, nullable=False),  # words: a word in it marks a reason; place: it follows the undo
    sqlite_with_rowid=False,
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("place", String, nullable=False),  # a sha, a ref, a path
    Column("reason", String, nullable=False),
    commit_key("commit_id", nullable=True),
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
    Column("related_to", Integer, nullable=False),  # highest commit id covered by relations and full text
    Column("reader_version", Integer),  # of the reader that had understood all stored messages at the end
    Column("lines_related_to", Integer),  # highest line_prints.id covered by relations; NULL: not asked for
)
