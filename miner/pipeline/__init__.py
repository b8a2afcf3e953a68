"""Mining: read → understand → store → relate, with progress. A run continues where an earlier one stopped.

See :mod:`miner.pipeline.run`.
"""

import gc
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text

from miner import settings
from miner.errors import SettingsError
from miner.git import clone
from miner.git.repository import Repository
from miner.model import CPYTHON
from miner.pipeline.progress import Progress, Quiet
from miner.pipeline.run import Run
from miner.pipeline.structs import Structs, has_parser, read_structs
from miner.store import completeness, engine, line_prints, records
from miner.store.writing import open_alone

_SOURCE = "SELECT remote || COALESCE(' (' || upstream || ')', '') FROM repositories WHERE location = :location"

__all__ = ["MiningSummary", "Progress", "Quiet", "mine"]


@dataclass(frozen=True, slots=True)
class MiningSummary:
    """What a run did, and the numbers of rows in the database after it."""

    repository: str
    database: str
    commits: int
    new_commits: int
    removed_commits: int
    changes: int
    mentions: int
    gaps: int
    seconds: float
    relations: dict[str, int] = field(default_factory=dict)
    project: str = CPYTHON  # or other
    source: str | None = None  # the remote whose branches make history, and its URL; None: the clone's own
    outdated: str | None = None  # why a clone in the cache could not be brought up to date
    uncounted: int | None = None  # changes whose lines were not counted; None if no run was asked to count any
    unread: int = 0  # refs that could not be read: what only they reach is missing
    structs: Structs | None = None  # None if they were not asked for


def mine(
    repository: str | Path | None,
    url: URL,
    progress: Progress | None = None,
    workers: int | None = None,
    *,
    lines: bool = False,
    structs: bool = False,
    folders: Sequence[str] = (),
    remote: str | None = None,
    project: str | None = None,
    tell: Callable[[str], None] | None = None,
) -> MiningSummary:
    """Mine ``repository`` into the database at ``url``.

    ``repository`` is the path of a clone, or a URL or a bundle that is cloned into the cache first; None means
    CPython's.
    ``workers`` is the number of reading processes, by default one per core. With ``lines``, the lines of each change
    are counted, too, if the clone has the contents, and structs are read if the extra ``code`` is installed. With
    ``structs`` these are read in any case, from the headers in ``folders``, by default those of the last run; of a
    repository that is given by its address the headers are fetched. ``remote`` is the remote whose branches make
    history, by default the one that :func:`miner.graph.authority.choose` finds. ``project`` is ``cpython`` or
    ``other``, by default what
    :func:`miner.pipeline.project.decide_project` decides. ``tell`` is called with a sentence before the schema is
    upgraded, which cannot be undone. Raises RepositoryError and StoreError.
    """
    started = time.monotonic()
    progress = progress or Quiet()
    _check_temporary_folder()
    path, origin, outdated = _obtain(repository, progress)
    with Repository(path) as clone_:
        if engine.is_new(url):
            clone_.list_ahead(clone_.tips())  # git lists commits while the tables are created
        try:
            with open_alone(url, tell) as store:
                run = Run(clone_, store, origin, remote, project)
                with _no_collections():
                    added, removed = run.bring_up_to_date(progress, workers, lines=lines)
                _understand(store, progress)
                known = None
                if structs or folders or (lines and has_parser()):
                    fetch = partial(_fetch, path, progress) if origin and not clone.is_bundle(origin) else None
                    known = read_structs(clone_, store, progress, folders, fetch)
                progress.done()
                with store.connect() as connection:
                    name, seconds = engine.shown(url), time.monotonic() - started
                    summary = _summary(connection, clone_, name, run.project, added, removed, seconds)
                    return replace(summary, outdated=outdated, structs=known)
        finally:
            progress.done()


def _understand(store: Engine, progress: Progress) -> None:
    """Take in stored records that an upgrade lets be understood again."""
    with store.connect() as connection:
        pending = records.are_pending(connection)
    if pending:
        from miner.pipeline.taking_in import take_in  # noqa: PLC0415 - seldom needed

        take_in(store, progress)


def _check_temporary_folder() -> None:
    """Raise SettingsError if there is no folder for what git and the reading processes hand over."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError as error:
        raise SettingsError(
            "There is no folder for temporary files that can be written: make room in one, or name one in TMPDIR."
        ) from error


@contextmanager
def _no_collections() -> Iterator[None]:
    """Disable the garbage collector: it would scan millions of rows, which have no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _obtain(repository: str | Path | None, progress: Progress) -> tuple[Path, str | None, str | None]:
    """Return the path of the clone, the address that it was cloned from, and why it may be out of date."""
    if repository is not None and clone.is_bundle(repository):
        repository = str(Path(repository).expanduser().resolve())
    elif isinstance(repository, Path) or (repository is not None and not clone.is_url(repository)):
        return Path(repository), None, None
    url = repository or clone.CPYTHON
    progress.stage("Cloning")
    path, outdated = clone.clone(url, settings.cache_folder(), _reporter(progress, "Cloning"))
    return path, clone.without_secrets(url), outdated


def _fetch(path: Path, progress: Progress, blobs: Collection[str]) -> None:
    clone.fetch_blobs(path, blobs, _reporter(progress, "Fetching headers"))


def _reporter(progress: Progress, what: str) -> Callable[[str, int], None]:
    """Return a function that reports git's steps, each with its percentage."""
    step, percent = "", 0

    def report(name: str, now: int) -> None:
        nonlocal step, percent
        if name != step:
            progress.stage(f"{what}: {name.lower()}", 100)
            step, percent = name, 0
        progress.advance(now - percent)
        percent = now

    return report


def _summary(
    connection: Connection, repository: Repository, name: str, project: str, added: int, removed: int, seconds: float
) -> MiningSummary:
    def count(table: str) -> int:
        return int(connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())  # noqa: S608

    kinds = connection.execute(text("SELECT kind, COUNT(*) FROM relations GROUP BY kind ORDER BY kind"))
    return MiningSummary(
        repository=str(repository.location),
        database=name,
        project=project,
        source=connection.scalar(text(_SOURCE), {"location": str(repository.location)}),
        commits=count("commits"),
        new_commits=added,
        removed_commits=removed,
        changes=count("changes"),
        mentions=count("mentions"),
        gaps=count("gaps"),
        unread=completeness.unread_refs(connection)[0],
        seconds=seconds,
        uncounted=line_prints.count_uncounted(connection) if line_prints.were_asked_for(connection) else None,
        relations={kind: number for kind, number in kinds},
    )
