"""Releases: tags that are Python versions, and the earliest release that contains each commit.

Ordered by PEP 440, dated by the tag (else its commit). "Earliest" goes by date: a bad merge put 2,343 commits of the
default branch into v3.5.2rc1, so the smallest version that contains a commit is not the first that users got.
"""

import re
from typing import Any

from packaging.version import InvalidVersion, Version
from sqlalchemy import Connection, text

from miner.relations.graph import Graph
from miner.store import bulk, tables
from miner.store.removal import remove

_TAG = re.compile(r"refs/tags/v(\d[\w.]*)")
_PHASES = {"a": "alpha", "b": "beta", "c": "candidate", "rc": "candidate"}


def decide_releases(connection: Connection, graph: Graph) -> int:
    """Store the releases and the first release of every commit, where they differ; return how many releases."""
    found = _releases(connection)
    stored = [tuple(row) for row in connection.execute(text(_STORED))]
    if stored == found:
        return len(found)  # what is new stands on top of the releases or beside them
    remove(connection, "releases", "1 = 1")
    bulk.insert(connection, tables.releases, _COLUMNS, found)
    first: list[tuple[int, str, int]] = []
    seen = bytearray(len(graph.exists))
    for release in sorted(found, key=lambda row: (row[_UTC], row[_RANK])):
        first += [(commit, release[_LINE], release[0]) for commit in graph.reachable([release[_COMMIT]], seen)]
    bulk.insert(connection, tables.release_commits, ("commit_id", "line", "release_id"), first)
    return len(found)


_COLUMNS = (
    "id",
    "tag",
    "version",
    "position",
    "line",
    "phase",
    "released_at",
    "released_utc",
    "date_basis",
    "commit_id",
)
_RANK, _LINE, _UTC, _COMMIT = 3, 4, 7, 9
_STORED = f"SELECT {', '.join(_COLUMNS)} FROM releases ORDER BY id"  # noqa: S608 - our own names
_TAGS = (
    "SELECT r.name, r.tagged_at, r.tagged_utc, c.committed_at, c.committed_utc, c.id"
    " FROM git_refs r JOIN commits c ON c.sha = r.sha WHERE r.name LIKE 'refs/tags/v%' ORDER BY r.name"
)


def _releases(connection: Connection) -> list[tuple[Any, ...]]:
    versions = []
    for name, tagged_at, tagged_utc, committed_at, committed_utc, commit in connection.execute(text(_TAGS)):
        match = _TAG.fullmatch(name)
        if not match:
            continue
        try:
            version = Version(match[1])
        except InvalidVersion:
            continue
        date = (tagged_at, tagged_utc, "tag") if tagged_utc is not None else (committed_at, committed_utc, "commit")
        versions.append((version, name.removeprefix("refs/tags/"), date, commit))
    versions.sort(key=lambda item: (item[0], item[1]))
    unique = {tag: (version, date, commit) for version, tag, date, commit in versions}
    return [
        (
            position,
            tag,
            str(version),
            position,
            f"{version.major}.{version.minor}",
            _PHASES[version.pre[0]] if version.pre else "final",
            *date,
            commit,
        )
        for position, (tag, (version, date, commit)) in enumerate(unique.items(), start=1)
    ]
