"""Store how often changes of C code add and remove each name."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, text

from miner.model import NAMES_VERSION
from miner.store import bulk, tables

#: How often a change adds and removes each name.
NameCounts = Mapping[bytes, tuple[int, int]]

_OUTDATED = f"SELECT 1 FROM line_prints WHERE names_version <> {NAMES_VERSION:d} LIMIT 1"  # noqa: S608 - a number
_FORGET = (
    "DELETE FROM symbol_changes",
    "DELETE FROM symbols",
    "UPDATE line_prints SET names_version = NULL WHERE names_version IS NOT NULL",
)
_KNOWN = "SELECT s.name, s.id FROM symbols s"
# Names looked up with one statement; databases limit the number of values in it.
_AT_ONCE = 500


def forget_outdated(connection: Connection) -> None:
    """Forget all names if any were counted by another version of the tool."""
    if connection.execute(text(_OUTDATED)).first() is not None:
        for statement in _FORGET:
            connection.execute(text(statement))


class SymbolWriter:
    """Writes the names of changes; names that were met before are kept in memory."""

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}

    def write(self, connection: Connection, changes: Iterable[tuple[int, int, NameCounts]]) -> None:
        """Store the names of some changes, given as the ids of commit and path, and the numbers of their names."""
        found = list(changes)
        self._learn(connection, {name for *_, names in found for name in names} - self._known.keys())
        rows = sorted(
            (self._known[name], commit, path, added, removed)
            for commit, path, names in found
            for name, (added, removed) in names.items()
        )
        columns = ("symbol_id", "commit_id", "path_id", "added", "removed")
        bulk.insert(connection, tables.symbol_changes, columns, rows)

    def _learn(self, connection: Connection, names: set[bytes]) -> None:
        """Look up names in the database, and store those that it does not know."""
        missing = sorted(names)
        for start in range(0, len(missing), _AT_ONCE):
            self._look_up(connection, missing[start : start + _AT_ONCE])
        new = [name for name in missing if name not in self._known]
        first = bulk.next_id(connection, tables.symbols)
        self._known.update((name, first + place) for place, name in enumerate(new))
        bulk.insert(
            connection, tables.symbols, ("id", "name"), [(self._known[name], name.decode("ascii")) for name in new]
        )

    def _look_up(self, connection: Connection, names: list[bytes]) -> None:
        # Names are words of letters, digits and underscores: they need no quoting.
        listed = ", ".join(f"'{name.decode('ascii')}'" for name in names)
        for name, identity in bulk.rows(connection, f"{_KNOWN} WHERE s.name IN ({listed})"):
            self._known[name.encode("ascii")] = identity
