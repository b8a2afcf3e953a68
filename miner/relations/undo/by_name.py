"""Undo by name: the message names the undone commit by git sha, svn revision, Mercurial id or pull request.

``This reverts commit <sha>`` in a squashed pull request may name a commit of the author's own branch; such a sha is not
in the history and is not resolved. Logs quoted by svnmerge are ignored: they say what commits of another line did, one
of sixty perhaps a revert. Whether this line was reverted, blobs show (:mod:`miner.relations.undo.by_claim`).
"""

from miner.relations.candidates import EVIDENCE_OF_NAME
from miner.relations.relation_pass import Pass

# SQLite does not know that the temporary table is small; CROSS JOIN keeps it from starting with all mentions.
_NAMED = """
SELECT m.commit_id, m.resolved_id, m.tracker, m.text
FROM {affected} a CROSS JOIN mentions m CROSS JOIN commits c
WHERE m.commit_id = a.id AND c.id = a.id
  AND m.role = 'undoes' AND m.resolved_id IS NOT NULL AND c.parent_count < 2
  AND NOT (m.position = 'quoted' AND c.era IN ('cvs', 'svn'))
ORDER BY m.commit_id, m.ordinal
"""


def find_named_undos(this: Pass) -> None:
    """Add a candidate for each commit that an affected commit names as undone, or its backport on this line."""
    for commit, named, tracker, words in this.affected.rows(_NAMED):
        target = this.counterparts.counterpart(this.had, this.ages, named, commit)
        if target is not None:
            this.candidates.add("undoes", commit, target, EVIDENCE_OF_NAME[tracker], words)
