"""What records of pull requests say that the commits which landed them take back or bring back.

Such words need not be in any commit's message: "effectively an un-revert of #11617", "Reverts python/cpython#120".
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from miner.relations.affected import Affected

#: The kind of evidence, and its weight's name.
RECORD = "record"
# Begins with the claims, of which there are few. A sha may be abbreviated, and must then be the only one.
_CLAIMED = """
SELECT p.commit_id, o.commit_id, r.words
FROM record_claims r
CROSS JOIN pull_requests p
CROSS JOIN pull_requests o
{among}
WHERE r.tracker = 'pr' AND r.comment = 0 AND r.says = '{says}' AND r.to_tracker = 'pr'
  AND p.number = CAST(r.number AS INTEGER) AND p.commit_id IS NOT NULL {these}
  AND o.number = CAST(r.to_number AS INTEGER) AND o.commit_id IS NOT NULL AND o.commit_id <> p.commit_id
UNION
SELECT p.commit_id, MIN(t.id), r.words
FROM record_claims r
CROSS JOIN pull_requests p
CROSS JOIN commits t
{among}
WHERE r.tracker = 'pr' AND r.comment = 0 AND r.says = '{says}' AND r.to_tracker = 'git'
  AND p.number = CAST(r.number AS INTEGER) AND p.commit_id IS NOT NULL {these}
  AND t.sha >= r.to_number AND t.sha < r.to_number || 'g' AND t.id <> p.commit_id
GROUP BY p.commit_id, r.to_number, r.words HAVING COUNT(*) = 1
ORDER BY 1, 2, 3
"""
_UNDONE = _CLAIMED.format(says="undoes", among="CROSS JOIN {affected} a", these="AND a.id = p.commit_id")
_RELANDED = _CLAIMED.format(says="relands", among="", these="")


def recorded_undos(affected: Affected) -> Iterator[tuple[int, int, str]]:
    """Yield (commit, the commit that it takes back, the words) for affected commits."""
    yield from affected.rows(_UNDONE)


def recorded_relands(connection: Connection) -> list[tuple[int, int, str]]:
    """Return (commit, the commit that it lands again, the words) for all commits."""
    return [(commit, original, words) for commit, original, words in connection.execute(text(_RELANDED))]
