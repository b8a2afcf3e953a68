"""Backports that do not name their original: the same change to the same files, or the same title, on another line.

Equal transitions are sufficient: of forty such pairs without any name in the messages, all were the same change on two
branches. A title is weaker evidence. It is enough with the same issue within a day: files have other names on other
lines, and some changes are only news. Otherwise it needs a common file, and either the same issue within a month or the
same author within a day. The commit with the earlier committer date is the original.
"""

from sqlalchemy import Connection

from miner.contents.change_ids import equal_changes
from miner.graph.ancestry import Graph
from miner.model import DAY, UNCOUNTED
from miner.relations.backport.by_name import Port
from miner.relations.relation_pass import Pass
from miner.store import bulk

# Shorter titles, such as "update", "typo" and "fix test", do not identify a change.
SHORTEST_TITLE = 16

_AGES = """
SELECT c.id, c.committed_utc, c.sha FROM aged a CROSS JOIN commits c
WHERE c.id = a.id AND c.parent_count < 2 AND c.line IS NOT NULL
"""
_SAME_TITLE = """
SELECT c.id, t.id, s.issue, CASE WHEN c.committed_utc - t.committed_utc <= :day THEN 1 ELSE 0 END
FROM {affected} a CROSS JOIN commits c CROSS JOIN commits t CROSS JOIN (SELECT 1 AS issue UNION ALL SELECT 0) s
WHERE c.id = a.id AND t.title_key = c.title_key
  AND c.parent_count < 2 AND t.parent_count < 2 AND LENGTH(c.title_key) >= :shortest AND t.id <> c.id
  AND t.line IS NOT NULL
  AND c.committed_utc - t.committed_utc BETWEEN 0 AND :month
  AND (t.committed_utc < c.committed_utc OR t.sha < c.sha)
  AND CASE s.issue
      WHEN 1 THEN EXISTS (SELECT 1 FROM mentions i JOIN mentions j ON j.issue_id = i.issue_id
                          WHERE i.commit_id = c.id AND j.commit_id = t.id
                            AND i.role IN ('closes', 'tags') AND j.role IN ('closes', 'tags'))
      ELSE t.author_id = c.author_id AND c.committed_utc - t.committed_utc <= :day
      END
ORDER BY c.id, s.issue DESC, t.committed_utc DESC, t.sha DESC
"""
_PATHS = "SELECT x.commit_id, x.path_id FROM titled t CROSS JOIN changes x WHERE x.commit_id = t.id"


def equal_originals(this: Pass, told: set[int]) -> list[Port]:
    """Return, for affected commits not in ``told``, the first unrelated commit with the same transitions."""
    equals = equal_changes(this.connection, this.affected.some)
    equals = {commit: others for commit, others in equals.items() if commit not in told}
    ages = _ages(this.connection, {one for commit, others in equals.items() for one in (commit, *others)})
    found: list[Port] = []
    for commit in ages.keys() & equals.keys():
        earlier = [
            other
            for other in ages.keys() & set(equals[commit])
            if ages[other] < ages[commit] and not related(this.graph, other, commit)
        ]
        if earlier:
            first = min(earlier, key=ages.__getitem__)
            found.append((commit, first, "equal-blobs", "the same files had and got the same contents"))
    return found


def _ages(connection: Connection, commits: set[int]) -> dict[int, tuple[int, str]]:
    """Return {commit: (committer's time, sha)}; merges, which have no changes, and proposed commits are left out."""
    with bulk.holding(connection, "aged", commits):
        return {commit: (age, sha) for commit, age, sha in bulk.rows(connection, _AGES)}


def titled_originals(this: Pass, told: set[int]) -> list[Port]:
    """Return, for affected commits not in ``told``, the latest earlier unrelated commit with the same title.

    One with a common file is preferred, then one with the same issue. CVS split changes into commits with one title.
    """
    values = {"shortest": SHORTEST_TITLE, "month": 30 * DAY, "day": DAY}
    pairs = [
        (commit, other, issue, soon)
        for commit, other, issue, soon in this.affected.rows(_SAME_TITLE, values)
        if commit not in told and not related(this.graph, other, commit)
    ]
    paths = _paths(this.connection, {one for commit, other, *_ in pairs for one in (commit, other)})
    uncounted = bulk.paths_beginning(this.connection, UNCOUNTED)
    found: dict[int, tuple[int, Port]] = {}
    for commit, other, issue, soon in pairs:
        common = paths[commit] & paths[other]
        shared = len(common - uncounted)
        rank = 2 * bool(shared) + bool(common)
        if (shared or (issue and soon)) and (commit not in found or rank > found[commit][0]):
            by = ("title and issue" if issue else "title and author") + (" within a day" if soon else "")
            found[commit] = rank, (commit, other, "same-title", f"the same {by}, {shared} paths in common")
    return [port for _, port in found.values()]


def _paths(connection: Connection, commits: set[int]) -> dict[int, set[int]]:
    """Return {commit: ids of the paths that it changed}."""
    paths: dict[int, set[int]] = {commit: set() for commit in commits}
    with bulk.holding(connection, "titled", commits):
        for commit, path in bulk.rows(connection, _PATHS):
            paths[commit].add(path)
    return paths


def related(graph: Graph, early: int, late: int) -> bool:
    """Return whether one of two commits is an ancestor of the other, so that it cannot be a backport."""
    return graph.is_ancestor(early, late) or graph.is_ancestor(late, early)
