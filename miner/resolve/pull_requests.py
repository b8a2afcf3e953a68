"""Take the numbers of pull requests from the issues.

Issues and pull requests of GitHub share one sequence since 2022, so "gh-105475" in prose may be either. A number that a
landed commit carries as its own pull request is one, however others write it: it names that commit, and no issue. It
becomes an issue's again if no such commit is left.
"""

from typing import Final

from sqlalchemy import Connection

from miner.store import bulk, tables
from miner.store.issues import Changed, IssueNumbers

_PULL_REQUESTS: Final = """
SELECT k.number FROM (SELECT number FROM mentions WHERE tracker = 'gh'
                      UNION SELECT number FROM news_issues WHERE tracker = 'gh') k
WHERE EXISTS (SELECT 1 FROM mentions p CROSS JOIN commits c
              WHERE p.tracker = 'pr' AND p.number = k.number AND p.role = 'tags' AND c.id = p.commit_id
                AND c.line IS NOT NULL AND COALESCE(p.resolution, '') <> 'elsewhere')
  AND NOT EXISTS (SELECT 1 FROM issue_numbers i WHERE i.tracker = 'gh' AND i.number = k.number AND i.source = 'record')
"""
_MENTIONS: Final = """
SELECT number, issue_id, commit_id, ordinal FROM mentions
WHERE tracker = 'gh' AND COALESCE(resolution, '') <> 'elsewhere'
"""
_NEWS: Final = "SELECT number, issue_id, entry_id, ordinal FROM news_issues WHERE tracker = 'gh'"
_COLUMNS: Final = ("issue_id", "resolved_id", "resolution")


def settle_pull_requests(connection: Connection) -> Changed:
    """Let mentions and NEWS entries of pull requests name no issue, and those of all other numbers their issue.

    Call it when the lines are known and before mentions are resolved.
    """
    pulls = {number for (number,) in bulk.rows(connection, _PULL_REQUESTS)}
    mentions, commits = _settle(connection, _MENTIONS, "message", pulls)
    entries, _ = _settle(connection, _NEWS, "news", pulls)
    rows = [(issue, None, None, *key) for issue, *key in mentions]
    bulk.update(connection, tables.mentions, _COLUMNS, ("commit_id", "ordinal"), rows)
    bulk.update(connection, tables.news_issues, ("issue_id",), ("entry_id", "ordinal"), entries)
    return Changed(frozenset(commits), bool(entries))


def _settle(
    connection: Connection, select: str, source: str, pulls: set[str]
) -> tuple[list[tuple[object, ...]], list[int]]:
    """Return (issue, key …) of the rows that name another issue than they should, and the first parts of these keys."""
    wrong = [
        (number, *key) for number, issue, *key in bulk.rows(connection, select) if (issue is None) != (number in pulls)
    ]
    numbers = IssueNumbers(connection)
    numbers.look_up(connection, {("gh", number) for number, *_ in wrong if number not in pulls})
    rows = [(None if number in pulls else numbers.issue("gh", number), *key) for number, *key in wrong]
    numbers.store(connection, source)
    return rows, [first for _, first, _ in wrong]
