"""Store the releases, which of them contain each commit, and which was the first.

A release is an authoritative tag that is a version: of Python, or of the other project that was mined.

Releases are ordered by PEP 440 and dated by the tag, or by its commit if the tag has no date. The first release of a
commit is the one with the earliest date: a bad merge put 2,343 commits of the default branch into v3.5.2rc1, so the
lowest version that contains a commit is not always the first that users got.

What is new in a release is counted from its previous release. Within a line that is the one before by PEP 440. For the
first release of a line it is the earlier release that shares most commits with it, because the line left main there:
the previous release of v3.10.0a1 is v3.9.0b1, so what was on main when 3.9 branched off is not new in v3.10.0a1.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.authority import release_of, source_of
from miner.store import bulk, tables

if TYPE_CHECKING:
    from packaging.version import Version

_FOLDER = "refs/tags/"
_PHASES = {"a": "alpha", "b": "beta", "c": "candidate", "rc": "candidate"}


class Release(NamedTuple):
    """A release as it is stored, without its id and its previous release.

    ``position`` counts from 1 in the order of PEP 440. ``phase`` is alpha, beta, candidate or final. ``date_basis`` is
    tag or commit.
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


_COLUMNS = Release._fields
_STORED = f"SELECT {', '.join(_COLUMNS)} FROM releases ORDER BY position"  # noqa: S608 - our own names
_TAGS = (
    "SELECT r.name, r.tagged_at, r.tagged_utc, c.committed_at, c.committed_utc, c.id,"
    " p.remote, p.upstream, p.project, p.default_branch"
    " FROM git_refs r JOIN repositories p ON p.id = r.repository_id JOIN commits c ON c.sha = r.sha"
    " WHERE r.authoritative = 1 AND r.name LIKE 'refs/tags/%' ORDER BY r.name"
)


def decide_releases(connection: Connection, graph: Graph) -> bool:
    """Store the releases and which of them contain each commit; return whether any release changed."""
    found = _releases(connection)
    if [tuple(row) for row in connection.execute(text(_STORED))] == found:
        return False  # the same tags contain the same commits: new commits are not ancestors of stored ones
    identities = _identities(connection, found)
    dated = sorted(found, key=lambda release: (release.released_utc, release.position))
    holders = _holders(graph, dated)
    sets: dict[int, int] = {}  # releases as bits, the earliest lowest → first commit that has them, the set's id
    for commit, held in enumerate(holders):
        if held:
            sets.setdefault(held, commit)
    members = {held: [release for bit, release in enumerate(dated) if held >> bit & 1] for held in sets}
    first = {held: identities[releases[0].tag] for held, releases in members.items()}
    follows = _follows(found, Counter(filter(None, holders)), dated)
    bulk.keep(
        connection,
        tables.releases,
        ("id",),
        (*_COLUMNS, "previous_id"),
        [(identities[release.tag], *release, identities.get(follows.get(release.tag, ""))) for release in found],
    )
    bulk.keep(
        connection,
        tables.release_sets,
        ("set_id", "release_id"),
        (),
        [(sets[held], identities[release.tag]) for held, releases in members.items() for release in releases],
    )
    bulk.keep(
        connection,
        tables.release_commits,
        ("commit_id",),
        ("set_id", "release_id"),
        [(commit, sets[held], first[held]) for commit, held in enumerate(holders) if held],
    )
    return True


def _identities(connection: Connection, found: Sequence[Release]) -> dict[str, int]:
    """Return the id of every tag. Stored releases keep theirs, so that few other rows change."""
    known = {tag: number for tag, number in connection.execute(text("SELECT tag, id FROM releases"))}
    new = [release.tag for release in found if release.tag not in known]
    start = bulk.next_id(connection, tables.releases)
    return known | {tag: number for number, tag in enumerate(new, start)}


def _holders(graph: Graph, dated: Sequence[Release]) -> list[int]:
    """Return, by commit id, the releases that contain the commit: bit n stands for ``dated[n]``.

    One pass over all commits, children before parents.
    """
    holders = [0] * len(graph.exists)
    for bit, release in enumerate(dated):
        holders[release.commit_id] |= 1 << bit
    first_parent, others = graph.first_parent, graph.other_parents
    for commit in range(len(holders) - 1, 0, -1):
        if held := holders[commit]:
            holders[first_parent[commit]] |= held
            if commit in others:
                for parent in others[commit]:
                    holders[parent] |= held
    holders[0] = 0  # 0 is the first parent of a root
    return holders


def _follows(found: Sequence[Release], commits: Mapping[int, int], dated: Sequence[Release]) -> dict[str, str]:
    """Return {tag: tag of the previous release}; ``commits`` counts the commits of each set of releases."""
    follows: dict[str, str] = {}
    newest: dict[str, str] = {}
    for release in found:
        before = newest.get(release.line) or _nearest(release, commits, dated)
        newest[release.line] = release.tag
        if before is not None:
            follows[release.tag] = before
    return follows


def _nearest(release: Release, commits: Mapping[int, int], dated: Sequence[Release]) -> str | None:
    """Return the tag of the earlier release that shares most commits with this one, of several the lowest version."""
    own = 1 << dated.index(release)
    earlier = [(1 << bit, other) for bit, other in enumerate(dated) if other.precedes(release)]
    within = [(held, count) for held, count in commits.items() if held & own]
    shared = [
        (-sum(count for held, count in within if held & bit), other.position, other.tag) for bit, other in earlier
    ]
    return min(shared)[2] if shared else None


def _releases(connection: Connection) -> list[Release]:
    versions: list[tuple[Version, str, tuple[str, int, str], int]] = []
    for name, tagged_at, tagged_utc, committed_at, committed_utc, commit, *source in connection.execute(text(_TAGS)):
        tag = name.removeprefix(_FOLDER)
        if (version := release_of(tag, source_of(*source))) is None:
            continue
        date = (tagged_at, tagged_utc, "tag") if tagged_utc is not None else (committed_at, committed_utc, "commit")
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
