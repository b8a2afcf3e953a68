"""Relands by title: ``Reapply "<title>"``, ``Revert "Revert "<title>""``."""

from sqlalchemy import text

from miner.relations.relation_pass import Pass
from miner.relations.undo.by_title import BEYOND, nearest

_QUOTING = """
SELECT q.commit_id, q.ordinal, t.id FROM quoted_titles q JOIN commits c ON c.id = q.commit_id
JOIN commits t ON t.title_key = q.title_key
WHERE q.kind = 'relands' AND q.title_key <> '' AND q.is_cut = 0 AND c.parent_count < 2 AND t.parent_count < 2
  AND c.line IS NOT NULL
UNION ALL
SELECT q.commit_id, q.ordinal, t.id FROM quoted_titles q JOIN commits c ON c.id = q.commit_id
JOIN commits t ON t.title_key >= q.title_key AND t.title_key < q.title_key || :beyond
WHERE q.kind = 'relands' AND q.title_key <> '' AND q.is_cut = 1 AND c.parent_count < 2 AND t.parent_count < 2
  AND c.line IS NOT NULL
"""


def titled_relands(this: Pass) -> dict[int, int]:
    """Return {commit: the commit that it relands} for all commits whose titles say so; they are not proposed."""
    bearers: dict[tuple[int, int], list[int]] = {}
    for commit, ordinal, bearer in this.connection.execute(text(_QUOTING), {"beyond": BEYOND}):
        bearers.setdefault((commit, ordinal), []).append(bearer)
    found: dict[int, int] = {}
    for commit, ordinal in sorted(bearers):
        target = nearest(this, bearers[commit, ordinal], commit)
        if target is not None:
            found.setdefault(commit, target)
    return found
