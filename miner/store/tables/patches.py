"""Patches, where each stands on each line, and the cycles of their attempts and reverts."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, SmallInteger, Table

from miner.store.tables.base import String, commit_key, metadata

# A patch is one logical change, however often it landed. A commit without any relation is a patch of its own, and is
# not stored here. The id is that of the commit that landed it first.
patches = Table(
    "patches",
    metadata,
    Column("id", Integer, ForeignKey("commits.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("commits", Integer, nullable=False),  # how many commits it has, undos included
)

patch_commits = Table(
    "patch_commits",
    metadata,
    Column("patch_id", Integer, ForeignKey("patches.id", ondelete="CASCADE"), primary_key=True),
    commit_key("commit_id", primary_key=True),
    Column("role", String, nullable=False),  # original, port, reland or undo
    Column("line", String),  # of the commit
    Index(None, "commit_id"),
    sqlite_with_rowid=False,
)

# Only patches with a full undo have rows: all others stand on every line that holds them. On a line that holds no
# landing of it, a patch is absent and has no row.
patch_standings = Table(
    "patch_standings",
    metadata,
    Column("patch_id", Integer, ForeignKey("patches.id", ondelete="CASCADE"), primary_key=True),
    Column("line", String, primary_key=True),
    Column("standing", String, nullable=False),  # stands, undone or relanded
    commit_key("landing_id"),  # the commit that brought it to the line, the last one if several did
    commit_key("since_id"),  # the commit that made it so: the landing, or the undo
    # Releases of the line (of main: all): the first with this standing, and the first and the last with the patch; the
    # last is NULL as long as the patch is in force.
    Column("release_id", Integer, ForeignKey("releases.id", ondelete="SET NULL")),
    Column("first_release_id", Integer, ForeignKey("releases.id", ondelete="SET NULL")),
    Column("last_release_id", Integer, ForeignKey("releases.id", ondelete="SET NULL")),
    sqlite_with_rowid=False,
)

# The commits that were taken back on a line that holds them. All others stand on every line that holds them.
commit_standings = Table(
    "commit_standings",
    metadata,
    commit_key("commit_id", primary_key=True),
    Column("line", String, primary_key=True),
    Column("standing", String, nullable=False),  # undone or relanded
    commit_key("by_id"),  # the undo, or the reland
    sqlite_with_rowid=False,
)

# A cycle is a connected set of attempts and reverts on one line.
cycles = Table(
    "cycles",
    metadata,
    Column("id", Integer, primary_key=True),
    commit_key("first_id"),  # the earliest attempt
    Column("line", String, nullable=False),
    Column("partial", SmallInteger, nullable=False),  # 1: partial undos count, too
    Column("outcome", String, nullable=False),  # landed, reverted or mixed
    Index(None, "first_id"),
)

cycle_steps = Table(
    "cycle_steps",
    metadata,
    Column("cycle_id", Integer, ForeignKey("cycles.id", ondelete="CASCADE"), primary_key=True),
    commit_key("commit_id", primary_key=True),
    Column("step", Integer, nullable=False),  # from 1; attempts without a revert between them are one step
    Column("position", Integer, nullable=False),  # from 1, rank of the commit in the cycle
    Column("role", String, nullable=False),  # attempt or revert
    # Of a revert the last attempt that it takes back, of a later attempt the one that it lands again or follows.
    commit_key("target_id", nullable=True),
    Column("extent", String),  # of a revert: full or partial
    Column("confidence", Float),  # of the relation to the target
    Column("delay_seconds", BigInteger),  # of a revert, since the earliest attempt that it takes back
    Column("became", String),  # of an attempt: stands, undone or relanded
    commit_key("became_id", nullable=True),  # the commit that undid it or landed it again
    Index(None, "commit_id"),
    sqlite_with_rowid=False,
)
