"""What a first run derives in a second thread from commits that are stored already, while the first builds indexes.

The thread reads by a connection of its own, and changes nothing: a database has only one writer.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from miner.contents.restored import Return, all_returns
from miner.store.engine import second_connection, stop_statement
from miner.store.search import build_apart


class Ahead(NamedTuple):
    """Functions that wait for what was derived ahead and return it."""

    #: A connection on which the full text was built, None if it was not.
    words: Callable[[], Connection | None] = lambda: None
    #: All returns; None instead of a function if they were not read.
    returns: Callable[[], list[Return]] | None = None


@contextmanager
def derive_ahead(store: Engine, *, words: bool, returns: bool) -> Iterator[Ahead]:
    """Begin to derive what is wanted from committed rows; use the results inside the context."""
    if not (words or returns):
        yield Ahead()
        return
    with second_connection(store) as connection:
        if connection is None:
            yield Ahead()
            return
        with ThreadPoolExecutor(1) as thread:
            text = thread.submit(build_apart, connection) if words else None
            found = thread.submit(_returns, connection) if returns else None
            try:
                yield Ahead(
                    lambda: connection if text and text.result() else None,
                    found.result if found else None,
                )
            except BaseException:  # as after Ctrl-C: nobody waits for the results any more
                thread.shutdown(wait=False, cancel_futures=True)
                stop_statement(connection)
                raise


def _returns(connection: Connection) -> list[Return]:
    return list(all_returns(connection))
