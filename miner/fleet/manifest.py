"""The manifest: what became of each repository, as Parquet. The data set is what its newest rows say is published.

Only the process that started a run writes it. The rows of published repositories are beside their files, too, so that
nothing is lost if that process dies: the next run finds them published.
"""

import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from miner.errors import SettingsError
from miner.fleet.place import Place, list_files

if TYPE_CHECKING:
    from pyarrow import Schema

#: What became of a repository. ``died``: its process was killed, again and again; ``memory``: it took too much;
#: ``incomplete``: its clone is damaged, so that nothing of it is published, and every run tries it again.
MINED, FAILED, DIED, MEMORY, INCOMPLETE = "mined", "failed", "died", "memory", "incomplete"
#: The columns with their types in Arrow. ``memory`` is the peak in bytes; ``tip`` is None if the refs are unknown;
#: ``base`` is the root that a fork was mined without, None for a repository that was mined whole.
COLUMNS: Final = {
    "name": "string",
    "repository": "string",
    "network": "string",
    "base": "string",
    "tip": "string",
    "status": "string",
    "error": "string",
    "project": "string",
    "commits": "int64",
    "rows": "int64",
    "bytes": "int64",
    "seconds": "float64",
    "processor_seconds": "float64",
    "memory": "int64",
    "attempts": "int64",
    "worker": "string",
    "miner": "string",
    "pygit2": "string",
    "finished_utc": "float64",
}
Row = dict[str, Any]


def row(**known: Any) -> Row:
    """Return a row with these values and None everywhere else; it is finished now."""
    return dict.fromkeys(COLUMNS) | {"finished_utc": time.time()} | known


def schema() -> "Schema":
    """Return the columns as Arrow has them."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    kinds = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64()}
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])


def read(place: Place) -> list[Row]:
    """Return all rows, the oldest first. Raises SettingsError, with its name, for a file that cannot be read."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra
    from pyarrow import ArrowException  # noqa: PLC0415 - an extra

    found: dict[tuple[str, float], Row] = {}
    for path in _files(place):
        try:
            for each in pq.read_table(path, filesystem=place.files, schema=schema()).to_pylist():
                found[each["name"], each["finished_utc"]] = each
        except FileNotFoundError:  # another run has just put it together with others
            continue
        except (ArrowException, OSError, ValueError) as error:
            why = str(error).partition("\n")[0].rstrip(".")
            raise SettingsError(
                f"{path} cannot be read as a part of the manifest ({why}): remove it and run `miner fleet` again, "
                "which finds what is published."
            ) from error
    return sorted(found.values(), key=lambda each: (each["finished_utc"], each["name"]))


def _files(place: Place) -> list[str]:
    with place.reached("be read"):
        return [path for path in list_files(place.files, place.manifest()) if path.endswith(".parquet")]


def newest(rows: Iterable[Row]) -> dict[str, Row]:
    """Return the newest published row of each repository, of rows with the oldest first."""
    return {each["name"]: each for each in rows if each["status"] == MINED}


def present(place: Place, rows: list[Row]) -> list[Row]:
    """Return the rows without those that say that something is published whose files are gone."""
    said = {(each["name"], each["tip"]) for each in rows if each["status"] == MINED}
    there = place.holds(said)
    return [each for each in rows if each["status"] != MINED or (each["name"], each["tip"]) in there]


def append(place: Place, rows: list[Row]) -> None:
    """Add rows as a file of their own."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    if not rows:
        return
    target = f"{place.manifest()}/{time.time_ns():020}-{uuid.uuid4().hex[:8]}.parquet"
    table = pa.Table.from_pylist(rows, schema=schema())
    part = target.replace(".parquet", ".part") if place.folder else target
    with place.reached("be written", "what was published stays, and the next run finds it"):
        place.files.create_dir(place.manifest(), recursive=True)
        pq.write_table(table, part, filesystem=place.files, compression="zstd")
        if part != target:
            place.files.move(part, target)


def put_together(place: Place) -> None:
    """Make one file of all: readers that come in between find rows twice, and take them once."""
    before = _files(place)
    if len(before) > 1:
        append(place, read(place))
        for path in before:
            with place.reached("be written"), suppress(FileNotFoundError):
                place.files.delete_file(path)
