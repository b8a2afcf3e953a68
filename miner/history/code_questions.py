"""The questions about C code that a history answers."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date

    from sqlalchemy import Connection

    from miner.answers import Page, Rows
    from miner.history.symbols import Biography


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

    def moves(
        self,
        from_struct: str,
        to_struct: str,
        since: "date | str | None" = None,
        until: "date | str | None" = None,
        *,
        line: str | None = None,
        issue: str | int | None = None,
    ) -> "Rows":
        """Return the fields that moved from one struct to another, oldest first.

        These are rows of the query ``struct_field_moves``; ``static`` instead of the first struct means variables.
        Raises LookupFailedError if there is no such struct, or if structs were not read.
        """
        from miner.history import structs  # noqa: PLC0415 - no other question needs it

        with self.connect() as connection:
            to = structs.named(connection, to_struct)
            is_static = from_struct.strip().lower() == structs.STATIC
            given = {
                "from": structs.STATIC if is_static else structs.named(connection, from_struct),
                "to": to,
                "since": since,
                "until": until,
                "line": line,
                "issue": issue,
            }
            return self._run(connection, "struct_field_moves", given)

    def struct(self, name: str, *, line: str = "main") -> "Page":
        """Return the page of a struct: its fields on a line today, the fields that left it and whither, its names.

        Raises LookupFailedError if there is no such struct, or if structs were not read.
        """
        from miner.history import structs  # noqa: PLC0415 - no other question needs it
        from miner.history.names import Names  # noqa: PLC0415

        with self.connect() as connection:
            return structs.page(
                structs.named(connection, name),
                Names(connection).line(line),
                lambda query, **given: self._run(connection, query, given),
            )

    def struct_at(self, name: str, at: str, against: str | None = None) -> "Rows":
        """Return the fields that a struct had in a release, or what another release has otherwise.

        These are rows of the query ``struct_fields_at``. Raises LookupFailedError if there is no such struct or
        release, or if structs were not read.
        """
        from miner.history import structs  # noqa: PLC0415 - no other question needs it

        with self.connect() as connection:
            given = {"struct": structs.named(connection, name), "at": at, "against": against}
            return self._run(connection, "struct_fields_at", given)
