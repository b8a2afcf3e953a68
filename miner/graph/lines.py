"""Which line of development each commit was made for: ``main``, ``3.9``, ``2.7`` and so on.

Only what the authoritative refs reach has a line (:mod:`miner.graph.authority`); all other commits are *proposed*. The
first of these that applies decides:

``svn-branch``    the branch that the svn conversion recorded, which is exact. ``legacy-trunk``, ``p3yk`` and ``py3k``
                  are ``main``; ``release27-maint`` is ``2.7``; a feature branch keeps its name.
``first-parent``  the first-parent chain of a branch, of an end-of-life tag (``2.7``) or of a line's release tags.
                  ``main`` goes first, because every line begins as a part of it. What only an older name of main
                  reaches, and no version, keeps that name, as the last commits of ``legacy-trunk`` do.
``merge``         the line of the commit that merged it, or the line that the merge names: ``merge 3.2`` says where its
                  second parent comes from. Of several lines it is the oldest, because in the hg years fixes were made
                  on the oldest line and merged into the newer ones.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.authority import Rank, claim, main_name, source_of
from miner.graph.line_names import FIRST_PARENT, MAIN, SVN_BRANCH, oldest_first, svn_line, version_numbers
from miner.store import bulk, tables

_COMMITS = "SELECT id, line, line_basis, svn_branch, merged_line FROM commits"
_REFS = text("""
SELECT g.name, c.id, r.remote, r.upstream, r.project, r.default_branch FROM git_refs g
JOIN repositories r ON r.id = g.repository_id JOIN commits c ON c.sha = g.sha
WHERE g.authoritative = 1 ORDER BY g.name
""")
_LINE = text("SELECT line, line_basis FROM commits WHERE id = :commit")
_NEW_SVN = text("SELECT 1 FROM commits WHERE id > :after AND svn_branch IS NOT NULL LIMIT 1")
Line = tuple[str, str]  # and how it was decided
_PROPOSED = (None, None)


#: The claim of a ref to a first-parent chain: (rank, the lowest being the strongest; line; id of the tip).
RefClaim = tuple[Rank, str, int]


class LinesMoved(NamedTuple):
    """The commits of an earlier pass that have another line, and whether some of them were or are now proposed."""

    commits: frozenset[int]
    proposed: bool


def decide_lines(connection: Connection, graph: Graph, after: int = 0, before: Iterable[RefClaim] = ()) -> LinesMoved:
    """Decide the line of every commit and store those that changed; return what changed for old commits.

    Old commits are those with ids up to ``after``; ``before`` are the claims of the refs at that time. If new commits
    only continue chains that were claimed before, which is the usual case, no old line can change, and only the new
    commits are decided.
    """
    claims = read_ref_claims(connection)
    changed: Sequence[tuple[str | None, str | None, int]]
    landed = False
    if after and (new := _on_top(connection, graph, after, before, claims)) is not None:
        changed = [(*new[commit], commit) for commit in sorted(new)]
    else:
        stored: dict[int, tuple[str | None, str | None]] = {}
        lines: dict[int, Line] = find_lines(connection, graph, stored)
        decided = {commit: lines.get(commit, _PROPOSED) for commit in stored}
        changed = [(*decided[commit], commit) for commit, known in stored.items() if decided[commit] != known]
        landed = any((line is None) != (stored[commit][0] is None) for line, _, commit in changed if commit <= after)
    bulk.update(connection, tables.commits, ("line", "line_basis"), ("id",), changed)
    return LinesMoved(frozenset(commit for *_, commit in changed if commit <= after), landed)


def find_lines(
    connection: Connection,
    graph: Graph,
    stored: dict[int, tuple[str | None, str | None]],
    *,
    svn: bool = True,
) -> dict[int, Line]:
    """Return {commit: (line, how it was decided)} of all that is not proposed.

    ``stored`` is filled with the stored values of all commits. Without ``svn`` the recorded svn branches are ignored,
    so that the other ways can be compared with them.
    """
    lines: dict[int, Line] = {}
    sources: dict[int, str] = {}
    claims = read_ref_claims(connection)
    reached = bytearray(len(graph.exists))
    for _ in graph.reachable((tip for *_, tip in claims), reached):
        pass
    for commit, line, basis, branch, merged in bulk.rows(connection, _COMMITS):
        stored[commit] = (line, basis)
        if svn and branch is not None and reached[commit]:
            lines[commit] = (svn_line(branch), SVN_BRANCH)
        if merged:
            sources[commit] = merged
    walked = bytearray(len(graph.exists))
    chains = [(line, tip) for _, line, tip in claims]
    for place, (rank, line, tip) in enumerate(claims):
        if line == MAIN and rank != claims[0][0]:
            chains[place] = MAIN, graph.shared_below(tip, claims[0][2])
            chains.append((main_name(rank), tip))
    for line, tip in chains:
        commit = tip
        while commit and not walked[commit]:
            walked[commit] = 1
            lines.setdefault(commit, (line, FIRST_PARENT))
            commit = graph.first_parent[commit]
    _inherit(graph, lines, sources)
    return lines


def _on_top(
    connection: Connection, graph: Graph, after: int, before: Iterable[RefClaim], claims: Sequence[RefClaim]
) -> dict[int, Line] | None:
    """Return the lines of the new commits if all of them continue chains that were claimed before, else None."""
    old = set(before)
    moved = {(rank, line): tip for rank, line, tip in old.difference(claims)}
    lines: dict[int, Line] = {}
    if len(moved) < len(old.difference(claims)):
        return None  # several tags of one line were deleted
    for rank, line, tip in claims:
        if (rank, line, tip) in old:
            continue
        if line == MAIN and rank != claims[0][0]:
            return None  # what an older name of main has for itself
        commit = tip
        while commit > after and commit not in lines:
            lines[commit] = (line, FIRST_PARENT)
            commit = graph.first_parent[commit]
        if moved.get((rank, line)) == commit:
            del moved[rank, line]
        elif commit and commit <= after and not _is_claimed(connection, graph, claims, commit, rank):
            return None
    new = [commit for commit in range(after + 1, len(graph.exists)) if graph.exists[commit]]
    plain = all(commit in lines and commit not in graph.other_parents for commit in new)
    svn = connection.execute(_NEW_SVN, {"after": after}).first()
    return lines if plain and not moved and svn is None else None


def _is_claimed(connection: Connection, graph: Graph, claims: Sequence[RefClaim], commit: int, rank: Rank) -> bool:
    """Return whether a stronger claim than ``rank`` contains a commit in its chain, and so all first parents below."""
    line, basis = connection.execute(_LINE, {"commit": commit}).one()
    if basis != FIRST_PARENT:
        return False
    if version_numbers(line):
        return (1, *_newer_first(line)) < rank
    if line != MAIN:
        return False
    for main in (tip for strength, _, tip in claims if strength[0] == 0 and strength < rank):
        place = main
        while place > commit:
            place = graph.first_parent[place]
        if place == commit:
            return True
    return False


def _inherit(graph: Graph, lines: dict[int, Line], sources: dict[int, str]) -> None:
    """Give the commits without a line that of the merge which brought them in; children before parents."""
    offers: dict[int, set[str]] = {}  # commit → the lines that its children would give it
    for commit in reversed(list(graph)):
        if commit in offers:
            lines[commit] = (min(offers.pop(commit), key=oldest_first), "merge")
        if commit not in lines:
            continue
        line, _ = lines[commit]
        first = graph.first_parent[commit]
        if first and first not in lines:
            offers.setdefault(first, set()).add(line)
        for other in graph.other_parents.get(commit, ()):
            if other not in lines:
                offers.setdefault(other, set()).add(sources.get(commit, line))


def read_ref_claims(connection: Connection) -> list[RefClaim]:
    """Return the claims of the authoritative refs, the strongest first."""
    found = []
    for name, commit, *source in connection.execute(_REFS):
        if claimed := claim(name, source_of(*source)):
            found.append((*claimed, commit))
    return sorted(found)


def _newer_first(version: str) -> tuple[int, ...]:
    return tuple(-number for number in version_numbers(version))
