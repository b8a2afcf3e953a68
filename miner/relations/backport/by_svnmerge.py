"""Backports in the svn years: the revisions that ``svnmerge.py`` merged, and those that people merged by hand.

``Merged revisions 72299,72303-72305 via svnmerge from svn+ssh://…/python/trunk`` is followed by the log of each
revision that was really merged. The logs are exact, while a number in the list may be of any branch. Without logs the
list counts, and a range stands for all revisions of its branch in between. Blocked and recorded revisions were not
merged; the messages room gives them another role.
"""

import re
from itertools import groupby, pairwise
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.relations.affected import Affected
from miner.relations.backport.by_name import Port

_NAMED = """
SELECT m.commit_id, m.resolved_id, m.number, m.text, m.start_offset, m.end_offset, t.svn_branch,
       CASE WHEN m.position = 'quoted' THEN 1 ELSE 0 END AS quoted,
       CASE WHEN m.position <> 'quoted'
            AND LOWER(SUBSTR(c.message, 1, m.start_offset)) LIKE '%merged revision%' THEN 1 ELSE 0 END AS listed,
       CASE WHEN SUBSTR(c.message, m.end_offset + 1, 3) = ' | ' THEN 1 ELSE 0 END AS heads_log
FROM {affected} a CROSS JOIN mentions m CROSS JOIN commits c
LEFT JOIN commits t ON t.id = m.resolved_id
WHERE m.commit_id = a.id AND c.id = a.id
  AND m.tracker = 'svn' AND m.role = 'backports' AND c.parent_count < 2
ORDER BY m.commit_id, m.ordinal
"""
_MESSAGE = "SELECT message FROM commits WHERE id = :commit"
_BETWEEN = """
SELECT id, svn_revision FROM commits
WHERE svn_revision > :first AND svn_revision < :last AND svn_branch = :branch ORDER BY svn_revision, id
"""


class _Named(NamedTuple):
    """A revision that a message names as merged."""

    commit: int
    resolved: int | None
    number: str
    text: str
    start: int
    end: int
    branch: str | None  # where the revision was made
    quoted: int  # 1: within the log of a revision
    listed: int  # 1: in the list of merged revisions, which may contain revisions of other branches
    heads_log: int  # 1: at the head of the log of a revision


_DASH = re.compile(r"\s*(?:-+|\u2013|through|thru|to)\s*", re.IGNORECASE)


def merged_revisions(connection: Connection, affected: Affected) -> list[Port]:
    """Return the revisions that affected commits merged from other svn branches."""
    found: list[Port] = []
    for commit, group in groupby((_Named(*row) for row in affected.rows(_NAMED)), key=lambda row: row.commit):
        named = list(group)
        said = [row for row in named if not row.quoted]
        if logs := [row for row in named if row.heads_log]:
            said = [row for row in said if not row.listed]
        else:
            found += _ranges(connection, commit, said)
        found += [
            (commit, row.resolved, "svn-revision", row.text) for row in (*said, *logs) if row.resolved is not None
        ]
    return found


def _ranges(connection: Connection, commit: int, said: list[_Named]) -> list[Port]:
    """Return the revisions within ranges such as ``r1-3``, on the branch of their ends, without the ends."""
    found: list[Port] = []
    message = ""
    if len(said) > 1:
        message = connection.execute(text(_MESSAGE), {"commit": commit}).scalar_one()
    for first, last in pairwise(said):
        branch = first.branch or last.branch
        if branch and _DASH.fullmatch(message, first.end, last.start):
            ends = {"first": int(first.number), "last": int(last.number), "branch": branch}
            found += [
                (commit, between, "svn-revision", f"r{revision} of r{first.number}-{last.number}")
                for between, revision in connection.execute(text(_BETWEEN), ends)
            ]
    return found
