"""Undo by title: ``Revert "<title>"`` with the title of an earlier commit on the same line.

Backports bear the same title as their original and a change that landed twice bears it twice, so the nearest ancestor
is meant. A title that says it re-applies (``Reapply "…"``, ``Revert "Revert "…""``) undoes the revert in between.
"""

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.messages.titles import bare_title, quoted_spans
from miner.relations.candidates import Candidates

_UNDOING = """
SELECT c.id, c.subject FROM affected a CROSS JOIN commits c
WHERE c.id = a.commit_id AND c.parent_count < 2
  AND (LOWER(c.subject) LIKE '%revert%' OR LOWER(c.subject) LIKE '%back%' OR LOWER(c.subject) LIKE '%undo%')
ORDER BY c.id
"""
_SAME_TITLE = "SELECT id FROM commits WHERE title_key = :key AND parent_count < 2 ORDER BY id"
_CUT_TITLE = """
SELECT id FROM commits WHERE title_key >= :key AND title_key < :beyond AND parent_count < 2 ORDER BY id
"""
# A cut title must still be long enough to tell commits apart.
_SHORTEST_CUT = 20
_KEY_LENGTH = 200


class TitleIndex:
    """Finds the nearest ancestor that bears a title."""

    def __init__(self, connection: Connection, graph: Graph) -> None:
        self._connection = connection
        self._graph = graph
        self._known: dict[str, list[int]] = {}

    def nearest(self, title: str, commit: int) -> int | None:
        """Return the latest ancestor of ``commit`` whose title this is, whole or cut by GitHub."""
        cut = title.rstrip().endswith(("\u2026", "..."))
        key = bare_title(title)[:_KEY_LENGTH]
        if not key or (cut and len(key) < _SHORTEST_CUT):
            return None
        if key not in self._known:
            statement = text(_CUT_TITLE if cut else _SAME_TITLE)
            values = {"key": key, "beyond": key + "\U0010ffff"} if cut else {"key": key}
            self._known[key] = [identity for (identity,) in self._connection.execute(statement, values)]
        return next((one for one in reversed(self._known[key]) if self._graph.is_ancestor(one, commit)), None)


def find_titled_undos(connection: Connection, titles: TitleIndex, candidates: Candidates) -> None:
    """Add a candidate for the title that each affected commit quotes.

    ``Revert "Revert "X""`` undoes the commit titled ``Revert "X"``: the outermost quotation counts here.
    """
    for commit, subject in connection.execute(text(_UNDOING)).all():
        for start, end, kind, _depth in quoted_spans(subject)[:1]:
            target = titles.nearest(subject[start:end], commit) if kind == "undoes" else None
            if target is not None:
                candidates.add("undoes", commit, target, "title", subject[start:end])
