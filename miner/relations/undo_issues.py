"""Undo by issue: "Revert changes of issue #19466" means the commits of that issue that this line already has.

An issue alone is weak evidence, most commits of an issue go forward. It narrows what a claim without a name can mean to
the ancestors that bear the same issue; which of them it is, paths and blobs decide.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from miner.relations.graph import Graph
from miner.store import bulk

_SAME_ISSUE = """
SELECT DISTINCT k.id, t.commit_id, i.key
FROM claiming k
CROSS JOIN mentions s
CROSS JOIN mentions t
CROSS JOIN issues i
WHERE s.commit_id = k.id AND t.issue_id = s.issue_id AND t.role IN ('closes', 'tags')
  AND t.commit_id < k.id AND i.id = s.issue_id
ORDER BY k.id, t.commit_id, i.key
"""


def same_issue(connection: Connection, graph: Graph, commits: Iterable[int]) -> dict[int, dict[int, str]]:
    """Return {commit: {ancestor: issue}} of the ancestors that bear an issue which the commit names."""
    found: dict[int, dict[int, str]] = {}
    with bulk.holding(connection, "claiming", commits):
        for commit, ancestor, key in bulk.rows(connection, _SAME_ISSUE):
            if graph.is_ancestor(ancestor, commit):
                found.setdefault(commit, {}).setdefault(ancestor, key)
    return found
