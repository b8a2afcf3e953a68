"""Apply the mailmap to people."""

from collections.abc import Callable

from sqlalchemy import Connection, text

from miner.store import bulk, tables


def merge_people(connection: Connection, resolve: Callable[[str, str], tuple[str, str]]) -> None:
    """Set everybody's canonical name and address; ``resolve`` returns them for a name and address."""
    changed = []
    rows = connection.execute(text("SELECT id, name, email, canonical_name, canonical_email FROM people"))
    for identity, name, email, canonical_name, canonical_email in rows:
        wanted = resolve(name, email)
        if wanted != (canonical_name, canonical_email):
            changed.append((*wanted, identity))
    bulk.update(connection, tables.people, ("canonical_name", "canonical_email"), ("id",), changed)
