"""The NEWS stage of a mining run: only releases and lines whose files changed are read again."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

from miner.git.files import text_of
from miner.git.repository import Repository
from miner.news.added import keep_added
from miner.news.blurbs import parse_next, parse_release
from miner.news.editions import Told, merge
from miner.news.entry import Entry, ReleaseNews
from miner.news.gaps import ABSENT, MISSING, PROSE, UNREAD, unread
from miner.news.numbers import Numbers
from miner.news.ties import tie_commits
from miner.news.wanted import WHOLE, Source, Unit, wanted_sources
from miner.news.whole_files import WholeFile
from miner.store import bulk, tables, upkeep
from miner.store.removal import remove
from miner.store.search import index_news, unindex_news

_STORED = "SELECT line, release, edition, path, blob FROM news_editions ORDER BY id"
_RELEASED = "SELECT version, released_utc FROM releases ORDER BY version, tag"
_STALE = "EXISTS (SELECT 1 FROM stale_news s WHERE s.line = {0}.line AND COALESCE({0}.release, '') = s.release)"
# What was read from commits has no edition: see added.py.
_STALE_ENTRIES = f"(release IS NOT NULL OR fate IS NULL) AND {_STALE.format('news_entries')}"
# What messages name and what only the NEWS do changes places as commits come and go.
_SOURCES = (
    """
    UPDATE issue_numbers SET source = 'message' WHERE source = 'news' AND EXISTS (
        SELECT 1 FROM mentions m WHERE m.tracker = issue_numbers.tracker AND m.number = issue_numbers.number)
    """,
    """
    UPDATE issue_numbers SET source = 'news' WHERE source = 'message' AND NOT EXISTS (
        SELECT 1 FROM mentions m WHERE m.tracker = issue_numbers.tracker AND m.number = issue_numbers.number)
    """,
)
_UNNAMED = """
SELECT id FROM issues
WHERE NOT EXISTS (SELECT 1 FROM issue_numbers n WHERE n.issue_id = issues.id AND n.source <> 'news')
AND NOT EXISTS (SELECT 1 FROM news_issues k WHERE k.issue_id = issues.id)
AND NOT EXISTS (SELECT 1 FROM mentions m WHERE m.issue_id = issues.id)
"""
_EDITION = ("id", "line", "release", "edition", "path", "blob", "released_on", "problem")
_ENTRY = ("id", "line", "release", "path", "blob", "ordinal", "section", "dated_at", "nonce", "fate", "text")
_ISSUE = ("entry_id", "ordinal", "tracker", "number", "role", "issue_id")
# As many lines may say that nothing changed.
_SAYS_NOTHING = 15


def record_news(connection: Connection, repository: Repository, after: int = 0) -> None:
    """Bring the NEWS up to date with the refs and releases that are stored.

    ``after``: no commit up to this one has got another line or first release since the last time.
    """
    wanted = wanted_sources(connection, repository)
    stored: dict[Unit, list[Source]] = {}
    for line, release, *source in connection.execute(text(_STORED)):
        stored.setdefault((line, release), []).append(Source(*source))
    changed = {unit: sources for unit, sources in wanted.items() if tuple(stored.get(unit, ())) != sources}
    _forget(connection, [unit for unit in stored if unit in changed or unit not in wanted])
    first = bulk.next_id(connection, tables.news_entries)
    if changed:
        _write(connection, changed, _Reader(connection, repository))
        index_news(connection, first)
    tie_commits(connection, after, first)
    keep_added(connection)
    for update in _SOURCES:
        connection.execute(text(update))
    # Listed first, because their numbers, which go before them, are what tells them.
    with bulk.holding(connection, "unnamed", [issue for (issue,) in bulk.rows(connection, _UNNAMED)]):
        remove(connection, "issues", "id IN (SELECT id FROM unnamed)")
    upkeep.record_gaps(connection, ("news",), unread(connection))


def _forget(connection: Connection, units: Sequence[Unit]) -> None:
    if not units:
        return
    connection.execute(text("CREATE TEMPORARY TABLE stale_news (line TEXT, release TEXT)"))
    insert = text("INSERT INTO stale_news VALUES (:line, :release)")
    connection.execute(insert, [{"line": line, "release": release or ""} for line, release in units])
    unindex_news(connection, _STALE_ENTRIES)
    remove(connection, "news_entries", _STALE_ENTRIES)
    remove(connection, "news_editions", _STALE.format("news_editions"))
    connection.execute(text("DROP TABLE stale_news"))


class _Reader:
    """Reads editions; files of several releases are kept while they are asked for."""

    def __init__(self, connection: Connection, repository: Repository) -> None:
        self._repository = repository
        self._released: dict[str, int] = {version: at for version, at in connection.execute(text(_RELEASED))}
        self._whole: dict[str, WholeFile | None] = {}

    def read(self, release: str | None, source: Source) -> tuple[list[Entry], str | None, str | None]:
        """Return the entries that a file has for a release, the day it gives, and what kept it from being read."""
        if release is None:
            content = text_of(self._repository, source.blob)
            entry = parse_next(source.path, content) if content is not None else None
            return [entry] if entry else [], None, MISSING if content is None else None
        news = self._news(release, source)
        if isinstance(news, str):
            return [], None, news
        return news.entries, news.released_on, PROSE if not news.entries and news.lines > _SAYS_NOTHING else None

    def _news(self, release: str, source: Source) -> ReleaseNews | str:
        """Return what a file says about a release, or why that is not known."""
        if source.path not in WHOLE:
            content = text_of(self._repository, source.blob)
            return parse_release(release, content) if content is not None else MISSING
        if source.edition == "tagged":  # asked for once
            whole = self._open(source.blob)
        else:
            if source.blob not in self._whole:
                self._whole[source.blob] = self._open(source.blob)
            whole = self._whole[source.blob]
        return (whole.release(release) or ABSENT) if whole else MISSING

    def _open(self, blob: str) -> WholeFile | None:
        content = text_of(self._repository, blob)
        return WholeFile(content) if content is not None else None

    def seconds(self, release: str | None) -> int | None:
        """Return the UTC second of a release, as its tag has it."""
        return self._released.get(release or "")


def _write(connection: Connection, units: Mapping[Unit, Sequence[Source]], reader: _Reader) -> None:
    editions: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    issues: list[tuple[object, ...]] = []
    numbers = Numbers(connection)
    next_edition = bulk.next_id(connection, tables.news_editions)
    next_entry = bulk.next_id(connection, tables.news_entries)
    for (line, release), sources in units.items():
        found = []
        for source in sources:
            read, day, problem = reader.read(release, source)
            editions.append((next_edition + len(editions), line, release, *_place(source), day, problem))
            if problem not in UNREAD:
                found.append((source, read, reader.seconds(release)))
        told = merge(found) if release else [one for edition in found for one in merge([edition])]
        for one in told:
            identity = next_entry + len(entries)
            entries.append((identity, line, release, *_columns(one)))
            issues += [
                (identity, place, *named, numbers.issue(named.tracker, named.number))
                for place, named in enumerate(one.issues)
            ]
    numbers.store(connection)
    bulk.insert(connection, tables.news_editions, _EDITION, editions)
    bulk.insert(connection, tables.news_entries, _ENTRY, entries)
    bulk.insert(connection, tables.news_issues, _ISSUE, issues)


def _place(source: Source) -> tuple[str, str, str]:
    return source.edition, source.path, source.blob


def _columns(told: Told) -> tuple[object, ...]:
    entry, source = told.entry, told.source
    return source.path, source.blob, entry.ordinal, entry.section, entry.date, entry.nonce, told.fate, entry.text
