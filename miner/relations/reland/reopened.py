"""Which originals a pass has to look for the next attempts of, because something about them is new.

The temporary table ``reopened`` collects them: those whose undos or relands concern an affected commit, before these
are removed; and, when the new undos are stored, those that an affected commit may land again, by its words
or by its lines.
"""

from sqlalchemy import Connection, text

from miner.relations.reland.lines import Returns
from miner.relations.reland.signals import SOON
from miner.store.removal import remove

_CREATE = "CREATE TEMPORARY TABLE reopened (original_id INTEGER)"
_TOUCHED = """
INSERT INTO reopened
SELECT r.target_id FROM affected a JOIN relations r ON r.source_id = a.commit_id WHERE r.kind IN ('undoes', 'relands')
UNION
SELECT r.target_id FROM affected a JOIN relations r ON r.target_id = a.commit_id WHERE r.kind IN ('undoes', 'relands')
UNION
SELECT r.target_id FROM affected a JOIN relations r ON r.through_id = a.commit_id WHERE r.kind = 'relands'
UNION
SELECT b.target_id FROM affected a
JOIN relations r ON r.source_id = a.commit_id AND r.kind = 'undoes'
JOIN relations b ON b.source_id = r.target_id AND b.kind = 'undoes'
"""
# CROSS JOIN keeps SQLite to this order: it knows nothing about temporary tables and would read all undos each time.
_ATTEMPTED = """
INSERT INTO reopened
SELECT r.target_id FROM affected a CROSS JOIN mentions m CROSS JOIN mentions n CROSS JOIN relations r
WHERE m.commit_id = a.commit_id AND m.role IN ('closes', 'tags') AND n.issue_id = m.issue_id
  AND n.role IN ('closes', 'tags') AND r.target_id = n.commit_id AND r.kind = 'undoes'
UNION
SELECT r.target_id FROM affected a CROSS JOIN mentions m CROSS JOIN mentions n CROSS JOIN relations r
WHERE m.commit_id = a.commit_id AND m.role IN ('closes', 'tags') AND n.issue_id = m.issue_id
  AND n.role IN ('closes', 'tags') AND r.source_id = n.commit_id AND r.kind = 'undoes'
UNION
SELECT r.target_id FROM affected a CROSS JOIN mentions m CROSS JOIN relations r
WHERE m.commit_id = a.commit_id AND r.target_id = m.resolved_id AND r.kind = 'undoes'
UNION
SELECT r.target_id FROM affected a CROSS JOIN mentions m CROSS JOIN relations r
WHERE m.commit_id = a.commit_id AND r.source_id = m.resolved_id AND r.kind = 'undoes'
UNION
SELECT r.target_id FROM affected a CROSS JOIN commits c CROSS JOIN commits o CROSS JOIN relations r
WHERE c.id = a.commit_id AND o.title_key = c.title_key AND r.target_id = o.id AND r.kind = 'undoes'
UNION
SELECT r.target_id FROM affected a CROSS JOIN commits c CROSS JOIN commits u CROSS JOIN relations r
WHERE c.id = a.commit_id AND u.authored_utc BETWEEN c.authored_utc - :soon AND c.authored_utc
  AND r.source_id = u.id AND r.kind = 'undoes'
"""
_SAME_FILES = """
SELECT DISTINCT r.source_id, r.target_id FROM relations r CROSS JOIN line_prints o
WHERE r.kind = 'undoes' AND o.commit_id = r.target_id AND o.forward_print IS NOT NULL AND o.path_id IN (
  SELECT l.path_id FROM affected a CROSS JOIN line_prints l
  WHERE l.commit_id = a.commit_id AND l.forward_print IS NOT NULL)
"""
_BROUGHT_BACK = "INSERT INTO reopened VALUES (:original)"


def note_touched(connection: Connection) -> None:
    """Begin with the originals of undos and relands that are about to be removed."""
    connection.execute(text("DROP TABLE IF EXISTS reopened"))
    connection.execute(text(_CREATE))
    connection.execute(text(_TOUCHED))


def reopen(connection: Connection, *, whole: bool) -> None:
    """Add what the new undos and the affected commits are about, and remove the relands of all these originals."""
    connection.execute(text(_TOUCHED))
    if not whole:
        connection.execute(text(_ATTEMPTED), {"soon": SOON})
        _reopen_by_lines(connection)
    remove(connection, "relations", "kind = 'relands' AND target_id IN (SELECT original_id FROM reopened)")


def _reopen_by_lines(connection: Connection) -> None:
    # Half of all originals share a file with a hundred new commits, but next to none of these bring one back.
    pairs = [(undo, original) for undo, original in connection.execute(text(_SAME_FILES))]
    found = Returns(connection, pairs).search(affected_only=True)
    if originals := sorted({original for _, original in found}):
        connection.execute(text(_BROUGHT_BACK), [{"original": original} for original in originals])
