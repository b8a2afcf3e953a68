"""What a database says, whatever ids it gives."""

from pathlib import Path

from miner.store.engine import database_url, open_for_writing
from tests.dumps import contents


def said(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of all tables, as :func:`tests.dumps.contents` has them."""
    engine = open_for_writing(database_url(path))
    try:
        with engine.connect() as connection:
            return contents(connection)
    finally:
        engine.dispose()
