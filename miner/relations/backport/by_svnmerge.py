"""Backports in the svn years: the revisions that ``svnmerge.py`` merged, and those that people merged by hand.

``Merged revisions 72299,72303-72305 via svnmerge from svn+ssh://…/python/trunk`` is followed by the log of each
revision that was really merged. The logs are exact, while a number in the list may be of any branch. Without logs the
list counts, and a range stands for all revisions of its branch in between. Blocked and recorded revisions were not
merged; the messages room gives them another role.
"""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.relations.affected import Affected
from miner.relations.backport.by_name import Port
from miner.store import bulk

_NAMED = """
SELECT m.commit_id, m.resolved_id, m.number, m.text, m.start_offset, m.end_offset, t.svn_branch,
       CASE WHEN m.position = 'quoted' THEN 1 ELSE 0 END AS quoted
FROM {affected} a CROSS JOIN mentions m CROSS JOIN commits c
LEFT JOIN commits t ON t.id = m.resolved_id
WHERE m.commit_id = a.id AND c.id = a.id
  AND m.tracker = 'svn' AND m.role = 'backports' AND c.parent_count < 2
ORDER BY m.commit_id, m.ordinal
"""
_MESSAGES = "SELECT c.id, c.message FROM merging k CROSS JOIN commits c WHERE c.id = k.id"
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


_LIST = re.compile("merged revision", re.IGNORECASE | re.ASCII)
_DASH = re.compile(r"\s*(?:-+|\u2013|through|thru|to)\s*", re.IGNORECASE)


def merged_revisions(connection: Connection, affected: Affected) -> list[Port]:
    """Return the revisions that affected commits merged from other svn branches."""
    found: list[Port] = []
    for commit, message, named in _naming(connection, affected):
        said = [row for row in named if not row.quoted]
        if logs := [row for row in named if message.startswith(" | ", row.end)]:  # each is the head of a log
            # The list of merged revisions may contain revisions of other branches.
            start = _LIST.search(message)
            said = [row for row in said if start is None or row.start < start.end()]
        else:
            found += _ranges(connection, commit, message, said)
        found += [
            (commit, row.resolved, "svn-revision", row.text) for row in (*said, *logs) if row.resolved is not None
        ]
    return found


def _naming(connection: Connection, affected: Affected) -> Iterator[tuple[int, str, list[_Named]]]:
    """Yield the affected commits that merged revisions, with their messages and what these name as merged."""
    rows = [_Named(*row) for row in affected.rows(_NAMED)]
    with bulk.holding(connection, "merging", {row.commit for row in rows}):
        messages = dict(bulk.rows(connection, _MESSAGES))
    for commit, named in groupby(rows, key=attrgetter("commit")):
        yield commit, messages[commit], list(named)


def _ranges(connection: Connection, commit: int, message: str, said: list[_Named]) -> list[Port]:
    """Return the revisions within ranges such as ``r1-3``, on the branch of their ends, without the ends."""
    found: list[Port] = []
    for first, last in pairwise(said):
        branch = first.branch or last.branch
        if branch and _DASH.fullmatch(message, first.end, last.start):
            ends = {"first": int(first.number), "last": int(last.number), "branch": branch}
            found += [
                (commit, between, "svn-revision", f"r{revision} of r{first.number}-{last.number}")
                for between, revision in connection.execute(text(_BETWEEN), ends)
            ]
    return found
