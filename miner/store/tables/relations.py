"""Relations between commits with their evidence, and the commits that revisions of older systems became."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, UniqueConstraint

from miner.store.tables.base import String, commit_key, metadata

relations = Table(
    "relations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # undoes, relands, backports, cites
    commit_key("source_id"),  # the commit that undoes, relands, backports or cites
    commit_key("target_id"),
    commit_key("through_id", nullable=True),  # relands: the undo of the target; undoes: what a reland brings back
    Column("extent", String),  # undoes: full, partial or unknown
    # undoes: revert, or what a silent inverse is instead: toggle, removal, move, …; relands: reland or next-attempt
    Column("nature", String),
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
    Column("detail", String, primary_key=True),  # the words or numbers that support it
    sqlite_with_rowid=False,
)


# The commits of svn revisions and Mercurial ids that no commit header gives. By sha, because commits may be removed and
# stored again.
revision_map = Table(
    "revision_map",
    metadata,
    Column("space", String, primary_key=True),  # svn or hg
    Column("name", String, primary_key=True),  # 77062, 77062@py3k, or 12 to 40 hexadecimal digits
    Column("sha", String, primary_key=True),
    Column("source", String, primary_key=True),  # 'import', or how it was found: 'graft', 'back-out'
    Index(None, "sha"),
    sqlite_with_rowid=False,
)
