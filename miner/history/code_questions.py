"""The questions about C code that a history answers."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from miner.history.symbols import Biography
    from miner.model import Rows


class CodeQuestions:
    """A part of :class:`miner.history.history.History`, which has the connection and runs the queries."""

    if TYPE_CHECKING:

        def connect(self) -> AbstractContextManager[Connection]:
            """Yield a read-only connection."""

        def _run(self, connection: Connection, name: str, given: dict[str, Any]) -> Rows: ...

        def _say(self, sentence: str) -> None: ...

    def symbol(
        self, name: str, *, path: str | None = None, line: str | None = None, every_role: bool = False
    ) -> "Biography":
        """Return the history of a name in C code: the commits that changed how often it occurs.

        With ``every_role`` all rows tell what the occurrences are, otherwise those of the first and the last commit of
        each line. Without counted names git searches for the text, which is told. Raises LookupFailedError if nothing
        is known of the name, RepositoryError if git cannot search.
        """
        from miner.history.symbols import biography  # noqa: PLC0415 - no other question needs it

        with self.connect() as connection:
            return biography(
                connection,
                lambda query, **given: self._run(connection, query, given),
                self._say,
                name,
                path=path,
                line=line,
                every_role=every_role,
            )
