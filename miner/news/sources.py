"""Decide which NEWS files to read.

For a release these are its own edition, in the tagged commit, and the latest one: at the tip of its line or, if that no
longer has it, at the tip of another line, main first. For a line these are the unreleased entries at its tip. Since
2017 each release has a file (``Misc/NEWS.d/3.9.0a2.rst``); before, it was a part of ``Misc/NEWS``, later of
``Misc/HISTORY``.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.git.files import blob_at, blobs_below, text_of
from miner.git.repository import Repository
from miner.graph.line_names import MAIN
from miner.news.blurbs import release_day
from miner.news.versions import line_of, same_as, version_of_file
from miner.news.whole_files import WholeFile
from miner.store import bulk, tables

FOLDER = "Misc/NEWS.d"
NEXT = f"{FOLDER}/next/"
WHOLE = ("Misc/NEWS", "Misc/HISTORY")
TIP = "tip"

_TIP_REF = re.compile(r"refs/(?P<kind>heads|remotes/.+|tags)/(?P<name>main|master|default|trunk|\d+\.\d+)")
_KINDS = ("heads", "remotes", "tags")
_REFS = "SELECT r.name, r.sha FROM git_refs r WHERE r.authoritative = 1 AND r.sha IS NOT NULL ORDER BY r.name, r.sha"
_OTHER = "SELECT 1 FROM repositories WHERE project <> 'cpython'"
_RELEASES = """
SELECT r.version, r.line, c.sha FROM releases r JOIN commits c ON c.id = r.commit_id ORDER BY r.position, r.tag
"""
_FILES = "SELECT sha, used_as, path, blob, releases, days FROM news_files ORDER BY sha, used_as, path"
_UNLIST = text("DELETE FROM news_files WHERE sha = :sha AND used_as = :used_as")
_COLUMNS = ("sha", "used_as", "path", "blob", "releases", "days")


class Source(NamedTuple):
    """A file to read for a release or a line; ``edition`` is 'tagged' or 'latest'."""

    edition: str
    path: str
    blob: str


class File(NamedTuple):
    """A NEWS file of a commit; ``releases`` are the versions in it, separated by commas, None if not known.

    ``days`` are the release dates of these versions in the file, in the same order, empty where it has none.
    """

    path: str
    blob: str
    releases: str | None
    days: str | None


Unit = tuple[str, str | None]  # line, and release or None for unreleased entries
Listing = dict[tuple[str, str], list[File]]


def wanted_sources(connection: Connection, repository: Repository) -> dict[Unit, tuple[Source, ...]]:
    """Return the files to read for every release and every line: the tagged edition before the latest, then by path.

    Only CPython's NEWS is read: in any other project there are none.
    """
    if connection.scalar(text(_OTHER)) is not None:
        return {}
    tips = tip_commits(connection)
    released = {version: (line, sha) for version, line, sha in connection.execute(text(_RELEASES))}
    uses = [(sha, TIP) for sha in dict.fromkeys(tips.values())]
    uses += [(sha, version) for version, (_, sha) in released.items()]
    files = _files(connection, repository, uses)
    _forget(connection, uses)
    units: dict[Unit, tuple[Source, ...]] = {}
    by_tip = {line: _by_release(files[sha, TIP], readable=True) for line, sha in tips.items()}
    unreadable = [_by_release(files[sha, TIP], readable=False) for sha in tips.values()]
    tellers = [*by_tip.values(), *unreadable]
    versions = {same_as(version): version for version in released}
    for found in tellers:
        for name, (version, *_) in found.items():
            versions.setdefault(name, version)
    for name, version in versions.items():
        line, sha = released.get(version, (line_of(version), None))
        sources = [Source("tagged", file.path, file.blob) for file in (files[sha, version] if sha else ())]
        for found in (by_tip.get(line, {}), *tellers):
            if name in found:
                sources.append(Source("latest", *found[name][1:]))
                break
        units[line, version] = tuple(sources)
    for line, sha in tips.items():
        waiting = tuple(Source("latest", file.path, file.blob) for file in files[sha, TIP] if _waits(file.path))
        units[line, None] = waiting
    return {unit: sources for unit, sources in units.items() if sources}


def release_days(connection: Connection, repository: Repository) -> dict[str, str]:
    """Return the release dates in the NEWS files at the tips of the lines, main's first, as ISO 8601 by version."""
    uses = [(sha, TIP) for sha in dict.fromkeys(tip_commits(connection).values())]
    found: dict[str, str] = {}
    for files in _files(connection, repository, uses).values():
        for file in files:
            for version, day in zip((file.releases or "").split(","), (file.days or "").split(","), strict=False):
                if day:
                    found.setdefault(version, day)
    return found


def tip_commits(connection: Connection) -> dict[str, str]:
    """Return the sha at the tip of each line, main first, then newer lines before older ones.

    A branch is preferred to a tag of the same name, which remains of a deleted branch (``2.7``), and a local branch to
    a remote one.
    """
    found = []
    for name, sha in connection.execute(text(_REFS)):
        match = _TIP_REF.fullmatch(name)
        if match is None or (match["kind"] == "tags" and not match["name"][0].isdigit()):
            continue
        version = [int(part) for part in match["name"].split(".")] if match["name"][0].isdigit() else []
        rank = [-part for part in version], _KINDS.index(match["kind"].partition("/")[0]), name
        found.append((rank, match["name"] if version else MAIN, sha))
    tips: dict[str, str] = {}
    for _, line, sha in sorted(found):
        tips.setdefault(line, sha)
    return tips


def _files(connection: Connection, repository: Repository, uses: list[tuple[str, str]]) -> Listing:
    """Return the NEWS files of each commit and use; read from the clone and store those that are not stored yet."""
    known: Listing = {}
    healed: set[tuple[str, str]] = set()
    for sha, used_as, *file in connection.execute(text(_FILES)):
        one = File(*file)
        known.setdefault((sha, used_as), []).append(one)
        if used_as == TIP and one.releases is None and repository.holds(one.blob):
            healed.add((sha, used_as))
    for use in healed:
        connection.execute(_UNLIST, {"sha": use[0], "used_as": use[1]})
        del known[use]
    found = {use: known[use] if use in known else sorted(_look(repository, *use)) for use in uses}
    new = [(*use, *file) for use, files in found.items() if use not in known for file in files]
    bulk.insert(connection, tables.news_files, _COLUMNS, new)
    return found


def _forget(connection: Connection, uses: Collection[tuple[str, str]]) -> None:
    """Remove the stored files of all other commits and uses."""
    stored = {tuple(row) for row in connection.execute(text("SELECT DISTINCT sha, used_as FROM news_files"))}
    for sha, used_as in stored.difference(uses):
        connection.execute(_UNLIST, {"sha": sha, "used_as": used_as})


def _look(repository: Repository, sha: str, used_as: str) -> Iterator[File]:
    if used_as != TIP:
        for path in (f"{FOLDER}/{used_as}.rst", WHOLE[0]):
            if blob := blob_at(repository, sha, path):
                yield File(path, blob, None, None)
                return
        return
    for path, blob in blobs_below(repository, sha, FOLDER):
        if _waits(path):
            yield File(path, blob, "", None)
        elif version := version_of_file(path.rpartition("/")[2]):
            content = text_of(repository, blob)
            yield File(path, blob, *_told({version: release_day(content)} if content is not None else None))
    for path in WHOLE:
        if blob := blob_at(repository, sha, path):
            content = text_of(repository, blob)
            yield File(path, blob, *_told(WholeFile(content).days if content is not None else None))


def _told(days: Mapping[str, str | None] | None) -> tuple[str | None, str | None]:
    """Return versions and their release dates as they are stored; None if the content is missing."""
    return (",".join(days), ",".join(day or "" for day in days.values())) if days is not None else (None, None)


def _by_release(files: list[File], *, readable: bool) -> dict[str, tuple[str, str, str]]:
    """Return (version, path, blob) of each release in the files of a tip, from its own file if there is one.

    ``readable`` selects the files that the clone has, or those that it lacks.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for file in sorted(files, key=lambda file: (file.path in WHOLE, file.path == WHOLE[1])):
        if _waits(file.path) or readable != (file.releases is not None):
            continue
        own = [] if file.path in WHOLE else [version_of_file(file.path.rpartition("/")[2])]
        for version in file.releases.split(",") if file.releases else own:
            if version:
                found.setdefault(same_as(version), (version, file.path, file.blob))
    return found


def _waits(path: str) -> bool:
    return path.startswith(NEXT) and path.endswith(".rst") and not path.endswith("/README.rst")
