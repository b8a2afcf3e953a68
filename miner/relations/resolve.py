"""Mentions of commits → the commits themselves: git shas, svn revisions, hg nodes and pull requests.

What a mention names is looked up among all commits; where several fit (an abbreviation, a revision that touched two
branches), the only ancestor of the commit that says it is meant. Otherwise it stays ``ambiguous``.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, text

from miner.relations.graph import Graph
from miner.store import bulk, tables

_OF_AFFECTED = """
SELECT m.commit_id, m.ordinal, m.tracker, m.number, m.role FROM mentions m
JOIN affected a ON a.commit_id = m.commit_id
WHERE m.tracker IN ('git', 'hg', 'svn') OR (m.tracker = 'pr' AND m.role <> 'tags') ORDER BY m.commit_id, m.ordinal
"""
_LANDED = """
SELECT m.number, c.id FROM mentions m JOIN commits c ON c.id = m.commit_id
WHERE m.tracker = 'pr' AND m.role = 'tags'
ORDER BY c.committed_utc, c.sha
"""


def resolve_mentions(connection: Connection, graph: Graph) -> None:
    """Resolve the mentions of all affected commits, and note which commit landed which pull request."""
    landed = _pull_requests(connection)
    svn = _by_name(connection, "svn_revision")
    hg = _by_name(connection, "hg_node", 12) | _by_name(connection, "hg_source", 12)
    shas = [tuple(row) for row in connection.execute(text("SELECT sha, id FROM commits ORDER BY sha")).all()]
    updates = []
    for commit, ordinal, tracker, number, role in connection.execute(text(_OF_AFFECTED)).all():
        if role == "stands-for":
            resolved, resolution = None, "elsewhere"
        elif tracker == "pr":
            found = landed.get(number)
            resolved, resolution = (found, "resolved") if found else (None, "unknown")
        else:
            if tracker == "svn":
                candidates: Sequence[int] = svn.get(number, ())
            else:
                candidates = _by_prefix(shas, number)
                if not candidates and len(number) in {12, 40}:
                    candidates = hg.get(number[:12], ())
            resolved, resolution = _choose(graph, candidates, commit)
        updates.append((resolved, resolution, commit, ordinal))
    bulk.update(connection, tables.mentions, ("resolved_id", "resolution"), ("commit_id", "ordinal"), updates)


def _by_name(connection: Connection, column: str, length: int | None = None) -> dict[str, list[int]]:
    """Return {name: commits} of the names in a column, each cut to ``length``."""
    found: dict[str, list[int]] = defaultdict(list)
    select = f"SELECT {column}, id FROM commits WHERE {column} IS NOT NULL ORDER BY id"  # noqa: S608 - our own names
    for name, commit in connection.execute(text(select)).all():
        found[str(name)[:length]].append(commit)
    return found


def _by_prefix(shas: list[tuple[str, int]], prefix: str) -> list[int]:
    found = []
    at = bisect_left(shas, (prefix, 0))
    while at < len(shas) and shas[at][0].startswith(prefix):
        found.append(shas[at][1])
        at += 1
    return found


def _choose(graph: Graph, candidates: Sequence[int], commit: int) -> tuple[int | None, str]:
    others = [candidate for candidate in candidates if candidate != commit]
    if len(others) > 1:
        others = [candidate for candidate in others if graph.is_ancestor(candidate, commit)] or others
    if not others:
        return None, "unknown"
    return (others[0], "resolved") if len(others) == 1 else (None, "ambiguous")


def _pull_requests(connection: Connection) -> dict[str, int]:
    """Return pull request number → the commit that landed it, and store what is new.

    The first commit that bears the number: a backport made before the bots gave each its own repeats it.
    """
    landed: dict[str, int] = {}
    for number, commit in connection.execute(text(_LANDED)).all():
        landed.setdefault(number, commit)
    known = {
        str(number): commit
        for number, commit in connection.execute(text("SELECT number, commit_id FROM pull_requests")).all()
    }
    new = [{"number": int(number), "commit": commit} for number, commit in landed.items() if number not in known]
    moved = [
        {"number": int(number), "commit": landed.get(number)}
        for number, commit in known.items()
        if landed.get(number) != commit
    ]
    if new:
        connection.execute(text("INSERT INTO pull_requests (number, commit_id) VALUES (:number, :commit)"), new)
    if moved:
        connection.execute(text("UPDATE pull_requests SET commit_id = :commit WHERE number = :number"), moved)
    return landed
