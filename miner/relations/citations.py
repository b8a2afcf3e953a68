"""Citations: a message names another commit that it neither undoes nor backports."""

from miner.relations.affected import Affected
from miner.relations.candidates import Candidates

_NAMED = """
SELECT m.commit_id, m.resolved_id, m.text FROM {affected} a CROSS JOIN mentions m
WHERE m.commit_id = a.id AND m.tracker IN ('git', 'svn', 'hg') AND m.resolved_id IS NOT NULL
ORDER BY m.commit_id, m.ordinal
"""


def find_citations(candidates: Candidates, affected: Affected) -> None:
    """Add a citation for each commit that an affected commit names, unless it undoes or backports that one.

    This is the only relation that proposed commits have.
    """
    for commit, named, words in affected.rows(_NAMED):
        if candidates.get("undoes", commit, named) is None and candidates.get("backports", commit, named) is None:
            candidates.add("cites", commit, named, "mention", words)
