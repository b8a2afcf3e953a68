"""Undo by name: the message says which commit it undoes, by git sha, svn revision, hg node or pull request.

``This reverts commit <sha>`` inside a squashed pull request names a commit of the author's own branch; such a sha is
not in the history and so leads nowhere. The logs that svnmerge quotes tell what another line's commits did, one of
sixty a revert perhaps; whether this line was changed back, its own blobs say (:mod:`miner.relations.undo.by_claim`).
"""

from miner.relations.candidates import EVIDENCE_OF_NAME
from miner.relations.relation_pass import Pass

# CROSS JOIN keeps SQLite from beginning with all mentions, because it does not know how short the temporary table is.
_NAMED = """
SELECT m.commit_id, m.resolved_id, m.tracker, m.text
FROM {affected} a CROSS JOIN mentions m CROSS JOIN commits c
WHERE m.commit_id = a.id AND c.id = a.id
  AND m.role = 'undoes' AND m.resolved_id IS NOT NULL AND c.parent_count < 2
  AND NOT (m.position = 'quoted' AND c.era IN ('cvs', 'svn'))
ORDER BY m.commit_id, m.ordinal
"""


def find_named_undos(this: Pass) -> None:
    """Add a candidate for every commit that an affected commit says it undoes."""
    for commit, named, tracker, words in this.affected.rows(_NAMED):
        target = this.counterparts.counterpart(this.graph, this.ages, named, commit)
        if target is not None:
            this.candidates.add("undoes", commit, target, EVIDENCE_OF_NAME[tracker], words)
