"""Find the originals whose relands a pass must look for again, because something about them is new.

These are the originals of the undos and relands that involve an affected commit, before and after the pass, and those
that an affected commit may land again, judging by its words, changes or lines.
"""

from sqlalchemy import text

from miner.contents.paths import COUNTED
from miner.relations.reland.lines import Returns
from miner.relations.reland.signals import REMOVES, SOON
from miner.relations.relation_pass import Pass
from miner.relations.undo.by_title import BEYOND

_UNDONE_BY = """
SELECT r.target_id FROM {affected} a JOIN relations r ON r.source_id = a.id WHERE r.kind IN ('undoes', 'relands')
"""
_UNDONE_BY_UNDONE = """
SELECT b.target_id FROM {affected} a
JOIN relations r ON r.source_id = a.id AND r.kind = 'undoes'
JOIN relations b ON b.source_id = r.target_id AND b.kind = 'undoes'
"""
#: Run before the relations of affected commits are removed, and again after the new ones are stored. This is enough:
#: the undos of an affected commit are affected themselves, and relands follow undos.
CONCERNED = (_UNDONE_BY, _UNDONE_BY_UNDONE)
# The undone originals that an affected commit may land again: one query for each sign that survey() looks for.
# CROSS JOIN fixes the order: SQLite has no statistics about temporary tables and would read all undos each time.
_ISSUE_OF_ORIGINAL = """
SELECT r.target_id FROM {affected} a CROSS JOIN mentions m CROSS JOIN mentions n CROSS JOIN relations r
WHERE m.commit_id = a.id AND m.role IN ('closes', 'tags') AND n.issue_id = m.issue_id
  AND n.role IN ('closes', 'tags') AND r.target_id = n.commit_id AND r.kind = 'undoes'
"""
_ISSUE_OF_UNDO = """
SELECT r.target_id FROM {affected} a CROSS JOIN mentions m CROSS JOIN mentions n CROSS JOIN relations r
WHERE m.commit_id = a.id AND m.role IN ('closes', 'tags') AND n.issue_id = m.issue_id
  AND n.role IN ('closes', 'tags') AND r.source_id = n.commit_id AND r.kind = 'undoes'
"""
_NAMES_ORIGINAL = """
SELECT r.target_id FROM {affected} a CROSS JOIN mentions m CROSS JOIN relations r
WHERE m.commit_id = a.id AND r.target_id = m.resolved_id AND r.kind = 'undoes'
"""
_NAMES_UNDO = """
SELECT r.target_id FROM {affected} a CROSS JOIN mentions m CROSS JOIN relations r
WHERE m.commit_id = a.id AND r.source_id = m.resolved_id AND r.kind = 'undoes'
"""
_SAME_TITLE = """
SELECT r.target_id FROM {affected} a CROSS JOIN commits c CROSS JOIN commits o CROSS JOIN relations r
WHERE c.id = a.id AND o.title_key = c.title_key AND r.target_id = o.id AND r.kind = 'undoes'
"""
_QUOTED_TITLE = """
SELECT r.target_id FROM {affected} a CROSS JOIN quoted_titles q CROSS JOIN commits o CROSS JOIN relations r
WHERE q.commit_id = a.id AND q.kind = 'relands' AND q.title_key <> '' AND o.title_key = q.title_key
  AND r.target_id = o.id AND r.kind = 'undoes'
"""
_CUT_TITLE = """
SELECT r.target_id FROM {affected} a CROSS JOIN quoted_titles q CROSS JOIN commits o CROSS JOIN relations r
WHERE q.commit_id = a.id AND q.kind = 'relands' AND q.title_key <> '' AND q.is_cut = 1
  AND o.title_key >= q.title_key AND o.title_key < q.title_key || :beyond
  AND r.target_id = o.id AND r.kind = 'undoes'
"""
_NAMES_IN_RECORD = """
SELECT o.commit_id FROM record_claims c CROSS JOIN pull_requests p CROSS JOIN {affected} a CROSS JOIN pull_requests o
WHERE c.tracker = 'pr' AND c.comment = 0 AND c.says = 'relands' AND c.to_tracker = 'pr'
  AND p.number = CAST(c.number AS INTEGER) AND a.id = p.commit_id AND o.number = CAST(c.to_number AS INTEGER)
  AND o.commit_id IS NOT NULL
"""
_SAME_CHANGE = """
SELECT r.target_id FROM {affected} a CROSS JOIN commits c CROSS JOIN commits o CROSS JOIN relations r
WHERE c.id = a.id AND o.change_id = c.change_id AND r.target_id = o.id AND r.kind = 'undoes'
"""
_ADDED_AGAIN = """
SELECT r.target_id FROM {affected} a CROSS JOIN changes y CROSS JOIN changes o CROSS JOIN relations r
WHERE y.commit_id = a.id AND y.status = 'A' AND o.path_id = y.path_id AND o.status = 'A' AND o.commit_id <> a.id
  AND r.target_id = o.commit_id AND r.kind = 'undoes'
"""
_REMOVED_AGAIN = f"""
SELECT r.target_id FROM {{affected}} a CROSS JOIN commits c CROSS JOIN changes y CROSS JOIN paths p CROSS JOIN changes x
CROSS JOIN commits o CROSS JOIN relations r
WHERE c.id = a.id AND {REMOVES.format("c")} AND y.commit_id = a.id AND p.id = y.path_id AND {COUNTED}
  AND x.path_id = y.path_id AND x.commit_id <> a.id AND o.id = x.commit_id AND {REMOVES.format("o")}
  AND r.target_id = o.id AND r.kind = 'undoes'
"""  # noqa: S608 - our own names
_SOON_AFTER = """
SELECT r.target_id FROM {affected} a CROSS JOIN commits c CROSS JOIN commits u CROSS JOIN relations r
WHERE c.id = a.id AND u.authored_utc BETWEEN c.authored_utc - :soon AND c.authored_utc
  AND r.source_id = u.id AND r.kind = 'undoes'
"""
#: Run in a pass that does not process all commits.
ATTEMPTED = (
    *(_ISSUE_OF_ORIGINAL, _ISSUE_OF_UNDO, _NAMES_ORIGINAL, _NAMES_UNDO, _SAME_TITLE, _QUOTED_TITLE, _CUT_TITLE),
    *(_NAMES_IN_RECORD, _SAME_CHANGE, _ADDED_AGAIN, _REMOVED_AGAIN, _SOON_AFTER),
)
_SAME_FILES = """
SELECT DISTINCT r.source_id, r.target_id FROM relations r CROSS JOIN line_prints o
WHERE r.kind = 'undoes' AND o.commit_id = r.target_id AND o.forward_print IS NOT NULL AND o.path_id IN (
  SELECT l.path_id FROM {affected} a CROSS JOIN line_prints l
  WHERE l.commit_id = a.id AND l.forward_print IS NOT NULL)
"""
_ALL = "SELECT target_id FROM relations WHERE kind = 'undoes'"


def concerned(this: Pass) -> set[int]:
    """Return the originals of the stored undos and relands that involve an affected commit."""
    return {original for query in CONCERNED for (original,) in this.affected.rows(query)}


def reopened(this: Pass, before: set[int]) -> set[int]:
    """Return all originals whose relands must be looked for again; call this after the new undos are stored.

    ``before`` is what :func:`concerned` returned before the relations of affected commits were removed.
    """
    if this.affected.whole:
        return set(this.connection.scalars(text(_ALL)))
    values = {"soon": SOON, "beyond": BEYOND}
    attempted = {original for query in ATTEMPTED for (original,) in this.affected.rows(query, values)}
    return before | concerned(this) | attempted | _brought_back(this)


def _brought_back(this: Pass) -> set[int]:
    """Return the originals of which an affected commit may bring lines back."""
    if not this.prints.present:
        return set()
    # Half of all originals share a file with a hundred new commits, but almost none of these bring one back.
    pairs = [(undo, original) for undo, original in this.affected.rows(_SAME_FILES)]
    found = Returns(this.connection, this.prints, pairs).search(pairs, this.affected)
    return {original for _, original in found}
