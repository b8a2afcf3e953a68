"""Which commits a relation pass has to look at: the new ones, and old ones that the new ones give an answer to.

A relation points from a later commit to earlier ones, and a commit is stored after all of its ancestors. So what an
old commit says can only change its meaning when something arrives that it names: a sha, a revision, a pull request.
"""

from sqlalchemy import Connection, text

from miner.store import bulk

# git abbreviates to at least this many digits, and so do the messages.
_SHORTEST = 7

_CREATE = "CREATE TEMPORARY TABLE affected (commit_id INTEGER PRIMARY KEY)"
_ALL = "INSERT INTO affected SELECT id FROM commits WHERE id > :after"
_BY_NUMBER = """
INSERT INTO affected
SELECT DISTINCT m.commit_id FROM mentions m
WHERE m.commit_id <= :after
  AND ((m.tracker = 'svn' AND m.number IN (SELECT CAST(svn_revision AS TEXT) FROM commits WHERE id > :after))
    OR (m.tracker = 'hg' AND m.number IN (SELECT hg_source FROM commits WHERE id > :after))
    OR (m.tracker = 'pr' AND m.number IN (
          SELECT number FROM mentions WHERE commit_id > :after AND tracker = 'pr' AND role = 'tags')))
"""
_SHAS = "SELECT commit_id, number FROM mentions WHERE tracker IN ('git', 'hg') AND commit_id <= {after}"
_UNDOING = """
INSERT INTO affected
SELECT DISTINCT r.source_id FROM relations r
JOIN affected a ON a.commit_id = r.target_id
WHERE r.kind = 'undoes' AND a.commit_id <= :after
  AND r.source_id NOT IN (SELECT b.commit_id FROM affected b)
"""


def mark_affected(connection: Connection, after: int) -> None:
    """Fill the temporary table ``affected``; ``after`` is the highest commit id of the last pass, 0 for all."""
    connection.execute(text("DROP TABLE IF EXISTS affected"))
    connection.execute(text(_CREATE))
    connection.execute(text(_ALL), {"after": after})
    if after == 0:
        return
    connection.execute(text(_BY_NUMBER), {"after": after})
    named: dict[str, list[tuple[int, str]]] = {}
    for commit, number in bulk.rows(connection, _SHAS.format(after=after)):
        named.setdefault(number[:_SHORTEST], []).append((commit, number))
    affected = {
        commit
        for (sha,) in connection.execute(text("SELECT sha FROM commits WHERE id > :after"), {"after": after})
        for commit, number in named.get(sha[:_SHORTEST], ())
        if sha.startswith(number)
    }
    known = {commit for (commit,) in connection.execute(text("SELECT commit_id FROM affected"))}
    if affected - known:
        rows = [{"commit": commit} for commit in sorted(affected - known)]
        connection.execute(text("INSERT INTO affected VALUES (:commit)"), rows)
    _add_undos_of_affected(connection, after)


def _add_undos_of_affected(connection: Connection, after: int) -> None:
    """Add what undoes an affected commit: whether it undoes that or brings back something hangs on what that does."""
    before = -1
    while before != (count := int(connection.execute(text("SELECT COUNT(*) FROM affected")).scalar_one())):
        before = count
        connection.execute(text(_UNDOING), {"after": after})
