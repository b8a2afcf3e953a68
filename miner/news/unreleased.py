"""Entries that are in no release and not at the tip of a line, read from the commits that added their files.

A change that is reverted before its release loses its entry (devguide), so only the commit still has it. These entries
have a fate; entries that wait for a release have none:

* 'withdrawn': a later commit on the line deleted the file, and not in order to make a release;
* 'unknown': no commit did, but the release or branch does not show the entry: its file is not in this clone, or it has
  the entry without a nonce.

The entries of proposed commits are left out.

If a release or the tip of the commit's line has an entry with the same nonce, it is the same entry, and that one is
kept. Every run decides again which commits still need an entry of their own; only ``mine --lines`` reads files for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.git.files import text_of
from miner.git.repository import Repository
from miner.graph.line_names import MAIN
from miner.model import Gap
from miner.news.blurbs import nonce_of, parse_next
from miner.news.commits import BULK
from miner.news.issues import Named, named_by
from miner.store import bulk, gaps, tables
from miner.store.issues import IssueNumbers, rank_sources
from miner.store.removal import remove
from miner.store.search import index_news, unindex_news

WITHDRAWN, UNKNOWN = "withdrawn", "unknown"

_GAP = "added news"
# CROSS JOIN fixes the order of the joins: changes have an index by path.
_FILES = """
SELECT x.status, p.path, x.new_blob, c.id, c.parent_count, c.committed_utc, c.line, r.line
FROM paths p CROSS JOIN changes x CROSS JOIN commits c
LEFT JOIN release_commits f ON f.commit_id = c.id LEFT JOIN releases r ON r.id = f.release_id
WHERE p.path >= 'Misc/NEWS.d/next/' AND p.path < 'Misc/NEWS.d/next0' AND {}
  AND x.path_id = p.id AND x.status IN ('A', 'D') AND c.id = x.commit_id
"""
_ANY = "1 = 1"
_OF_STORED = "p.path IN (SELECT n.path FROM news_entries n WHERE n.release IS NULL AND n.fate IS NOT NULL)"
# A commit that adds the file of a release moves the waiting entries into it.
_SWEEPS = """
SELECT x.commit_id FROM paths p CROSS JOIN changes x
WHERE p.path >= 'Misc/NEWS.d/0' AND p.path < 'Misc/NEWS.d/:' AND x.path_id = p.id AND x.status = 'A'
"""
_TOLD = """
SELECT nonce, line, commit_id FROM news_entries
WHERE nonce IS NOT NULL AND (release IS NOT NULL OR fate IS NULL)
"""
_STORED = """
SELECT id, commit_id, path, line, fate FROM news_entries WHERE release IS NULL AND fate IS NOT NULL ORDER BY id
"""
_ENTRY = ("id", "line", "path", "blob", "ordinal", "section", "dated_at", "nonce", "fate", "commit_id", "text")
_ISSUE = ("entry_id", "ordinal", "tracker", "number", "role", "issue_id")

Place = tuple[int, str]  # commit, path


class _Change(NamedTuple):
    """The file of an unreleased entry, added or deleted by a commit; ``at`` is the committer time in UTC seconds."""

    status: str
    path: str
    blob: str | None
    commit: int
    parents: int
    at: int
    line: str | None
    released_on: str | None  # line of the commit's first release


class _Wanted(NamedTuple):
    """An entry that only its commit has."""

    line: str
    blob: str
    fate: str


def keep_added(connection: Connection) -> None:
    """Delete entries whose commit is gone or that a release or a tip now has; update the fates of the others."""
    if connection.execute(text(_STORED)).first() is not None:
        _keep(connection, _wanted(connection, _OF_STORED))


def record_added(connection: Connection, repository: Repository) -> None:
    """Update the entries that only commits have, and read the files that were not read yet.

    The next run tries files again that this clone does not have; one gap says how many there are.
    """
    wanted = _wanted(connection, _ANY)
    known = _keep(connection, wanted)
    absent = _read(connection, repository, {place: one for place, one in wanted.items() if place not in known})
    reason = f"{absent:,} NEWS entries that commits added stay unknown: their files are not in this clone"
    gaps.record_gaps(connection, (_GAP,), [Gap(_GAP, str(repository.location), reason)] if absent else [])
    rank_sources(connection)


def _wanted(connection: Connection, which: str) -> dict[Place, _Wanted]:
    """Return the entries that only their commits have, in the order of the commits' ids."""
    by_commit: dict[int, list[_Change]] = defaultdict(list)
    for row in bulk.rows(connection, _FILES.format(which)):
        change = _Change(*row)
        by_commit[change.commit].append(change)
    taken = _taken_away(connection, by_commit)
    told: set[tuple[str | None, str | int | None]] = set()
    for nonce, *by in bulk.rows(connection, _TOLD):
        told.update((nonce, one) for one in by if one is not None)
    wanted = {}
    for _, changes in sorted(by_commit.items()):
        for one in _added(changes):
            if one.line and one.blob and told.isdisjoint(_tellers(one)):
                fate = WITHDRAWN if taken.get((one.path, one.line), one.at - 1) >= one.at else UNKNOWN
                wanted[one.commit, one.path] = _Wanted(one.line, one.blob, fate)
    return wanted


def _taken_away(connection: Connection, by_commit: Mapping[int, list[_Change]]) -> dict[tuple[str, str | None], int]:
    """Return the time of the last deletion of each (path, line) that did not make a release, in UTC seconds."""
    sweeps = {commit for (commit,) in bulk.rows(connection, _SWEEPS)}
    taken: dict[tuple[str, str | None], int] = {}
    for commit, changes in by_commit.items():
        for one in changes if commit not in sweeps else ():
            if one.status == "D":
                taken[one.path, one.line] = max(one.at, taken.get((one.path, one.line), one.at))
    return taken


def _tellers(one: _Change) -> list[tuple[str | None, str | int | None]]:
    """Return the keys under which a release or a tip may have an entry with this file's nonce.

    These are its commit, its line and, for main, the next line that branches off.
    """
    nonce = nonce_of(one.path)
    return [(nonce, one.commit), (nonce, one.line), *([(nonce, one.released_on)] if one.line == MAIN else [])]


def _added(changes: list[_Change]) -> Iterable[_Change]:
    """Return the entry files that a commit itself added, not those that it moved, merged or converted."""
    added = [one for one in changes if one.status == "A"]
    if len(added) > BULK or changes[0].parents > 1:
        return ()
    # Files without a nonce are not entries.
    others = {None, *(nonce_of(one.path) for one in changes if one.status == "D")}
    return (one for one in added if nonce_of(one.path) not in others)


def _keep(connection: Connection, wanted: Mapping[Place, _Wanted]) -> set[Place]:
    """Delete stored entries that are not wanted and update the others; return those that stay."""
    gone, changed, known = [], [], set()
    for identity, commit, path, line, fate in bulk.rows(connection, _STORED):
        one = wanted.get((commit, path))
        if one is None:
            gone.append(identity)
            continue
        known.add((commit, path))
        if (one.line, one.fate) != (line, fate):
            changed.append((one.line, one.fate, identity))
    if gone:
        with bulk.holding(connection, "gone_news", gone):
            unindex_news(connection, "id IN (SELECT id FROM gone_news)")
            remove(connection, "news_entries", "id IN (SELECT id FROM gone_news)")
    bulk.update(connection, tables.news_entries, ("line", "fate"), ("id",), changed)
    return known


def _read(connection: Connection, repository: Repository, unread: Mapping[Place, _Wanted]) -> int:
    """Read and store entries; return the number of files that are not in this clone."""
    entries: list[tuple[object, ...]] = []
    issues: list[tuple[int, int, Named]] = []
    absent = 0
    first = bulk.next_id(connection, tables.news_entries)
    for (commit, path), one in unread.items():
        content = text_of(repository, one.blob)
        absent += content is None
        entry = parse_next(path, content) if content is not None else None
        if entry is None:
            continue
        identity = first + len(entries)
        columns = (entry.ordinal, entry.section, entry.date, entry.nonce, one.fate, commit, entry.text)
        entries.append((identity, one.line, path, one.blob, *columns))
        issues += [(identity, place, named) for place, named in enumerate(named_by(entry, None))]
    if entries:
        numbers = IssueNumbers(connection)
        numbers.look_up(connection, {(named.tracker, named.number) for *_, named in issues})
        rows = [(*place, *named, numbers.issue(named.tracker, named.number)) for *place, named in issues]
        numbers.store(connection, "news")
        bulk.insert(connection, tables.news_entries, _ENTRY, entries)
        bulk.insert(connection, tables.news_issues, _ISSUE, rows)
        index_news(connection, first)
    return absent
