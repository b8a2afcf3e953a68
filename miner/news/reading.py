"""Read the NEWS files of releases and lines into entries with their fates and issues.

This needs only the clone, so that a process of its own can do it while commits are related.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from miner.errors import MinerError
from miner.git.files import text_of
from miner.git.repository import Repository
from miner.news.blurbs import parse_next, parse_release
from miner.news.editions import Told, merge
from miner.news.entry import Entry, ReleaseNews
from miner.news.gaps import ABSENT, MISSING, PROSE, UNREAD
from miner.news.sources import WHOLE, Source, Unit
from miner.news.whole_files import WholeFile
from miner.processes import Parent

# A text without entries of at most this many lines only says that nothing changed.
_SAYS_NOTHING = 15

#: Edition, path, blob; the release date in the file; why it has no entries, see `miner.news.gaps`.
EditionRow = tuple[str, str, str, str | None, str | None]
#: Path, blob, ordinal, section, date, nonce, fate, text; and tracker, number and role of each issue.
EntryRow = tuple[str, str, int, str | None, str | None, str | None, str | None, str, list[tuple[str, str, str]]]


class Read(NamedTuple):
    """The NEWS of a release, or, if ``release`` is None, the unreleased entries at the tip of a line."""

    line: str
    release: str | None
    editions: Sequence[EditionRow]
    entries: Sequence[EntryRow]


def read_units(
    repository: Repository, units: Iterable[tuple[Unit, Sequence[Source]]], released: Mapping[str, int]
) -> list[Read]:
    """Read the sources of each unit, in order; ``released`` has the date of each release's tag in UTC seconds."""
    files = _Files(repository)
    found = []
    for (line, release), sources in units:
        editions: list[EditionRow] = []
        readable = []
        for source in sources:
            entries, day, problem = files.read(release, source)
            editions.append((*source, day, problem))
            if problem not in UNREAD:
                readable.append((source, entries, released.get(release or "")))
        told = merge(readable) if release else [one for edition in readable for one in merge([edition])]
        found.append(Read(line, release, editions, [_row(one) for one in told]))
    return found


def serve() -> None:
    """Answer one request of the parent process: the main function of a process that reads NEWS."""
    with Parent() as parent:
        location, units, released = parent.receive()
        try:
            changed = [(unit, [Source(*source) for source in sources]) for unit, sources in units]
            parent.send([tuple(one) for one in read_units(Repository(Path(location)), changed, released)])
        except MinerError as error:
            parent.send(str(error))


def _row(told: Told) -> EntryRow:
    entry, source = told.entry, told.source
    issues = [(named.tracker, named.number, named.role) for named in told.issues]
    about = (entry.ordinal, entry.section, entry.date, entry.nonce)
    return (source.path, source.blob, *about, told.fate, entry.text, issues)


class _Files:
    """Reads editions; caches the latest editions of files with several releases."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._whole: dict[str, WholeFile | None] = {}

    def read(self, release: str | None, source: Source) -> tuple[list[Entry], str | None, str | None]:
        """Return the entries that a file has for a release, its release date, and why it has no entries."""
        if release is None:
            content = text_of(self._repository, source.blob)
            entry = parse_next(source.path, content) if content is not None else None
            return [entry] if entry else [], None, MISSING if content is None else None
        news = self._news(release, source)
        if isinstance(news, str):
            return [], None, news
        return news.entries, news.released_on, PROSE if not news.entries and news.lines > _SAYS_NOTHING else None

    def _news(self, release: str, source: Source) -> ReleaseNews | str:
        """Return what a file says about a release, or the reason why that is unknown."""
        if source.path not in WHOLE:
            content = text_of(self._repository, source.blob)
            return parse_release(release, content) if content is not None else MISSING
        if source.edition == "tagged":  # used only once
            whole = self._open(source.blob)
        else:
            if source.blob not in self._whole:
                self._whole[source.blob] = self._open(source.blob)
            whole = self._whole[source.blob]
        return (whole.release(release) or ABSENT) if whole else MISSING

    def _open(self, blob: str) -> WholeFile | None:
        content = text_of(self._repository, blob)
        return WholeFile(content) if content is not None else None
