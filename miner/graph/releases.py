"""Store the releases, which of them hold each commit, and which was the first.

A release is an authoritative tag that is a version: of Python, or of the other project that was mined.

Releases are ordered by PEP 440 and dated by the tag, or by its commit if the tag has no date. Of a release that was
tagged more than a week after the day that the NEWS gives, only that day is right: v2.2 was tagged anew three months
later. Such a release holds what was there by the end of that day. The first release of a
commit is the one with the earliest date: 2.7.3 came after 3.2, so the lowest version that holds a commit is not always
the first that users got.

What is new in a release is counted from its previous release. Within a line that is the one before by PEP 440. For the
first release of a line it is the earlier release that holds most of the same commits, because the line left main there:
the previous release of v3.10.0a1 is v3.9.0b1, so what was on main when 3.9 branched off is not new in v3.10.0a1.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import NamedTuple

from packaging.version import Version
from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.authority import release_of, source_of
from miner.graph.holds import Holding
from miner.graph.spans import Lowest, Span, spans
from miner.store import bulk, tables

_FOLDER = "refs/tags/"
_COMMITTED = text("SELECT committed_utc FROM commits WHERE id = :commit")
_NEWS = "news"
_DAY = 24 * 60 * 60
_LATE = 7 * _DAY  # days in the NEWS and dates of tags often differ by some days
_PHASES = {"a": "alpha", "b": "beta", "c": "candidate", "rc": "candidate"}


class Release(NamedTuple):
    """A release as it is stored, without its id and its previous release.

    ``position`` counts from 1 in the order of PEP 440. ``phase`` is alpha, beta, candidate or final. ``date_basis`` is
    tag, commit or news.
    """

    tag: str
    version: str
    position: int
    line: str
    phase: str
    released_at: str
    released_utc: int
    date_basis: str
    commit_id: int

    def precedes(self, other: "Release") -> bool:
        """Return whether this release is before the other both by version and by date."""
        return self.position < other.position and self.released_utc < other.released_utc


_COLUMNS = (*Release._fields, "place")
_STORED = f"SELECT {', '.join(_COLUMNS)} FROM releases ORDER BY position"  # noqa: S608 - our own names
_LAST_PLACE = "SELECT COALESCE(MAX(last_place), 0) FROM release_sets"
#: Releases that hold the same commits: their spans, and how many commits that are.
Shared = Sequence[tuple[Sequence[Span], int]]
_TAGS = (
    "SELECT r.name, r.tagged_at, r.tagged_utc, c.committed_at, c.committed_utc, c.id,"
    " p.remote, p.upstream, p.project, p.default_branch"
    " FROM git_refs r JOIN repositories p ON p.id = r.repository_id JOIN commits c ON c.sha = r.sha"
    " WHERE r.authoritative = 1 AND r.name LIKE 'refs/tags/%' ORDER BY r.name"
)


def decide_releases(
    connection: Connection, graph: Graph, holding: Holding, days: Mapping[str, str], *, anew: bool
) -> bool:
    """Store the releases and which of them hold each commit; return whether any release changed.

    ``days`` has the days of releases in the NEWS, as ISO 8601 by version. ``anew`` says that what merges brought is no
    longer what it was.
    """
    found = _releases(connection, days)
    commits = [_released_commit(connection, graph, release) for release in found]
    places = holding.places(commits)
    rows = [(*release, place) for release, place in zip(found, places, strict=True)]
    stored = [tuple(row) for row in connection.execute(text(_STORED))]
    # Every release is in a set. A release that went with its commit has left its place in the sets.
    if not anew and stored == rows and connection.scalar(text(_LAST_PLACE)) == len(rows):
        return False  # the same tags hold the same commits: new commits are not ancestors of stored ones
    identities = _identities(connection, found)
    bits = [1 << place for place in places]
    holders = holding.spread(zip(commits, bits, strict=True))
    containers = _containers(graph, ((release.commit_id, bit) for release, bit in zip(found, bits, strict=True)))
    sets: dict[int, int] = {}  # releases as bits, the earliest lowest → the set's id
    for sign, held_by in ((1, holders), (-1, containers)):
        for commit, held in enumerate(held_by):
            if held:
                sets.setdefault(held, sign * commit)
    members = {held: spans(held) for held in sets}
    first = _first_by_date(found, places, members)
    follows = _follows(
        found, places, [(members[held], count) for held, count in Counter(filter(None, holders)).items()]
    )
    bulk.keep(
        connection,
        tables.releases,
        ("id",),
        (*_COLUMNS, "previous_id"),
        [(identities[tag], tag, *row, identities.get(follows.get(tag, ""))) for tag, *row in rows],
    )
    bulk.keep(
        connection,
        tables.release_sets,
        ("set_id", "first_place"),
        ("last_place",),
        [(sets[held], first, last) for held, found_spans in members.items() for first, last in found_spans],
    )
    bulk.keep(
        connection,
        tables.release_commits,
        ("commit_id",),
        ("set_id", "release_id", "contained_set_id"),
        [
            (commit, sets.get(held), identities[first[held]] if held else None, sets[contained])
            for commit, (held, contained) in enumerate(zip(holders, containers, strict=True))
            if contained
        ],
    )
    return True


def days_of_news(connection: Connection) -> dict[str, str]:
    """Return {version: day} of the stored releases that were dated by the NEWS, days as ISO 8601."""
    rows = connection.execute(
        text("SELECT version, released_at FROM releases WHERE date_basis = :news"), {"news": _NEWS}
    )
    return {version: at[:10] for version, at in rows}


def _identities(connection: Connection, found: Sequence[Release]) -> dict[str, int]:
    """Return the id of every tag. Stored releases keep theirs, so that few other rows change."""
    known = {tag: number for tag, number in connection.execute(text("SELECT tag, id FROM releases"))}
    new = [release.tag for release in found if release.tag not in known]
    start = bulk.next_id(connection, tables.releases)
    return known | {tag: number for number, tag in enumerate(new, start)}


def _containers(graph: Graph, tips: Iterable[tuple[int, int]]) -> list[int]:
    """Return, by commit id, the bits of all tips that have the commit below them in the graph.

    ``tips`` are pairs of a commit and its bits. One pass over all commits, children before parents.
    """
    containers = [0] * len(graph.exists)
    for commit, bits in tips:
        containers[commit] |= bits
    first_parent, others = graph.first_parent, graph.other_parents
    for commit in range(len(containers) - 1, 0, -1):
        if held := containers[commit]:
            parent = first_parent[commit]
            containers[parent] = containers[parent] | held if containers[parent] else held  # most share one number
            if commit in others:
                for parent in others[commit]:
                    containers[parent] |= held
    containers[0] = 0  # 0 is the first parent of a root
    return containers


def _first_by_date(
    found: Sequence[Release], places: Sequence[int], members: Mapping[int, Sequence[Span]]
) -> dict[int, str]:
    """Return the tag of the first release of each set."""
    dated = sorted(zip(found, places, strict=True), key=lambda each: (each[0].released_utc, each[0].position))
    ranks = [0] * (len(found) + 1)
    for rank, (_, place) in enumerate(dated):
        ranks[place] = rank
    lowest = Lowest(ranks)
    return {held: dated[min(map(lowest.within, among))][0].tag for held, among in members.items()}


def _released_commit(connection: Connection, graph: Graph, release: Release) -> int:
    """Return the commit that was released: the tagged one, or that of the day if it was tagged later."""
    commit = release.commit_id
    if release.date_basis != _NEWS:
        return commit
    while connection.execute(_COMMITTED, {"commit": commit}).scalar_one() >= release.released_utc + _DAY:
        if not graph.first_parent[commit]:
            return release.commit_id
        commit = graph.first_parent[commit]
    return commit


def _follows(found: Sequence[Release], places: Sequence[int], shared: Shared) -> dict[str, str]:
    """Return {tag: tag of the previous release}."""
    follows: dict[str, str] = {}
    newest: dict[str, str] = {}
    for at, release in enumerate(found):
        before = newest.get(release.line) or _nearest(at, found, places, shared)
        newest[release.line] = release.tag
        if before is not None:
            follows[release.tag] = before
    return follows


def _nearest(at: int, found: Sequence[Release], places: Sequence[int], shared: Shared) -> str | None:
    """Return the tag of the earlier release that shares most commits with this one, of several the lowest version."""
    release, place = found[at], places[at]
    steps = [0] * (len(found) + 2)  # by place, how many more commits are shared than by the one before
    for among, count in shared:
        if any(first <= place <= last for first, last in among):
            for first, last in among:
                steps[first] += count
                steps[last + 1] -= count
    counts = list(accumulate(steps))
    earlier = [
        (-counts[where], other.position, other.tag)
        for other, where in zip(found, places, strict=True)
        if other.precedes(release)
    ]
    return min(earlier)[2] if earlier else None


def _releases(connection: Connection, days: Mapping[str, str]) -> list[Release]:
    told = {Version(version): day for version, day in days.items()}
    versions: list[tuple[Version, str, tuple[str, int, str], int]] = []
    for name, tagged_at, tagged_utc, committed_at, committed_utc, commit, *source in connection.execute(text(_TAGS)):
        tag = name.removeprefix(_FOLDER)
        if (version := release_of(tag, source_of(*source))) is None:
            continue
        date = (tagged_at, tagged_utc, "tag") if tagged_utc is not None else (committed_at, committed_utc, "commit")
        if version in told:
            date = _earlier(date, told[version])
        versions.append((version, tag, date, commit))
    versions.sort(key=lambda item: (item[0], item[1]))
    unique = {tag: (version, date, commit) for version, tag, date, commit in versions}
    return [
        Release(
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


def _earlier(date: tuple[str, int, str], day: str) -> tuple[str, int, str]:
    """Return the date of a tag, or the day in the NEWS, at midnight in UTC, if that is more than a week earlier."""
    told = datetime.fromisoformat(day).replace(tzinfo=UTC)
    at = int(told.timestamp())
    return (told.isoformat(), at, _NEWS) if date[1] - at > _LATE else date
