"""Lines of development, what merges brought into them, and which lines hold a commit."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table

from miner.store.tables.base import String, commit_key, metadata

lines = Table(
    "lines",
    metadata,
    Column("line", String, primary_key=True),
    commit_key("tip_id"),  # the newest commit of the line: of its branch, its end-of-life tag or its newest release
    # Where the line left main, by first parents; NULL if it never did: main, and lines whose tip is on main.
    Column("branch_point_id", Integer, ForeignKey("commits.id", ondelete="SET NULL")),
    # The first commit after the branch point.
    Column("first_commit_id", Integer, ForeignKey("commits.id", ondelete="SET NULL")),
    # When the line began: the committer's date of the branch point, or of the line's first commit if there is none.
    Column("opened_at", String),
    Column("opened_utc", BigInteger),
    Column("security_only_from", String),  # the day of the last bug-fix release; NULL if not known or not yet
    Column("ended_on", String),  # the day of the last release; NULL if not known or not yet
    Index(None, "branch_point_id"),
)

# Merges whose tree was compared with that of the parent that they continue.
merges = Table(
    "merges",
    metadata,
    commit_key("commit_id", primary_key=True),
    # The parent that the merge continues: the first one, or another if the merge has exactly that one's tree.
    commit_key("continued_id"),
    Column("arriving", Integer, nullable=False),  # commits that other parents have and the continued one has not
    Column("brought", Integer, nullable=False),  # how many of them it brought: see brought_commits
    sqlite_with_rowid=False,
)

# The arriving commits whose content is in the tree of a merge.
brought_commits = Table(
    "brought_commits",
    metadata,
    commit_key("merge_id", primary_key=True),
    commit_key("commit_id", primary_key=True),
    Index(None, "commit_id"),
    sqlite_with_rowid=False,
)

# The lines that hold a commit. Commits held by the same lines share a set.
line_commits = Table(
    "line_commits",
    metadata,
    commit_key("commit_id", primary_key=True),
    Column("set_id", Integer, nullable=False),  # see line_sets
    Index(None, "set_id"),
    sqlite_with_rowid=False,
)

# The lines in an order in which those that continue the same commit are neighbours: see miner/graph/spans.py.
line_places = Table(
    "line_places",
    metadata,
    Column("line", String, primary_key=True),
    Column("place", Integer, nullable=False),  # from 1
    Index(None, "place"),
    sqlite_with_rowid=False,
)

line_sets = Table(
    "line_sets",
    metadata,
    Column("set_id", Integer, primary_key=True, autoincrement=False),  # id of the first commit with this set
    # The set has the lines from this place to that one, and those of its other spans.
    Column("first_place", Integer, primary_key=True, autoincrement=False),
    Column("last_place", Integer, nullable=False),
    sqlite_with_rowid=False,
)
