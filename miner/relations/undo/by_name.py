"""Undo by name: the message says which commit it undoes, by git sha, svn revision, hg node or pull request.

``This reverts commit <sha>`` inside a squashed pull request names a commit of the author's own branch; such a sha is
not in the history and so leads nowhere. The logs that svnmerge quotes tell what another line's commits did, one of
sixty a revert perhaps; whether this line was changed back, its own blobs say (:mod:`miner.relations.undo.by_claim`).
"""

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.relations.backport.find import Families
from miner.relations.candidates import Candidates

EVIDENCE = {"git": "sha", "svn": "svn-revision", "hg": "hg-changeset", "pr": "pull-request"}

# CROSS JOIN keeps SQLite from beginning with all mentions, because it does not know how short the temporary table is.
_NAMED = """
SELECT m.commit_id, m.resolved_id, m.tracker, m.text
FROM affected a CROSS JOIN mentions m CROSS JOIN commits c
WHERE m.commit_id = a.commit_id AND c.id = a.commit_id
  AND m.role = 'undoes' AND m.resolved_id IS NOT NULL AND c.parent_count < 2
  AND NOT (m.position = 'quoted' AND c.era IN ('cvs', 'svn'))
ORDER BY m.commit_id, m.ordinal
"""


def find_named_undos(connection: Connection, graph: Graph, families: Families, candidates: Candidates) -> None:
    """Add a candidate for every commit that an affected commit says it undoes."""
    for commit, named, tracker, words in connection.execute(text(_NAMED)):
        target = families.counterpart(graph, named, commit)
        if target is not None:
            candidates.add("undoes", commit, target, EVIDENCE[tracker], words)
