"""Keep a statement of a user's from doing anything but read the tables.

Both databases are opened read-only, which forbids writing to tables, but not what functions do beside: read files of
the server, change settings, start programs, end other people's sessions. SQLite is asked about every action of a
statement. On PostgreSQL each such function is volatile, so a statement may call none but those named here. That also
excludes functions that run SQL from a text, in which names could be hidden.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from miner.errors import QueryError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ACTIONS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_FUNCTIONS_OUTSIDE = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"})
# They tell about the schema; full-text search asks for the data version.
_PRAGMAS = frozenset(
    {
        *("table_list", "table_info", "table_xinfo", "index_list", "index_info", "index_xinfo", "foreign_key_list"),
        *("collation_list", "compile_options", "data_version", "function_list", "module_list", "pragma_list"),
    }
)
# Longer texts than any that are stored; a statement could otherwise ask for a gigabyte in each cell.
_LONGEST = 200_000_000

# Volatile because their value changes, or to take a look at the disk: they do nothing.
_VOLATILE_BUT_HARMLESS = frozenset(
    {
        *("clock_timestamp", "gen_random_uuid", "random", "random_normal", "timeofday"),
        *("pg_database_size", "pg_indexes_size", "pg_relation_size", "pg_table_size", "pg_total_relation_size"),
    }
)
_VOLATILE = "SELECT DISTINCT proname FROM pg_catalog.pg_proc WHERE provolatile = 'v' AND proname = ANY(%s) ORDER BY 1"
_TOKENS = re.compile(
    r"""(?P<line>--[^\n]*)
    |(?P<open>/\*)
    |(?P<text>\bE'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|\$(?P<tag>[^\W\d]\w*|)\$.*?\$(?P=tag)\$)
    |(?P<hidden>\bU&")
    |"(?P<name>(?:[^"]|"")+)"
    |(?P<word>[^\W\d][\w$]*)
    |(?P<call>\()
    |(?P<blank>\s+)
    |(?P<other>.)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_COMMENT = re.compile(r"/\*|\*/")


@contextmanager
def only_reading(connection: "Connection", sql: str) -> Iterator[None]:
    """Let a statement that is executed within do nothing but read; raise QueryError for what does more."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        _refuse_volatile(driver, sql)
        yield
        return
    if not connection.in_transaction():
        connection.begin()  # beginning one is not allowed below
    refused: list[str] = []

    def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if _may(action, first, second):
            return sqlite3.SQLITE_OK
        refused.append(next((word for word in (second, first) if word), "it"))
        return sqlite3.SQLITE_DENY

    driver.set_authorizer(authorize)
    before = driver.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    try:
        yield
    except Exception as error:
        if refused:
            raise _refusal(refused[0]) from error
        raise
    finally:
        driver.set_authorizer(None)
        driver.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, before)


def _may(action: int, first: str | None, second: str | None) -> bool:
    if action == sqlite3.SQLITE_FUNCTION:
        return (second or "").lower() not in _FUNCTIONS_OUTSIDE
    if action == sqlite3.SQLITE_PRAGMA:
        return (first or "").lower() in _PRAGMAS
    # The columns of a table-valued function are declared as if they were written to the schema; it cannot be written.
    return action in _ACTIONS or (action == sqlite3.SQLITE_UPDATE and first == "sqlite_master")


def _refuse_volatile(driver: Any, sql: str) -> None:
    called = called_functions(sql) - _VOLATILE_BUT_HARMLESS
    if called and (found := driver.execute(_VOLATILE, (sorted(called),)).fetchone()):
        raise _refusal(found[0])


def called_functions(sql: str) -> set[str]:
    """Return the names before parentheses in a statement of PostgreSQL, as the server reads them.

    Raises QueryError for names that are written with escapes, and for what ends nowhere.
    """
    found: set[str] = set()
    last, at = None, 0
    while match := _TOKENS.match(sql, at):
        at = match.end()
        match match.lastgroup:
            case "open":
                at = _after_comment(sql, at)
            case "hidden":
                raise QueryError('Names with escapes (U&"…") are not read here: write the name itself.')
            case "word":
                last = match["word"].lower()
            case "name":
                last = match["name"].replace('""', '"')
            case "call" if last:
                found.add(last)
                last = None
            case "line" | "blank":
                pass
            case _:
                last = None
    return found


def _after_comment(sql: str, at: int) -> int:
    """Return where a comment ends; comments are nested."""
    depth = 1
    while depth:
        edge = _COMMENT.search(sql, at)
        if edge is None:
            raise QueryError("A comment of the statement does not end.")
        depth += 1 if edge[0] == "/*" else -1
        at = edge.end()
    return at


def _refusal(what: str) -> QueryError:
    return QueryError(f"Only reading the tables is possible here, and {what} may do more: leave it out.")
