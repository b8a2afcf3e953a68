"""Databases for tests: SQLite files, and databases on a PostgreSQL server that is found or started."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from miner.store import schema
from miner.store.engine import database_url, open_for_writing

_INSTALLED = "/usr/lib/postgresql"
_PATIENCE = 30.0
_NUMBERS = itertools.count(1)

# Everything in a database that a test may have changed apart from rows; mining drops indexes and makes them again.
_SHAPE = text("""
WITH ours AS (SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace)
SELECT md5(string_agg(what, ',' ORDER BY what)) FROM (
    SELECT concat_ws(' ', relname, relkind, CASE relkind WHEN 'i' THEN pg_get_indexdef(oid) END) AS what FROM ours
    UNION ALL SELECT concat_ws(' ', relname, attname, atttypid, attnotnull)
    FROM ours JOIN pg_attribute ON attrelid = ours.oid
    UNION ALL SELECT concat_ws(' ', relname, pg_rewrite.oid, pg_rewrite.xmin)
    FROM ours JOIN pg_rewrite ON ev_class = ours.oid
    UNION ALL SELECT concat_ws(' ', conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT made_views::text FROM made_views
    UNION ALL SELECT version_num FROM alembic_version) AS parts
""")
_EMPTY = (
    text("SET LOCAL lock_timeout = '2s'"),
    text("SET LOCAL session_replication_role = replica"),  # no foreign key is looked up: all rows go
    text("""
DO $$
DECLARE held regclass; filled boolean;
BEGIN
    FOR held IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                AND relname NOT IN ('alembic_version', 'made_views') LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', held) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %s', held); END IF;
    END LOOP;
END $$
"""),
    text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"),
)


@dataclass(frozen=True)
class Database:
    """A database to test with: its URL, and an engine that may write."""

    url: URL
    engine: Engine

    @property
    def dialect(self) -> str:
        """The name of the dialect, sqlite or postgresql."""
        return self.url.get_backend_name()


@contextmanager
def empty(path: Path) -> Iterator[Database]:
    """Open an SQLite file for writing, and let go of it at the end."""
    with _opened(database_url(path)) as database:
        yield database


def make_template(path: Path) -> Path:
    """Make an SQLite file with the current schema, whole in one file because it is closed again."""
    with empty(path) as database:
        schema.upgrade(database.engine, str(path))
    return path


class Replay:
    """Stands for the migrations: a new SQLite file gets its tables as the first one has got them from these.

    Alembic takes 0.3 s for each. Databases that have tables already are still migrated.
    """

    _TABLES = text("""
    SELECT m.sql FROM sqlite_master m LEFT JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name
    WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite@_%' ESCAPE '@' AND COALESCE(l.type, '') <> 'shadow'
    ORDER BY m.rowid
    """)
    _VERSION = "SELECT version_num FROM alembic_version"

    def __init__(self) -> None:
        self.migrate = schema._run_alembic
        self._statements: list[str] = []

    def __call__(self, connection: Connection) -> None:
        if connection.dialect.name != "sqlite" or inspect(connection).get_table_names():
            self.migrate(connection)
        elif self._statements:
            for statement in self._statements:
                connection.exec_driver_sql(statement)
        else:
            self.migrate(connection)
            tables = connection.scalars(self._TABLES).all()
            version = connection.exec_driver_sql(self._VERSION).scalar_one()
            self._statements = [*tables, f"INSERT INTO alembic_version VALUES ('{version}')"]


@contextmanager
def _opened(url: URL) -> Iterator[Database]:
    engine = open_for_writing(url)
    try:
        yield Database(url, engine)
    finally:
        engine.dispose()


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which databases may be created; ``url`` is that of an existing one."""

    url: URL
    prefix: str = field(default_factory=lambda: f"miner_test_{os.getpid()}")
    _spare: dict[str, tuple[URL, str]] = field(
        default_factory=dict
    )  # per template: a database free to lend, and its shape

    def make_template(self) -> str:
        """Create a database with the current schema, to copy for each test."""
        name = f"{self.prefix}_template"
        self._create(name)
        with _opened(self.url.set(database=name)) as database:
            schema.upgrade(database.engine, name)
        return name

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[Database]:
        """Create a database for one test, and drop it at the end."""
        name = f"{self.prefix}_{next(_NUMBERS)}"
        self._create(name, template)
        try:
            with _opened(self.url.set(database=name)) as database:
                yield database
        finally:
            self.drop(name)

    @contextmanager
    def lent(self, template: str) -> Iterator[Database]:
        """Lend a copy of a template to one test after the other: its rows are deleted between two, which takes a tenth
        of the time that a new copy takes. A test that changed the schema has its copy dropped.
        """
        url, shape = self._spare.pop(template, (None, ""))
        if url is None:
            url = self.url.set(database=f"{self.prefix}_{next(_NUMBERS)}")
            self._create(url.database, template)
        with _opened(url) as database:
            with database.engine.connect() as connection:
                shape = shape or connection.execute(_SHAPE).scalar_one()
            yield database
        if self._emptied(url) == shape:
            self._spare[template] = url, shape
        else:
            self.drop(url.database)

    def _emptied(self, url: URL) -> str | None:
        """Delete all rows but those about the schema; tell the shape, or nothing where that was not possible."""
        engine = create_engine(url, poolclass=NullPool)
        try:
            with engine.begin() as connection:
                for statement in _EMPTY:
                    connection.execute(statement)
                return connection.execute(_SHAPE).scalar_one()
        except DBAPIError:  # without a superuser's rights, or somebody still holds a table
            return None

    def _create(self, name: str, template: str | None = None) -> None:
        if template:
            self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            return
        # A linguistic collation shows where a query sorts by the database's default instead of by code point.
        linguistic = "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0"
        try:
            self.execute(f"CREATE DATABASE {name} {linguistic}")
        except DBAPIError:
            self.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")

    def forget(self) -> None:
        """Drop what is still there of these tests, for a server that lives on."""
        for url, _ in self._spare.values():
            self.drop(url.database)
        self.drop(f"{self.prefix}_template")

    def drop(self, name: str) -> None:
        """Remove a database if it exists."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def find_server() -> Iterator[Server | str]:
    """Give a server, or the reason why there is none."""
    if named := os.environ.get("MINER_TEST_POSTGRES"):
        server = Server(database_url(named))
        yield server
        server.forget()
    elif (programs := _programs()) is None:
        yield f"no PostgreSQL: neither MINER_TEST_POSTGRES, nor initdb on PATH, nor anything in {_INSTALLED}"
    elif (user := _unprivileged()) is None:
        yield "no PostgreSQL: it does not run as root, and there is no user postgres or nobody to run it"
    else:
        yield from _started(programs, user)


def _programs() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = sorted(Path(_INSTALLED).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return installed[-1].parent if installed else None


def _unprivileged() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _started(programs: Path, user: pwd.struct_passwd) -> Iterator[Server | str]:
    # A path of its own because a socket's name may not be longer than some hundred bytes.
    folder = Path(tempfile.mkdtemp(prefix="miner-pg-", dir="/tmp"))
    identity = {"user": user.pw_uid, "group": user.pw_gid} if os.getuid() == 0 else {}
    os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    try:
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "miner", "-A", "trust", "--locale=C", "-E", "UTF8", "--no-sync"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **identity,
        )
        if made.returncode:
            yield f"no PostgreSQL: initdb failed: {made.stderr.strip()}"
            return
        options = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *settings],
                cwd=folder,
                stdout=log,
                stderr=log,
                **identity,
            )
        try:
            url = URL.create("postgresql+psycopg", username="miner", database="postgres", query={"host": str(folder)})
            yield from _answering(Server(url), server, folder / "log")
        finally:
            server.terminate()
            try:
                server.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answering(server: Server, process: subprocess.Popen[bytes], log: Path) -> Iterator[Server | str]:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            server.execute("SELECT 1")
        except OperationalError as error:
            if process.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
                continue
            yield f"no PostgreSQL: it does not answer ({error.orig}): {log.read_text(errors='replace')[-500:]}"
            return
        yield server
        return
