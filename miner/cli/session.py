"""What all commands share: the choice of the database, and opening it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy import URL

    from miner.history.history import History


def tell(sentence: str) -> None:
    """Print a sentence on standard error, without anything that controls a terminal."""
    from miner.render.cells import printable

    click.echo(f"Note: {printable(sentence)}", err=True)


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command; ``fleet`` is the data set of many repositories that a query is asked of."""

    database: str | None = None
    fleet: str | None = None
    repositories: tuple[str, ...] = ()

    def open(self, timeout: float | None = None) -> "History":
        """Open the database for reading; say on standard error why an answer may be incomplete.

        An answer that takes longer than ``timeout`` seconds is given up.
        """
        from miner.history.history import open_history

        return open_history(self.database, tell, timeout)

    def quietly(self) -> "History":
        """Open the database for reading, without a word about it."""
        from miner.history.history import open_history

        return open_history(self.database)

    def open_other(self, database: str) -> "History":
        """Open another database to compare with; what is said about it names it."""
        from miner.history.history import open_history

        return open_history(database, lambda sentence: tell(f"{database}: {sentence}"))

    def url(self) -> "URL":
        """Return the database's URL, for commands that write."""
        from miner import settings
        from miner.store.engine import database_url

        return database_url(settings.database(self.database))
