"""Releases and the commits that they hold."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table

from miner.store.tables.base import String, commit_key, metadata

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
    Column("date_basis", String, nullable=False),  # 'tag', 'commit' or 'news'
    commit_key("commit_id"),
    # Rank in an order in which releases that continue the same commit are neighbours, from 1.
    Column("place", Integer, nullable=False),
    # The previous release, from which what is new is counted; NULL for the first of all.
    Column("previous_id", Integer, ForeignKey("releases.id", ondelete="SET NULL")),
    Index(None, "place"),
)


# The releases that hold a commit, and those that contain it in the graph. Commits in the same releases share a set:
# there are some hundred sets, but millions of pairs of a commit and a release. A commit that only merges without its
# content contain is held by no release.
release_commits = Table(
    "release_commits",
    metadata,
    commit_key("commit_id", primary_key=True),
    Column("set_id", Integer),  # the releases that hold it, see release_sets; NULL: none does
    Column("release_id", Integer, ForeignKey("releases.id", ondelete="CASCADE")),  # the first of them by date
    Column("contained_set_id", Integer, nullable=False),  # the releases whose ancestor it is
    Index(None, "set_id"),
    sqlite_with_rowid=False,
)


# Thousands of tags along one branch cost as many rows, and not their square: see miner/graph/spans.py.
release_sets = Table(
    "release_sets",
    metadata,
    # The id of the first commit that is held by these releases, or if none is, minus that of the first contained one.
    Column("set_id", Integer, primary_key=True, autoincrement=False),
    # The set has the releases from this place to that one, and those of its other spans.
    Column("first_place", Integer, primary_key=True, autoincrement=False),
    Column("last_place", Integer, nullable=False),
    sqlite_with_rowid=False,
)
