"""Load the structs of a line at a commit from the database, to continue from there."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, RowMapping

from miner.code.headers import Header, decode_header, decode_struct
from miner.code.state import LineState, StructState, Value, Version
from miner.git.files import blobs_below
from miner.git.repository import Repository
from miner.store import structs

_Row = RowMapping


class LostError(Exception):
    """What is stored is not what the headers of the commit say, so nothing can be added to it."""


def load_state(
    connection: Connection, repository: Repository, paths: Collection[str], line: str, commit: int
) -> LineState:
    """Return the structs of a line as they were after a commit of it; ``paths`` are the headers that count.

    Raises LostError if that is not known.
    """
    state = LineState()
    state.replace(_headers_at(connection, repository, paths, structs.shas_of(connection, [commit])[commit]))
    named: dict[tuple[object, ...], list[_Row]] = {}
    for row in structs.names_at(connection, line, commit):
        named.setdefault((row["name"], row["tag"], row["typedef"]), []).append(row)
    fields: dict[object, list[_Row]] = {}
    for row in structs.fields_at(connection, line, commit):
        fields.setdefault(row["struct_id"], []).append(row)
    for key in state.definitions:
        state.structs[key] = _struct(state, key, named.get(state.names(key), ()), fields)
    if len(state.structs) != sum(map(len, named.values())):
        raise LostError
    return state


def _headers_at(
    connection: Connection, repository: Repository, paths: Collection[str], sha: str
) -> dict[str, Header | None]:
    folders = {path.partition("/")[0] for path in paths}
    files = {
        path: blob for folder in sorted(folders) for path, blob in blobs_below(repository, sha, folder) if path in paths
    }
    kept = structs.definitions_of(connection, set(files.values()))
    texts = {number: decode_struct(one) for number, one in structs.parsed_texts(connection).items()}
    if any(blob not in kept for blob in files.values()):
        raise LostError
    return {path: decode_header(kept[blob], texts) for path, blob in files.items()}


def _struct(state: LineState, key: str, named: Sequence[_Row], fields: Mapping[object, Sequence[_Row]]) -> StructState:
    """Return the struct among those of a name that has just the fields that the headers declare."""
    values = state.values(key)
    for row in named:
        if (found := _fields(values, fields.get(row["id"], ()))) is not None:
            return StructState(row["id"], row["name_id"], state.names(key), row["kind"], found)
    raise LostError


def _fields(values: Mapping[str, Sequence[Value]], rows: Iterable[_Row]) -> dict[str, tuple[Version, ...]] | None:
    """Return the versions of the fields in the order of declaration, None if the rows are of other fields."""
    stored: dict[tuple[object, object], Version] = {}
    for row in rows:
        value = Value(row["type"], row["shape"], row["condition"], row["file"])
        stored[row["path"], value] = Version(row["id"], row["first_id"], row["position"], value)
    if len(stored) != sum(map(len, values.values())):
        return None
    found: dict[str, tuple[Version, ...]] = {}
    for path, ones in values.items():
        versions = tuple(stored[path, value] for value in ones if (path, value) in stored)
        if len(versions) != len(ones):
            return None
        found[path] = versions
    return found
