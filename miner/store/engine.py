"""Open databases, SQLite files or PostgreSQL URLs, for reading or for writing."""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from miner import settings
from miner.errors import MinerError, QueryError, SettingsError, StoreError
from miner.texts import storable

_PASSWORD = re.compile(r"//.*@")
# SQLite is not asked to enforce foreign keys: the only writer assigns the ids itself, and checking takes a tenth of a
# run. The page cache is 64 MB: with the default of 2 MB a first run spends most of its time re-reading index pages.
_SQLITE_WRITING = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 20000",
)
# What reads tables once from beginning to end needs no large cache.
_SQLITE_BESIDE = ("PRAGMA cache_size = -4096", "PRAGMA temp_store = FILE")
# JIT compilation takes longer than most of our statements run. The whole history fits into memory, where reading single
# pages costs what reading all of them does; by default PostgreSQL compares all rows with all instead of using an index
# on the beginnings of shas.
_POSTGRESQL = ("jit=off", "random_page_cost=1.1")
# A view of a view soon joins more than the eight tables that PostgreSQL brings into the best order by default; then it
# may begin with all commits where one is asked for.
_POSTGRESQL_READING = (
    *_POSTGRESQL,
    *("join_collapse_limit=12", "from_collapse_limit=12", "geqo=off"),
    # A parameter that is not given decides which parts of a canned query are empty: no plan is good for all values, but
    # after some executions PostgreSQL would keep one.
    "plan_cache_mode=force_custom_plan",
    "standard_conforming_strings=on",  # by which catalog/harmless.py reads a statement
)
# Indexes are built, and rows sorted, without files.
_POSTGRESQL_WRITING = (*_POSTGRESQL, "work_mem=64MB", "maintenance_work_mem=128MB")
# Some queries sort a third of a million rows, which takes a third less without files.
_SQLITE_READING = ("PRAGMA query_only = ON", "PRAGMA mmap_size = 1073741824", "PRAGMA temp_store = MEMORY")


def database_url(database: str | Path) -> URL:
    """Return what the user typed, a path or a SQLAlchemy URL, as a URL with our drivers.

    Raises SettingsError if it is neither, or names a database other than SQLite and PostgreSQL.
    """
    if isinstance(database, Path) or "://" not in database:
        return URL.create("sqlite", database=str(Path(database).expanduser()))
    try:
        url = make_url(database)
    except (ArgumentError, ValueError) as error:  # ValueError: the port is not a number
        raise SettingsError(
            f"{_PASSWORD.sub('//…@', database)} is neither a path nor a database URL such as postgresql+psycopg://user@host/name."
        ) from error
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise SettingsError(f"{url.get_backend_name()} databases are not supported: use SQLite or PostgreSQL.")
    return url


def open_for_writing(url: URL) -> Engine:
    """Return an engine that may create and change the database; make the folder of a SQLite file.

    Raises StoreError if the folder cannot be made.
    """
    if url.get_backend_name() == "sqlite" and url.database:
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder {folder} for the database cannot be made: {error.strerror}.") from error
    return _engine(url, _SQLITE_WRITING, _POSTGRESQL_WRITING)


def open_for_reading(url: URL) -> Engine:
    """Return an engine on which every statement that writes fails; raise StoreError if there is no such file."""
    if url.get_backend_name() != "sqlite":
        return _engine(url, (), _POSTGRESQL_READING).execution_options(postgresql_readonly=True)
    path = Path(url.database or "")
    if not path.exists():
        raise StoreError(_absent(path))
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a database: name a file in it.")
    # In a folder without write permission, a database in WAL mode can only be opened as immutable.
    mode = "ro" if _opens(path) else "ro&immutable=1"
    quoted = str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    readable = URL.create(
        "sqlite", database=f"file:{quoted}", query={"mode": mode.split("&", maxsplit=1)[0], "uri": "true"}
    )
    if "immutable" in mode:
        readable = readable.update_query_dict({"immutable": "1"})
    return _engine(readable, _SQLITE_READING, ())


def _absent(path: Path) -> str:
    """Return the sentence for a database that is not there; it names the sample's, if there is one."""
    sample = settings.demo_database()
    another = f"the sample's {sample}" if sample.exists() else "another"
    made = f"make one with `miner --db {path} mine`"
    return f"There is no database at {path}: {made}, or name {another} with --db or MINER_DB."


def _opens(path: Path) -> bool:
    quoted = str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        connection = sqlite3.connect(f"file:{quoted}?mode=ro", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return "unable to open" not in str(error) and "readonly" not in str(error)
    return True


def _engine(url: URL, pragmas: tuple[str, ...], settings: tuple[str, ...]) -> Engine:
    sets = {"options": " ".join(f"-c {each}" for each in settings)} if url.get_backend_name() == "postgresql" else {}
    try:
        engine = create_engine(url, connect_args=sets)
    except NoSuchModuleError as error:
        raise SettingsError(f"SQLAlchemy has no driver for {url.drivername}.") from error
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{url.drivername} needs the package {error.name}: install cpython-miner[postgresql]."
        ) from error
    if url.get_backend_name() == "sqlite":
        _listen(engine, pragmas)
    else:
        _store_all_text(engine)
    return engine


def _store_all_text(engine: Engine) -> None:
    """Let the driver write U+FFFD for what PostgreSQL cannot store, whoever gives it."""
    from psycopg.types.string import StrDumper, StrDumperUnknown  # noqa: PLC0415 - only there with the extra

    def lenient(dumper: type[Any]) -> type[Any]:
        return type(dumper.__name__, (dumper,), {"dump": lambda self, value: dumper.dump(self, storable(value))})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        for dumper in (StrDumper, StrDumperUnknown):  # for columns of COPY, and for values of statements
            connection.adapters.register_dumper(str, lenient(dumper))


def _listen(engine: Engine, pragmas: tuple[str, ...]) -> None:
    begin = "BEGIN" if pragmas is _SQLITE_READING else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # We begin transactions ourselves: the driver would not begin one before DDL.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


@contextmanager
def second_connection(store: Engine) -> Iterator[Connection | None]:
    """Open a connection that reads what is committed while another one writes; None for a database in memory.

    It may be used in another thread. Do not begin a transaction on it: that would wait for the writer.
    """
    if store.dialect.name == "sqlite" and store.url.database in {None, "", ":memory:"}:
        yield None
        return
    with store.connect() as connection:
        connection.detach()  # it is closed at the end, and with it go its temporary tables
        if store.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            for pragma in _SQLITE_BESIDE:
                cursor.execute(pragma)
        yield connection


def stop_statement(connection: Connection) -> None:
    """Let the statement that another thread executes on a connection fail."""
    driver: Any = connection.connection.dbapi_connection
    driver.interrupt() if connection.dialect.name == "sqlite" else driver.cancel()


def was_stopped(error: DBAPIError) -> bool:
    """Return whether a statement failed because it was stopped or took too long."""
    return str(error.orig) == "interrupted" or getattr(error.orig, "sqlstate", None) == "57014"


def is_new(url: URL) -> bool:
    """Return whether this is a SQLite file that does not exist yet; False for a server, which is not asked."""
    return url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn errors of the database into errors of ours, each with one clear sentence.

    They become a StoreError, as does a full disk; text that cannot be sent as UTF-8 becomes a QueryError.
    """
    try:
        yield
    except MinerError:
        raise
    except (DBAPIError, sqlite3.Error) as error:
        raise StoreError(_explain(url, error)) from error
    except UnicodeEncodeError as error:  # Python keeps undecodable bytes of the command line as surrogates
        raise QueryError(
            f"{error.object[:80]!a} is not UTF-8: write it in UTF-8, and run in a UTF-8 locale."
        ) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreError(_FULL.format(shown(url))) from error
        raise


_FULL = "The disk with {} is full: make room and run the command again; what was finished is kept."


def shown(url: URL) -> str:
    """Return how messages name a database: its path, or its URL with the password masked."""
    return url.database or ":memory:" if url.get_backend_name() == "sqlite" else url.render_as_string()


def _explain(url: URL, error: DBAPIError | sqlite3.Error) -> str:  # noqa: PLR0911 - one sentence each
    reason = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    name = shown(url)
    low = reason.lower()
    if "readonly" in low or "read-only" in low or "query_only" in low:
        return (
            f"{name} cannot be written: it is read-only ({reason}). Name another one with --db; only mine, fetch, "
            "import-records and db write."
        )
    if "disk is full" in low or "no space left" in low:
        return _FULL.format(name)
    if "not a database" in low or "malformed" in low:
        return f"{name} is not a database of this tool, or it is damaged ({reason}): name another file with --db."
    if "unable to open" in low or "permission denied" in low:
        return f"{name} cannot be opened ({reason}): check that the folder exists and is yours to write."
    if "locked" in low:
        return f"{name} is being written by another process: wait until it has finished."
    if "connect" in low and url.get_backend_name() == "postgresql":
        first = reason.splitlines()[0]
        return f"PostgreSQL at {name} does not answer ({first}): start the server or check the URL."
    return f"The database {name} refused: {reason.splitlines()[0].rstrip('.') if reason else type(error).__name__}."
