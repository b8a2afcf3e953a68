"""What all commands share: the choice of the database, and opening it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import URL

    from miner.history.history import History


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command."""

    database: str | None = None

    def open(self) -> "History":
        """Open the database for reading."""
        from miner.history.history import open_history

        return open_history(self.database)

    def url(self) -> "URL":
        """Return the database's URL, for commands that write."""
        from miner import settings
        from miner.store.engine import database_url

        return database_url(settings.database(self.database))
