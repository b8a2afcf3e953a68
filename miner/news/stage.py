"""The NEWS stage of a mining run; it reads only releases and lines whose files changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner import processes
from miner.errors import RepositoryError
from miner.git.repository import Repository
from miner.news.commits import tie_commits
from miner.news.gaps import MISSING, unread
from miner.news.reading import Read, read_units
from miner.news.sources import Source, Unit, tip_commits, wanted_sources
from miner.news.unreleased import keep_added
from miner.store import bulk, gaps, tables
from miner.store.issues import IssueNumbers, forget_unnamed, rank_sources
from miner.store.removal import remove
from miner.store.search import index_news, unindex_news

#: So many releases and lines take longer to read than a process takes to start.
_MANY = 40
_STORED = "SELECT line, release, edition, path, blob, problem FROM news_editions ORDER BY id"
_RELEASED = "SELECT version, released_utc FROM releases ORDER BY version, tag"
_STALE = "EXISTS (SELECT 1 FROM stale_news s WHERE s.line = {0}.line AND COALESCE({0}.release, '') = s.release)"
# Entries read from commits have no edition: see unreleased.py.
_STALE_ENTRIES = f"(release IS NOT NULL OR fate IS NULL) AND {_STALE.format('news_entries')}"
_STALE_ISSUES = f"""
SELECT issue_id FROM news_issues
WHERE issue_id IS NOT NULL AND entry_id IN (SELECT id FROM news_entries WHERE {_STALE_ENTRIES})
"""  # noqa: S608 - our own words
_UNITS = "SELECT line, version FROM releases"
_STRAY_FILES = "DELETE FROM news_files WHERE sha NOT IN (SELECT sha FROM commits)"
_EDITION = ("id", "line", "release", "edition", "path", "blob", "released_on", "problem")
_ENTRY = ("id", "line", "release", "path", "blob", "ordinal", "section", "dated_at", "nonce", "fate", "text")
_ISSUE = ("entry_id", "ordinal", "tracker", "number", "role", "issue_id")


class Plan(NamedTuple):
    """What to read: the sources of releases and lines that changed; and those that no longer have any source."""

    changed: Sequence[tuple[Unit, Sequence[Source]]]
    gone: Sequence[Unit]
    released: Mapping[str, int]  # version → UTC second of its tag


@contextmanager
def read_beside(plan: Plan, repository: Repository) -> Iterator[Callable[[], list[Read]]]:
    """Begin to read the changed sources, many of them in a process of its own; give a function to wait for the result.

    The function raises RepositoryError if the clone cannot be read.
    """
    if len(plan.changed) < _MANY or not processes.possible():
        yield lambda: read_units(repository, plan.changed, plan.released)
        return
    worker = processes.Worker(read_units.__module__)
    with ThreadPoolExecutor(1) as thread:
        try:
            changed = [(unit, [tuple(source) for source in sources]) for unit, sources in plan.changed]
            worker.send((str(repository.location), changed, dict(plan.released)))
            packed = thread.submit(_take, worker)
            yield lambda: _unpack(packed.result())
        finally:
            worker.stop()  # so that the thread need not wait


def _take(worker: processes.Worker) -> bytes:
    """Return the answer of a process and end it: its answer takes less memory than it does."""
    packed = worker.receive_packed()
    worker.stop()
    return packed


def _unpack(packed: bytes) -> list[Read]:
    answer = processes.loaded(packed)
    if isinstance(answer, str):
        raise RepositoryError(answer)
    return [Read(*one) for one in answer]


def plan_news(connection: Connection, repository: Repository) -> Plan:
    """Return which releases and lines have other files, by the stored refs and releases, than when they were read."""
    wanted = wanted_sources(connection, repository)
    stored: dict[Unit, list[Source]] = {}
    healed: set[Unit] = set()
    for line, release, *source, problem in connection.execute(text(_STORED)):
        found = Source(*source)
        stored.setdefault((line, release), []).append(found)
        if problem == MISSING and repository.holds(found.blob):
            healed.add((line, release))
    changed = [
        (unit, sources) for unit, sources in wanted.items() if unit in healed or tuple(stored.get(unit, ())) != sources
    ]
    gone = [unit for unit in stored if unit not in wanted]
    return Plan(changed, gone, {version: at for version, at in connection.execute(text(_RELEASED))})


def record_news(connection: Connection, plan: Plan, read: Iterable[Read], after: int = 0) -> set[int]:
    """Store ``read``, the result of reading ``plan``, and update everything that depends on it.

    ``after`` is the id of a commit: no commit up to it has changed its line or first release since the last time.
    Return the ids of the issues whose entries were removed or written.
    """
    told = _forget(connection, [*(unit for unit, _ in plan.changed), *plan.gone])
    first = bulk.next_id(connection, tables.news_entries)
    if plan.changed:
        told |= _write(connection, read)
        index_news(connection, first)
    tie_commits(connection, after, first)
    keep_added(connection)
    rank_sources(connection)
    forget_unnamed(connection)
    gaps.record_gaps(connection, ("news",), unread(connection))
    return told


def told_units(connection: Connection) -> set[Unit]:
    """Return the releases, and the lines whose waiting entries are told, by the stored refs and releases."""
    released = {(line, version) for line, version in connection.execute(text(_UNITS))}
    return released | {(line, None) for line in tip_commits(connection)}


def forget_units(connection: Connection, units: Iterable[Unit]) -> None:
    """Remove the entries of releases and lines that are gone, and tie the others to commits; this needs no clone."""
    _forget(connection, list(units))
    connection.execute(text(_STRAY_FILES))
    tie_again(connection)
    gaps.record_gaps(connection, ("news",), unread(connection))


def tie_again(connection: Connection) -> None:
    """Tie all entries to commits again, because they name other issues than before."""
    tie_commits(connection, 0, 0)
    keep_added(connection)
    rank_sources(connection)
    forget_unnamed(connection)


def _forget(connection: Connection, units: Sequence[Unit]) -> set[int]:
    """Remove the entries of releases and lines; return the ids of their issues."""
    if not units:
        return set()
    connection.execute(text("CREATE TEMPORARY TABLE stale_news (line TEXT, release TEXT)"))
    insert = text("INSERT INTO stale_news VALUES (:line, :release)")
    connection.execute(insert, [{"line": line, "release": release or ""} for line, release in units])
    issues = {issue for (issue,) in bulk.rows(connection, _STALE_ISSUES)}
    unindex_news(connection, _STALE_ENTRIES)
    remove(connection, "news_entries", _STALE_ENTRIES)
    remove(connection, "news_editions", _STALE.format("news_editions"))
    connection.execute(text("DROP TABLE stale_news"))
    return issues


def _write(connection: Connection, read: Iterable[Read]) -> set[int]:
    """Store entries; return the ids of their issues."""
    editions: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    issues: list[tuple[int, int, str, str, str, int]] = []
    numbers = IssueNumbers(connection)
    read = list(read)
    numbers.look_up(
        connection, {(tracker, number) for one in read for *_, named in one.entries for tracker, number, _ in named}
    )
    next_edition = bulk.next_id(connection, tables.news_editions)
    next_entry = bulk.next_id(connection, tables.news_entries)
    for line, release, sources, told in read:
        editions += [
            (next_edition + place, line, release, *source) for place, source in enumerate(sources, len(editions))
        ]
        for *columns, named in told:
            identity = next_entry + len(entries)
            entries.append((identity, line, release, *columns))
            issues += [
                (identity, place, tracker, number, role, numbers.issue(tracker, number))
                for place, (tracker, number, role) in enumerate(named)
            ]
    numbers.store(connection, "news")
    bulk.insert(connection, tables.news_editions, _EDITION, editions)
    bulk.insert(connection, tables.news_entries, _ENTRY, entries)
    bulk.insert(connection, tables.news_issues, _ISSUE, issues)
    return {issue for *_, issue in issues}
