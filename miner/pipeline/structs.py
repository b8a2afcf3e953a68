"""The pass of ``mine --structs``: read the headers of all lines, and derive their structs and fields.

It runs after lines were decided. Headers are kept as they are read, so a killed pass continues where it stopped;
everything that follows from them is stored in one transaction.
"""

from collections.abc import Callable, Collection, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from sqlalchemy import Connection, Engine, text

from miner.git.repository import Repository
from miner.model import Gap
from miner.pipeline.progress import Progress
from miner.store import gaps, indexes, structs

#: Where headers are looked for unless a run was told otherwise.
FOLDERS = ("Include",)
GAP = "structs"
_OWED = "SELECT 1 FROM gaps WHERE kind = :kind LIMIT 1"

#: Brings blobs into the clone, given their ids.
Fetch = Callable[[Collection[str]], None]


class Structs(NamedTuple):
    """What is known of structs: how many there are, versions of their fields, moves, and headers that are missing."""

    structs: int
    fields: int
    moves: int
    missing: int


def read_structs(
    repository: Repository,
    store: Engine,
    progress: Progress,
    folders: Sequence[str] = (),
    fetch: Fetch | None = None,
) -> Structs:
    """Bring the structs of all lines up to date; return what is known then.

    ``folders`` are those of the headers, by default those of the last run. Headers that the clone lacks are fetched if
    there is a way; else they are a gap, and tried again by the next run. Raises SettingsError if the extra is missing.
    """
    # A run without structs starts faster without these.
    from miner.code.derive import Derivation  # noqa: PLC0415
    from miner.code.lines import Lines  # noqa: PLC0415
    from miner.code.parsing import require  # noqa: PLC0415
    from miner.code.reading import read_headers  # noqa: PLC0415

    require()
    progress.stage("Finding headers")
    with store.begin() as connection:
        indexes.ensure_indexes(connection)  # a first run may have been killed before they were made
        owed = connection.scalar(text(_OWED), {"kind": GAP}) is not None
        asked = list(dict.fromkeys(folder.strip("/") for folder in folders)) or stored_folders(connection)
        lines = Lines(connection, asked, anew=owed)
        derivation = None if lines.is_same else Derivation(connection, repository, lines)
    missing: set[str] = set()
    if derivation is not None:
        progress.stage("Reading headers", len(derivation.blobs))
        missing = read_headers(store, repository.location, derivation.blobs, progress.advance)
        if missing and fetch is not None:
            progress.stage("Fetching headers")
            fetch(missing)
            missing = read_headers(store, repository.location, derivation.blobs)
        progress.stage("Following fields")
        with store.begin() as connection:
            derivation.write(connection)
            _note(connection, repository, len(missing), len(derivation.blobs))
    with store.connect() as connection:
        return Structs(*structs.counts(connection), len(missing))


def has_parser() -> bool:
    """Return whether the extra ``code`` is installed."""
    return find_spec("tree_sitter") is not None and find_spec("tree_sitter_c") is not None


def stored_folders(connection: Connection) -> list[str]:
    """Return the folders of the last run, else the usual ones."""
    walked = structs.walked_lines(connection).values()
    return next((line.folders.split(" ") for line in walked), list(FOLDERS))


def _note(connection: Connection, repository: Repository, missing: int, wanted: int) -> None:
    reason = (
        f"{missing:,} of {wanted:,} versions of headers are not in this clone, so structs are known only in part: mine "
        "a full clone, or the address of the repository, from which they are fetched"
    )
    gaps.record_gaps(connection, (GAP,), [Gap(GAP, str(repository.location), reason)] if missing else [])
