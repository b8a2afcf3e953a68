"""Find ancestors whose lines in some path an affected commit takes back exactly."""

from collections.abc import Callable

from miner.graph.ancestry import Graph
from miner.relations.affected import Affected

# SQLite does not know that the temporary table is small; CROSS JOIN keeps it from starting with all changes.
_INVERSES = """
SELECT s.commit_id, s.path_id, t.commit_id
FROM {affected} a CROSS JOIN line_prints s CROSS JOIN line_prints t
WHERE s.commit_id = a.id AND t.path_id = s.path_id AND t.forward_print = s.inverse_print
  AND t.commit_id < s.commit_id
ORDER BY s.commit_id, s.path_id, t.commit_id DESC
"""


def find_line_inverses(graph: Graph, had: Callable[[int, int], bool], affected: Affected) -> dict[int, set[int]]:
    """Return {affected commit: ancestors of which it takes back exactly the lines of some path}.

    If the lines of a path were changed and taken back several times, only the last time counts, as in
    :mod:`miner.contents.restored`.
    """
    found: dict[int, set[int]] = {}
    last, kept = (0, 0), list[int]()
    for commit, path, ancestor in affected.rows(_INVERSES):
        if (commit, path) != last:
            last, kept = (commit, path), []
        if had(ancestor, commit) and not any(graph.is_ancestor(ancestor, later) for later in kept):
            kept.append(ancestor)
            found.setdefault(commit, set()).add(ancestor)
    return found
