"""Relands by title: ``Reapply "<title>"``, ``Revert "Revert "<title>""``."""

from sqlalchemy import Connection, text

from miner.messages.titles import quoted_spans
from miner.relations.undo.by_title import TitleIndex

# Every word that quoted_spans takes for a reland; the range is what the index is asked for.
_RELANDING = """
SELECT id, subject FROM commits
WHERE title_key >= 're' AND title_key < 'rf' AND parent_count < 2
  AND (title_key LIKE 'revert revert%' OR title_key LIKE 're%apply%' OR title_key LIKE 're%land%'
       OR title_key LIKE 're%do%' OR title_key LIKE 're%introduc%' OR title_key LIKE 're%instat%'
       OR title_key LIKE 're%commit%' OR title_key LIKE 're%merg%')
ORDER BY id
"""


def titled_relands(connection: Connection, titles: TitleIndex) -> dict[int, int]:
    """Return {commit: what it relands} for all titles that say so."""
    found: dict[int, int] = {}
    for commit, subject in connection.execute(text(_RELANDING)).all():
        for start, end, kind, _depth in quoted_spans(subject):
            target = titles.nearest(subject[start:end], commit) if kind == "relands" else None
            if target is not None:
                found.setdefault(commit, target)
    return found
