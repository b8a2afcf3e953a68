"""Alembic's environment: the tool hands over a live connection; developers may give a URL with ``-x url=URL``."""

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from miner.store.engine import database_url, open_for_writing
from miner.store.search import is_full_text
from miner.store.tables import metadata

config = context.config


def _is_compared(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and name is not None and is_full_text(name))


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=_is_compared,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


if (live := config.attributes.get("connection")) is not None:
    _run(live)
elif url := context.get_x_argument(as_dictionary=True).get("url"):
    engine = open_for_writing(database_url(url))
    with engine.begin() as own:
        _run(own)
    engine.dispose()
else:
    raise CommandError("Name the database: alembic -x url=URL …")
