"""The schema's version: which one a database has, and bringing it up to date.

Alembic is imported only when something has to be upgraded: commands that read must start at once.
"""

from sqlalchemy import Connection, Engine, inspect, text

from miner.errors import SchemaError
from miner.resources import directory


def known_versions() -> list[str]:
    """Return the revision ids that this version of the tool knows, oldest first (``0001``, ``0002``, …)."""
    return sorted(path.name.split("_", 1)[0] for path in (directory("schema") / "versions").glob("[0-9]*_*.py"))


def version_of(connection: Connection) -> str | None:
    """Return the revision id that the database has, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check(connection: Connection, name: str) -> None:
    """Refuse to read a database whose schema is not the current one."""
    version = version_of(connection)
    if version is None:
        raise SchemaError(f"{name} is not a database of this tool: fill it with `miner --db {name} mine REPOSITORY`.")
    _refuse_newer(version, name)
    if version != known_versions()[-1]:
        raise SchemaError(f"{name} has schema {version}, older than this tool's: run `miner --db {name} db upgrade`.")


def upgrade(engine: Engine, name: str) -> tuple[str | None, str]:
    """Create or upgrade the schema; return the revision before and after."""
    head = known_versions()[-1]
    with engine.connect() as connection:
        before = version_of(connection)
        if before is not None:
            _refuse_newer(before, name)
        elif inspect(connection).get_table_names():
            raise SchemaError(f"{name} holds tables of something else: name another database with --db.")
    if before != head:
        _run_alembic(engine)
    return before, head


def _refuse_newer(version: str, name: str) -> None:
    if version not in known_versions():
        raise SchemaError(
            f"{name} has schema {version}, newer than this tool's {known_versions()[-1]}: upgrade cpython-miner."
        )


def _run_alembic(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, seldom needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(directory("schema")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        _drop_views(connection)
        command.upgrade(config, "head")
        _create_views(connection)


def view_sources() -> dict[str, str]:
    """Return the SELECT of each view by name; the file name is the view's name, shorter dependencies first."""
    folder = directory("schema") / "views"
    return {path.stem.split("_", 1)[1]: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}


def _drop_views(connection: Connection) -> None:
    for name in reversed(view_sources()):
        connection.execute(text(f"DROP VIEW IF EXISTS {name}"))


def _create_views(connection: Connection) -> None:
    for name, select in view_sources().items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS\n{select}")
