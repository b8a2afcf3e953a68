"""Check which schema version a database has, and upgrade it.

The database stores a digest of each view's source, so that a changed view is created again without a migration.
Alembic is imported only for an upgrade, so that commands that read start quickly.
"""

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, Engine, inspect, text

from miner.errors import SchemaError
from miner.resources import directory


class Upgrade(NamedTuple):
    """What an upgrade did: the revisions before and after, and whether it only created changed views again."""

    before: str | None
    after: str
    views_renewed: bool


# Until version 0006 what messages say was not stored: queries would find no claims until the next run.
_NOT_UNDERSTOOD = """
SELECT 1 FROM runs
WHERE id = (SELECT MAX(id) FROM runs WHERE finished_at IS NOT NULL) AND reader_version IS NULL
"""


def known_versions() -> list[str]:
    """Return the revision ids that this version of the tool knows, oldest first (``0001``, ``0002``, …)."""
    return sorted(path.name.split("_", 1)[0] for path in (directory("schema") / "versions").glob("[0-9]*_*.py"))


def version_of(connection: Connection) -> str | None:
    """Return the revision id of the database, None if it has no schema of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check(connection: Connection, name: str) -> None:
    """Raise SchemaError unless the database has the current schema and views; ``name`` is for the message."""
    version = version_of(connection)
    if version is None:
        raise SchemaError(f"{name} is not a database of this tool: fill it with `miner --db {name} mine REPOSITORY`.")
    _refuse_newer(version, name)
    if version != known_versions()[-1]:
        raise SchemaError(f"{name} has schema {version}, older than this tool's: run `miner --db {name} db upgrade`.")
    if connection.execute(text(_NOT_UNDERSTOOD)).first() is not None:
        raise SchemaError(
            f"{name} was mined by an older version of this tool: run `miner --db {name} mine REPOSITORY` again."
        )
    if not _views_are_current(connection):
        raise SchemaError(f"{name} has other views than this tool's: run `miner --db {name} db upgrade`.")


def upgrade(engine: Engine, name: str, tell: Callable[[str], None] | None = None) -> Upgrade:
    """Create or upgrade the schema, and create the views again if their sources have changed.

    ``tell`` is called with a sentence before the schema of rows that are there is changed, which cannot be undone.
    Raises SchemaError if the schema is newer than this tool's or the database has tables of something else.
    """
    head = known_versions()[-1]
    with engine.connect() as connection:
        before = version_of(connection)
        if before is not None:
            _refuse_newer(before, name)
        elif inspect(connection).get_table_names():
            raise SchemaError(f"{name} holds tables of something else: name another database with --db.")
        stale = before == head and not _views_are_current(connection)
    if tell is not None and before not in {None, head}:
        tell(
            f"{name} ({size(engine) / 1e6:,.0f} MB) is now upgraded from schema {before} to {head}, which can take "
            "minutes and cannot be undone: press Ctrl-C and copy the database first if an older version of the tool is "
            "to read it."
        )
    if before != head or stale:
        with engine.begin() as connection:
            _drop_views(connection)
            if before != head:
                _run_alembic(connection)
            _create_views(connection)
    return Upgrade(before, head, stale)


def size(engine: Engine) -> int:
    """Return how many bytes a database has."""
    select = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    if engine.dialect.name == "postgresql":
        select = "SELECT pg_database_size(current_database())"
    with engine.connect() as connection:
        return int(connection.execute(text(select)).scalar_one())


def _refuse_newer(version: str, name: str) -> None:
    if version not in known_versions():
        raise SchemaError(
            f"{name} has schema {version}, newer than this tool's {known_versions()[-1]}: upgrade cpython-miner."
        )


def _run_alembic(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(directory("schema")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def view_sources() -> Mapping[str, str]:
    """Return {view: its SELECT}; the numbers in the file names put views after those that they use."""
    folder = directory("schema") / "views"
    return {path.stem.split("_", 1)[1]: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}


def _drop_views(connection: Connection) -> None:
    """Drop the views listed in ``made_views``, or today's views in databases from before that table."""
    told = inspect(connection).has_table("made_views")
    views = [view for view, _ in _made_views(connection)] if told else list(view_sources())
    for view in reversed(views):
        connection.execute(text(f"DROP VIEW IF EXISTS {view}"))
    if told:
        connection.execute(text("DELETE FROM made_views"))


def _create_views(connection: Connection) -> None:
    for name, select in view_sources().items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS\n{select}")
    rows = [{"at": at, "name": name, "digest": digest} for at, (name, digest) in enumerate(_known_views(), 1)]
    connection.execute(text("INSERT INTO made_views (position, name, digest) VALUES (:at, :name, :digest)"), rows)


def _views_are_current(connection: Connection) -> bool:
    return _made_views(connection) == _known_views()


def _made_views(connection: Connection) -> list[tuple[str, str]]:
    """Return (name, digest of the source) of the views in the database, in the order of their creation."""
    rows = connection.execute(text("SELECT name, digest FROM made_views ORDER BY position"))
    return [(view, digest) for view, digest in rows]


def _known_views() -> list[tuple[str, str]]:
    """Return (name, digest of the source) of the views of this version of the tool."""
    return [(view, sha256(source.encode()).hexdigest()) for view, source in view_sources().items()]
