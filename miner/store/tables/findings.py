"""What is worked out from the history: ties between commits, releases, other systems' names, struct fields."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, Table, UniqueConstraint

from miner.store.tables.base import String, commit_key, metadata

relations = Table(
    "relations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # undoes, relands, backports, cites
    commit_key("source_id"),  # the later commit: the one that undoes, relands, backports, cites
    commit_key("target_id"),
    commit_key("through_id", nullable=True),  # relands: the undo in between
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
    commit_key("commit_id"),
    # The release that it follows, which tells what is new in it: NULL for the first of all.
    Column("previous_id", Integer, ForeignKey("releases.id", ondelete="SET NULL")),
)

# Which releases contain a commit: all commits that the same releases contain share one set of them, because there are
# some hundred such sets, and millions of pairs of a commit and a release.
release_commits = Table(
    "release_commits",
    metadata,
    commit_key("commit_id", primary_key=True),
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

struct_fields = Table(
    "struct_fields",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("struct", String, nullable=False),
    Column("field", String, nullable=False),
    Column("type", String, nullable=False),
    Column("path", String, nullable=False),
    commit_key("added_id"),
    commit_key("removed_id", nullable=True),
    Index(None, "struct", "field"),
)
