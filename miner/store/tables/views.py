"""The views of a database, with digests of their sources."""

from sqlalchemy import Column, Integer, Table

from miner.store.tables.base import String, metadata

made_views = Table(
    "made_views",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),  # a view may use only views before it
    Column("name", String, nullable=False),
    Column("digest", String, nullable=False),  # SHA-256 of its file in schema/views
)
