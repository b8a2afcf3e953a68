"""Alembic's environment: the tool hands over a live connection; developers may give a URL with ``-x url=URL``."""

from alembic import context
from sqlalchemy import Connection, create_engine

from miner.store.tables import metadata

config = context.config


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    # Full text and views differ between the dialects and are made by hand-written statements.
    return not (kind == "table" and name is not None and name.startswith("message_index"))


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=_ours,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


if (live := config.attributes.get("connection")) is not None:
    _run(live)
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).begin() as own:
        _run(own)
