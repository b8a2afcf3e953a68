"""Importing a mapping file, and understanding anew what the names in it mean."""

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.relations.relate import relate
from miner.resolve.mapping_file import read_mappings, store_mappings


def import_revisions(connection: Connection, content: str, file: str) -> tuple[int, int]:
    """Import the rows of a mapping file; return how many there were, and how many were new.

    Raises SettingsError and LookupFailedError, and then has changed nothing that the caller should keep.
    """
    mappings = read_mappings(content, file)
    new = store_mappings(connection, mappings, file)
    if new:
        newest = int(connection.execute(text("SELECT COALESCE(MAX(id), 0) FROM commits")).scalar_one())
        relate(connection, Graph(connection), newest, new)
    return len(mappings), len(new)
