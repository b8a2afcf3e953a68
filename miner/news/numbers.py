"""Issue numbers that NEWS entries name → issues."""

from sqlalchemy import Connection

from miner.store import bulk, tables

_NUMBERS = "SELECT tracker, number, issue_id FROM issue_numbers"


class Numbers:
    """Issue numbers → issues; those that no message names are made."""

    def __init__(self, connection: Connection) -> None:
        self._known: dict[tuple[str, str], int] = {
            (tracker, number): issue for tracker, number, issue in bulk.rows(connection, _NUMBERS)
        }
        self._next = bulk.next_id(connection, tables.issues)
        self._new: list[tuple[int, str, str]] = []

    def issue(self, tracker: str, number: str) -> int:
        """Return the issue that has a number."""
        if (tracker, number) not in self._known:
            self._new.append((self._next, tracker, number))
            self._known[tracker, number] = self._next
            self._next += 1
        return self._known[tracker, number]

    def store(self, connection: Connection) -> None:
        """Store the issues that were made."""
        keys = [(one, f"{tracker}-{number}") for one, tracker, number in self._new]
        bulk.insert(connection, tables.issues, ("id", "key"), keys)
        rows = [(tracker, number, one, "news") for one, tracker, number in self._new]
        bulk.insert(connection, tables.issue_numbers, ("tracker", "number", "issue_id", "source"), rows)
