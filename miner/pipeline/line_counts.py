"""The pass of ``mine --lines``: count the lines of every change and store their fingerprints, and in C code the names.

It runs after reading and before relating, which uses both. Changes are counted path by path, in parts, and several
parts are stored per transaction: a killed pass continues where it stopped, and a later one counts only new changes.
Changes whose contents are not in the clone, as most are not in a blobless one, stay uncounted and are tried again by
the next pass; one gap gives their number. So do changes whose lines were counted by a version that counted no names, or
counted them in another way.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import Connection, Engine, text

from miner.contents.fingerprints import change_print, pack
from miner.git.line_diffs import SUBMODULE, LineDiff, Pair, Side, compare
from miner.git.repository import Repository
from miner.git.scratch import Scratch
from miner.model import Gap
from miner.news import record_added
from miner.pipeline.progress import Progress
from miner.reading.pool import cores
from miner.store import gaps, indexes, line_prints, symbols, tables
from miner.store.line_prints import Counted, Uncounted

#: Changes per part, for each of which git is started: large enough that this takes little of the time.
PART = 1_000
# Parts per transaction. The changes of a path are scattered over the whole table, so each transaction rewrites much of
# it, and fewer transactions are cheaper. A killed pass loses some seconds of work.
_TOGETHER = 12
# Parts queued per worker, so that none idles while results are stored.
_AHEAD = 6
_GITLINK = "160000"
_GAP = "lines"
_RELATED = """
UPDATE runs SET lines_related_to = (SELECT COALESCE(MAX(id), 0) FROM line_prints) WHERE id = (SELECT MAX(id) FROM runs)
"""


def count_lines(repository: Repository, store: Engine, progress: Progress, workers: int | None = None) -> int:
    """Count the lines of all changes that were not counted yet; return how many could not be counted."""
    with store.begin() as connection:
        indexes.ensure_indexes(connection, tables.changes)  # it gives the changes in order
        symbols.forget_outdated(connection)
        total = line_prints.count_uncounted(connection)
    if not total:
        return 0
    progress.stage("Counting lines", total)
    with Scratch(repository.location) as scratch:
        return _count(scratch, store, progress, workers or cores())


def note_lines(connection: Connection, repository: Repository, left: int) -> None:
    """Record that relations cover all counted lines, that ``left`` changes are uncounted, and the NEWS of commits."""
    gap = Gap(_GAP, str(repository.location), f"{left:,} changes are not counted: their contents are not in this clone")
    gaps.record_gaps(connection, (_GAP,), [gap] if left else [])
    connection.execute(text(_RELATED))
    record_added(connection, repository)


def _count(scratch: Scratch, store: Engine, progress: Progress, workers: int) -> int:
    """Count and store the lines of all changes that can be read; return how many cannot."""
    with store.connect() as connection:
        absent = scratch.absent(line_prints.blobs(connection, _GITLINK))
    left = 0
    ready: list[Counted] = []
    writer = symbols.SymbolWriter()
    waiting: deque[tuple[int, Future[list[Counted]]]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for changes in _parts(store):
                waiting.append((len(changes), pool.submit(_look, scratch, changes, absent)))
                if len(waiting) >= workers * _AHEAD:
                    left += _take(waiting, ready, progress)
                if len(ready) >= PART * _TOGETHER:
                    _store(store, ready, writer)
            while waiting:
                left += _take(waiting, ready, progress)
            _store(store, ready, writer)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return left


def _take(waiting: deque[tuple[int, Future[list[Counted]]]], ready: list[Counted], progress: Progress) -> int:
    """Move the results of the next part to ``ready``; return how many of its changes could not be read."""
    asked, found = waiting.popleft()
    rows = found.result()
    ready += rows
    progress.advance(asked)
    return asked - len(rows)


def _store(store: Engine, ready: list[Counted], writer: symbols.SymbolWriter) -> None:
    with store.begin() as connection:
        line_prints.store(connection, ready, writer)
    ready.clear()


def _parts(store: Engine) -> Iterator[list[Uncounted]]:
    place = (0, 0)
    while True:
        with store.connect() as connection:
            changes = line_prints.next_uncounted(connection, place, PART)
        if not changes:
            return
        yield changes
        place = (changes[-1].path, changes[-1].commit)


def _look(scratch: Scratch, changes: list[Uncounted], absent: set[str]) -> list[Counted]:
    """Compare the contents before and after each change; leave out changes that cannot be read."""
    wanted: dict[Pair, list[Uncounted]] = {}
    named: set[Pair] = set()
    for change in changes:
        if not absent.intersection((change.old_blob, change.new_blob)):
            pair = _side(change.old_mode, change.old_blob), _side(change.new_mode, change.new_blob)
            wanted.setdefault(pair, []).append(change)
            if change.has_names and _GITLINK not in (change.old_mode, change.new_mode):
                named.add(pair)
    if not wanted:
        return []
    return [
        counted
        for same, diff in zip(wanted.values(), compare(scratch, list(wanted), named), strict=True)
        if diff is not None
        for counted in _counted(same, diff)
    ]


def _side(mode: str | None, blob: str | None) -> Side:
    return SUBMODULE + blob if blob and mode == _GITLINK else blob


def _counted(changes: list[Uncounted], diff: LineDiff) -> Iterator[Counted]:
    added = None if diff.gained is None else pack(diff.gained)
    deleted = None if diff.lost is None else pack(diff.lost)
    forward = inverse = None
    if added is not None and deleted is not None:
        forward, inverse = change_print(added, deleted), change_print(deleted, added)
    for change in changes:
        names = (diff.names or {}) if change.has_names else None
        counts = change.commit, change.path, diff.added, diff.deleted
        yield Counted(*counts, added, deleted, forward, inverse, names, change.has_lines)
