"""Mining: read → understand → store → relate, with progress, and going on where an earlier run stopped.

Commits are stored in batches, parents before children, each batch in a transaction of its own. Whatever is derived
from them (refs, lines, relations, full text) follows in one last transaction. A run that is killed therefore leaves
complete batches behind; the next one reads only what is missing and derives as if nothing had happened.
"""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, text

from miner import settings
from miner.git import clone
from miner.git.repository import Repository
from miner.pipeline.crew import read_all
from miner.relations.graph import Graph
from miner.relations.relate import relate
from miner.sample import read_issues
from miner.store import bulk, engine, schema, tables, tracker_facts, upkeep
from miner.store.search import index_messages
from miner.store.writer import Writer


class Progress(Protocol):
    """What mining tells about itself while it runs."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps, or of unknown length."""

    def advance(self, steps: int) -> None:
        """Note that some steps are done."""

    def done(self) -> None:
        """End the last stage."""


class Quiet:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""

    def done(self) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class MiningSummary:
    """What a run did, and what the database holds now."""

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


def mine(
    repository: str | Path | None, url: URL, progress: Progress | None = None, workers: int | None = None
) -> MiningSummary:
    """Mine a clone, or a URL that is cloned into the cache first, into the database at ``url``.

    ``None`` stands for CPython itself. ``workers`` is the number of reading processes, one per core by default.
    Raises RepositoryError and StoreError.
    """
    started = time.monotonic()
    progress = progress or Quiet()
    path, origin = _obtain(repository, progress)
    clone_ = Repository(path)
    store = engine.open_for_writing(url)
    name = url.render_as_string() if url.get_backend_name() != "sqlite" else str(url.database)
    try:
        with engine.explained(url):
            schema.upgrade(store, name)
            run = _Run(clone_, store, origin)
            with _no_collections():
                added, removed = run.bring_up_to_date(progress, workers)
            progress.done()
            with store.connect() as connection:
                return _summary(connection, clone_, name, added, removed, time.monotonic() - started)
    finally:
        progress.done()
        store.dispose()


@contextmanager
def _no_collections() -> Iterator[None]:
    """Keep the garbage collector out: there are millions of rows and no cycles among them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _obtain(repository: str | Path | None, progress: Progress) -> tuple[Path, str | None]:
    if isinstance(repository, Path) or (repository is not None and not clone.is_url(repository)):
        return Path(repository), None
    url = repository or clone.CPYTHON
    step, percent = "", 0

    def report(name: str, now: int) -> None:
        nonlocal step, percent
        if name != step:
            progress.stage(f"Cloning: {name.lower()}", 100)
            step, percent = name, 0
        progress.advance(now - percent)
        percent = now

    progress.stage("Cloning")
    return clone.clone(url, settings.cache_folder(), report), url


class _Run:
    def __init__(self, repository: Repository, store: Engine, url: str | None) -> None:
        self._repository = repository
        self._store = store
        self._refs, self._gaps = repository.refs()
        self._head = repository.head()
        with store.begin() as connection:
            self._id = upkeep.repository_id(connection, str(repository.location), url)
            self._before = upkeep.stored_refs(connection, self._id)
            self._related_to = _related_to(connection)
            newest = bulk.next_id(connection, tables.commits) - 1
        self._complete = self._related_to == newest

    def bring_up_to_date(self, progress: Progress, workers: int | None) -> tuple[int, int]:
        """Read, store and relate what is new; return how many commits came and went."""
        if self._complete and self._before == {ref.name: held for held, ref in self._refs} and self._before:
            return 0, 0
        with self._store.begin() as connection:
            run = self._begin(connection)
        added = self._read(progress, workers)
        with self._store.begin() as connection:
            removed = self._derive(connection, progress)
            connection.execute(
                text(
                    "UPDATE runs SET finished_at = :now, commits_added = :added, commits_removed = :removed,"
                    " related_to = (SELECT COALESCE(MAX(id), 0) FROM commits) WHERE id = :run"
                ),
                {"now": _now(), "added": added, "removed": removed, "run": run},
            )
        if self._store.dialect.name == "sqlite" and added:
            with self._store.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
        return added, removed

    def _begin(self, connection: Connection) -> int:
        run = bulk.next_id(connection, tables.runs)
        connection.execute(
            tables.runs.insert().values(
                id=run,
                repository_id=self._id,
                version=version("cpython-miner"),
                started_at=_now(),
                commits_added=0,
                commits_removed=0,
                related_to=0,
            )
        )
        return run

    def _read(self, progress: Progress, workers: int | None) -> int:
        progress.stage("Finding commits")
        with self._store.connect() as connection:
            writer = Writer(connection)
        tips = [ref.target for _, ref in self._refs if ref.target is not None]
        shas = self._repository.unread(tips, writer.commits)
        if len(shas) > len(writer.commits):
            with self._store.begin() as connection:
                upkeep.drop_indexes(connection)
        progress.stage("Reading commits", len(shas))
        for rows in read_all(self._repository, shas, workers):
            with self._store.begin() as connection:
                writer.write(connection, rows)
            progress.advance(len(rows))
        return len(shas)

    def _derive(self, connection: Connection, progress: Progress) -> int:
        def report(name: str) -> None:
            progress.stage(f"Relating: {name}")

        report("indexes")
        upkeep.ensure_indexes(connection)
        report("refs")
        upkeep.replace_refs(connection, self._id, self._head, self._refs, self._gaps)
        graph = Graph(connection)
        gone = _unreachable(connection, graph)
        after = self._related_to
        if gone:
            upkeep.forget(connection, gone)
            graph, after = Graph(connection), 0
        self._merge_people(connection)
        tracker_facts.record(connection, read_issues())
        relate(connection, graph, after, report)
        progress.stage("Indexing words")
        index_messages(connection, after)
        return len(gone)

    def _merge_people(self, connection: Connection) -> None:
        tips = {ref.name: ref.target for _, ref in self._refs}
        blob, mailmap, gap = self._repository.mailmap(tips.get(self._head or "") or tips.get("HEAD"))
        connection.execute(
            text("UPDATE repositories SET mailmap = :blob WHERE id = :id"), {"blob": blob, "id": self._id}
        )
        upkeep.record_gaps(connection, ("blob",), [gap] if gap else [])
        upkeep.merge_people(connection, mailmap.resolve)


def _unreachable(connection: Connection, graph: Graph) -> list[int]:
    """Return the commits that no ref of any mined repository leads to: rewritten branches, deleted tags."""
    tips = connection.execute(text("SELECT DISTINCT c.id FROM git_refs r JOIN commits c ON c.sha = r.sha"))
    marks = bytearray(len(graph.exists))
    for _ in graph.reachable((tip for (tip,) in tips), marks):
        pass
    return [commit for commit in graph if not marks[commit]]


def _related_to(connection: Connection) -> int:
    found = connection.execute(
        text("SELECT related_to FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1")
    )
    return int(found.scalar() or 0)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _summary(
    connection: Connection, repository: Repository, name: str, added: int, removed: int, seconds: float
) -> MiningSummary:
    def count(table: str) -> int:
        return int(connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())  # noqa: S608

    kinds = connection.execute(text("SELECT kind, COUNT(*) FROM relations GROUP BY kind ORDER BY kind"))
    return MiningSummary(
        repository=str(repository.location),
        database=name,
        commits=count("commits"),
        new_commits=added,
        removed_commits=removed,
        changes=count("changes"),
        mentions=count("mentions"),
        gaps=count("gaps"),
        seconds=seconds,
        relations={kind: number for kind, number in kinds},
    )
