"""Import a mapping file, and update everything that depends on the names in it."""

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.relations.relate import relate
from miner.resolve.mapping_file import read_mappings, store_mappings


def import_revisions(connection: Connection, content: str, file: str) -> tuple[int, int]:
    """Import the content of a mapping file; return the number of names in it, and how many of them were new.

    ``file`` is its name for messages. Raises SettingsError and LookupFailedError: then roll back the transaction.
    """
    mappings = read_mappings(content, file)
    new = store_mappings(connection, mappings, file)
    if new:
        newest = int(connection.execute(text("SELECT COALESCE(MAX(id), 0) FROM commits")).scalar_one())
        relate(connection, Graph(connection), newest, new)
    return len(mappings), len(new)
