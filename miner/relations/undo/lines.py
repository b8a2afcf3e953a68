"""What the lines of the affected commits take back."""

from sqlalchemy import Connection

from miner.contents.line_prints import LinePrints
from miner.graph.ancestry import Graph
from miner.store import bulk

# CROSS JOIN keeps SQLite from beginning with all changes, because it does not know how short the temporary table is.
_INVERSES = """
SELECT s.commit_id, s.path_id, t.commit_id
FROM affected a CROSS JOIN line_prints s CROSS JOIN line_prints t
WHERE s.commit_id = a.commit_id AND t.path_id = s.path_id AND t.forward_print = s.inverse_print
  AND t.commit_id < s.commit_id
ORDER BY s.commit_id, s.path_id, t.commit_id DESC
"""


def find_line_inverses(connection: Connection, graph: Graph) -> dict[int, set[int]]:
    """Return {affected commit: the ancestors of which it takes the lines of some path back, exactly}.

    Where a path went to and fro the latest time counts, as in :mod:`miner.contents.restored`.
    """
    found: dict[int, set[int]] = {}
    last, kept = (0, 0), list[int]()
    for commit, path, ancestor in bulk.rows(connection, _INVERSES):
        if (commit, path) != last:
            last, kept = (commit, path), []
        if graph.is_ancestor(ancestor, commit) and not any(graph.is_ancestor(ancestor, later) for later in kept):
            kept.append(ancestor)
            found.setdefault(commit, set()).add(ancestor)
    return found


class Lines:
    """What lines tell about the affected commits; nothing where they were not counted."""

    def __init__(self, connection: Connection, graph: Graph) -> None:
        self.prints = LinePrints(connection)
        self.inverses = find_line_inverses(connection, graph) if self.prints.present else {}
