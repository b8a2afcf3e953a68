"""Store the mining runs: what each one covered, so that the next one continues there."""

from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.model import READER_VERSION
from miner.store import bulk, tables

_RUNS = "SELECT finished_at, related_to, reader_version FROM runs ORDER BY id DESC"
_FINISH = """
UPDATE runs SET finished_at = :now, commits_added = :added, commits_removed = :removed,
    related_to = (SELECT COALESCE(MAX(id), 0) FROM commits)
WHERE id = :run
"""
_RELATED = """
UPDATE runs SET related_to = (SELECT COALESCE(MAX(id), 0) FROM commits)
WHERE id = (SELECT MAX(id) FROM runs WHERE finished_at IS NOT NULL)
"""


class LastRuns(NamedTuple):
    """What earlier runs have achieved."""

    related_to: int  # the highest commit id that the last complete run related, 0 without one
    interrupted: bool  # whether a run was interrupted since
    reader: int  # the newest reader version of any run
    oldest_reader: int  # the oldest reader version that may have understood a stored message


def last_runs(connection: Connection) -> LastRuns:
    """Return what the stored runs have achieved."""
    runs = connection.execute(text(_RUNS)).all()
    complete = next((place for place, run in enumerate(runs) if run.finished_at is not None), len(runs))
    readers = [run.reader_version or 0 for run in runs]
    return LastRuns(
        related_to=runs[complete].related_to if complete < len(runs) else 0,
        interrupted=complete > 0,
        reader=max(readers, default=0),
        # After a complete run, all stored messages have been understood by its reader.
        oldest_reader=min(readers[: complete + 1], default=0),
    )


def begin(connection: Connection, repository: int) -> int:
    """Add a run over a repository that is not finished, and return its id."""
    run = bulk.next_id(connection, tables.runs)
    connection.execute(
        tables.runs.insert().values(
            id=run,
            repository_id=repository,
            version=version("cpython-miner"),
            started_at=_now(),
            commits_added=0,
            commits_removed=0,
            related_to=0,
            reader_version=READER_VERSION,
        )
    )
    return run


def finish(connection: Connection, run: int, added: int, removed: int) -> None:
    """Store that a run is finished: how many commits it added and removed, and that it related all that are there."""
    connection.execute(text(_FINISH), {"now": _now(), "added": added, "removed": removed, "run": run})


def note_related(connection: Connection) -> None:
    """Let the last complete run answer for all commits that are there now."""
    connection.execute(text(_RELATED))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
