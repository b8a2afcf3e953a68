"""How much of the undone commit is gone, and whether the trees agree: the blobs that an undo puts back.

``inverse-blobs`` is the strongest confirmation there is, but no judge: a revert with a conflict, a kept test or a kept
NEWS entry is not an exact inverse (two thirds of ``This reverts commit`` are).
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, text

from miner.relations.candidates import Candidate

_CHANGES = """
SELECT x.commit_id, p.path, x.old_blob, x.new_blob, x.old_mode, x.new_mode
FROM compared k JOIN changes x ON x.commit_id = k.commit_id JOIN paths p ON p.id = x.path_id
"""
# Files that every change touches and that a revert often leaves alone.
_BOOKKEEPING = ("Misc/NEWS", "Misc/ACKS", ".hgtags")

State = tuple[str | None, str | None]
Transitions = dict[str, tuple[State, State]]


def judge_extent(connection: Connection, undos: Sequence[Candidate]) -> None:
    """Set the extent of each undo and add what its blobs prove."""
    commits = {candidate.source for candidate in undos} | {candidate.target for candidate in undos}
    transitions = _transitions(connection, commits)
    for candidate in undos:
        undone, undoing = transitions.get(candidate.target, {}), transitions.get(candidate.source, {})
        touched = [path for path in undone if path in undoing]
        exact = [path for path in touched if undoing[path][1] == undone[path][0]]
        candidate.extent = "full" if len(touched) == len(undone) else "partial"
        if undone and len(exact) == len(undone):
            candidate.evidence.add(("inverse-blobs", f"{len(exact)} of {len(undone)} paths put back"))


def _transitions(connection: Connection, commits: set[int]) -> dict[int, Transitions]:
    connection.execute(text("CREATE TEMPORARY TABLE compared (commit_id INTEGER PRIMARY KEY)"))
    if commits:
        rows = [{"commit": commit} for commit in sorted(commits)]
        connection.execute(text("INSERT INTO compared VALUES (:commit)"), rows)
    found: dict[int, Transitions] = defaultdict(dict)
    for commit, path, old_blob, new_blob, old_mode, new_mode in connection.execute(text(_CHANGES)).all():
        if not path.startswith(_BOOKKEEPING):
            found[commit][path] = ((old_blob, old_mode), (new_blob, new_mode))
    connection.execute(text("DROP TABLE compared"))
    return found
