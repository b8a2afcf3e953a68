"""The rows that a walk over the history makes, in the order of their ids."""

from collections.abc import Mapping
from typing import NamedTuple

from miner.code.state import Value, Version


class NextIds(NamedTuple):
    """The first free id of each table."""

    structs: int
    names: int
    fields: int
    moves: int


class Landing(NamedTuple):
    """A commit that did something on a line: the line, the commit that did the work, and that of the line."""

    line: str
    work: int
    landed: int


class Fresh(NamedTuple):
    """A field that came from no other field: what its variable may have been is looked for in sources."""

    landing: Landing
    field: int
    struct: str
    path: str


class Ledger:
    """Rows to insert, and what became of rows on lines: by (line, id), what removed it and as what it ended.

    Rows of fields and moves are lists in the order of the tables' columns.
    """

    def __init__(self, ids: NextIds, file_ids: Mapping[str, int]) -> None:
        self._ids = ids
        self._file_ids = file_ids
        self.structs: list[tuple[int, str, str]] = []
        self.names: list[tuple[int, int, str, str | None, str | None, str, int, int]] = []
        self.fields: list[list[object]] = []
        self.moves: list[tuple[object, ...]] = []
        self.places: list[tuple[int, int, str, int, str]] = []
        self.name_ends: dict[tuple[str, int], tuple[int | None, int | None]] = {}
        self.field_ends: dict[tuple[str, int], tuple[int | None, int | None, str | None]] = {}
        self.fresh: list[Fresh] = []

    def add_struct(self, name: str, kind: str) -> int:
        """Add a struct and return its id."""
        identity = self._ids.structs + len(self.structs)
        self.structs.append((identity, name, kind))
        return identity

    def add_name(self, landing: Landing, struct: int, names: tuple[str, str | None, str | None]) -> int:
        """Add the names that a struct has now and return the row's id."""
        identity = self._ids.names + len(self.names)
        self.names.append((identity, struct, *names, landing.line, landing.work, landing.landed))
        self.name_ends[landing.line, identity] = (None, None)
        return identity

    def end_name(self, landing: Landing, name: int) -> None:
        """Let a struct no longer have a name on a line."""
        self.name_ends[landing.line, name] = (landing.work, landing.landed)

    def add_field(
        self, landing: Landing, struct: int, path: str, value: Value, position: float, first: int | None, began_as: str
    ) -> Version:
        """Add a version of a field; ``first`` is the row of its first version, None if this is it."""
        identity = self._ids.fields + len(self.fields)
        self.fields.append(
            [
                identity,
                identity if first is None else first,
                struct,
                position,
                path,
                path.rpartition(".")[2] if not path.endswith(">") else path,
                value.type,
                value.shape,
                value.condition,
                self._file_ids.get(value.file),
                began_as,
                *landing,
            ]
        )
        self.field_ends[landing.line, identity] = (None, None, None)
        return Version(identity, identity if first is None else first, position, value)

    def began_as(self, field: int, began_as: str) -> None:
        """Say how a field that was added in this walk began."""
        self.fields[field - self._ids.fields][10] = began_as

    def end_field(self, landing: Landing, field: int, ended_as: str) -> None:
        """Let a version of a field no longer be there on a line."""
        self.field_ends[landing.line, field] = (landing.work, landing.landed, ended_as)

    def type_of(self, field: int) -> str:
        """Return the type of a field that was added in this walk."""
        return str(self.fields[field - self._ids.fields][6])

    def add_move(
        self,
        landing: Landing,
        field: int | None,
        to_field: int,
        how: str,
        variable: tuple[str, int | None] | None = None,
    ) -> int:
        """Add a move to a field and return its id; ``variable`` is what it was: a name, and its file's id."""
        identity = self._ids.moves + len(self.moves)
        name, path = variable or (None, None)
        self.moves.append((identity, field, to_field, landing.work, landing.landed, how, landing.line, name, path))
        return identity
