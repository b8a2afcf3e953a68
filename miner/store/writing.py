"""Write to a database as the only process that does, with the schema of this version.

Two runs over one database would give the same ids to different rows. The lock is released by the operating system, or
by the server, when its holder dies.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from miner.errors import StoreError
from miner.locks import HeldError, lock
from miner.store import schema
from miner.store.engine import explained, is_new, open_for_writing, shown

# Any number that other programs are unlikely to choose: advisory locks belong to a database of the server.
_ADVISORY = 0x6D696E6572


@contextmanager
def open_alone(url: URL, tell: Callable[[str], None] | None = None) -> Iterator[Engine]:
    """Open a database for writing and upgrade its schema; ``tell`` gets a sentence before that.

    Raises StoreError if another process writes to it, if it cannot be opened or if a statement fails.
    """
    with written_alone(url) as engine:
        schema.upgrade(engine, shown(url), tell)
        yield engine


@contextmanager
def written_alone(url: URL) -> Iterator[Engine]:
    """Open a database for writing as :func:`open_alone` does, and leave the schema as it is."""
    engine = open_for_writing(url)
    try:
        with explained(url), ExitStack() as held:
            _hold(held, url, engine)
            yield engine
    finally:
        engine.dispose()


def vacuumed(url: URL, tell: Callable[[str], None] | None = None) -> tuple[int, int]:
    """Give unused space back and refresh the statistics; return the bytes before and after.

    Raises StoreError as :func:`open_alone` does, and if there is no such database.
    """
    if is_new(url):
        raise StoreError(f"There is no database at {shown(url)}: make one with `miner --db {shown(url)} mine`.")
    with open_alone(url, tell) as engine:
        before = schema.size(engine)
        connection: Any = engine.raw_connection()  # neither dialect vacuums within a transaction
        try:
            driver = connection.driver_connection
            if engine.dialect.name == "postgresql":
                driver.autocommit = True
                driver.execute("VACUUM ANALYZE")
            else:
                for statement in ("VACUUM", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    driver.execute(statement)
        finally:
            connection.invalidate()
        return before, schema.size(engine)


def _let_go(connection: Connection) -> None:
    with suppress(DBAPIError):  # the connection may be lost, and the lock with it
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY})


def _hold(held: ExitStack, url: URL, engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        connection = held.enter_context(engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
        connection.detach()  # closed at the end, and with it goes the lock
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY}):
            raise _busy(url, "another session holds the lock")
        # The server notices a closed connection only some time later, and the next run may begin before.
        held.callback(_let_go, connection)
    elif url.database not in {None, "", ":memory:"}:
        path = Path(str(url.database)).resolve()
        try:
            held.enter_context(lock(path.with_name(f"{path.name}-lock")))
        except HeldError as error:
            raise _busy(url, str(error)) from error
        except OSError:
            return  # there, SQLite cannot write either, and says so


def _busy(url: URL, why: str) -> StoreError:
    return StoreError(f"Another run is writing to {shown(url)} ({why}): wait until it has finished.")
