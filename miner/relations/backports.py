"""Backports by their trailer: ``(cherry picked from commit …)`` (devguide, "Backporting changes").

A trailer may name another backport; it is then followed to the commit that was there first. A commit that its own
history already contains was not ported but applied again, which is for :mod:`miner.relations.relands` to say.
"""

from sqlalchemy import Connection, text

from miner.relations.candidates import Candidates
from miner.relations.graph import Graph

_TRAILERS = """
SELECT m.commit_id, m.resolved_id, m.text FROM mentions m
JOIN affected a ON a.commit_id = m.commit_id
WHERE m.role = 'backports' AND m.tracker = 'git' AND m.resolved_id IS NOT NULL
ORDER BY m.commit_id, m.ordinal
"""
_STORED = "SELECT source_id, target_id FROM relations WHERE kind = 'backports'"


class Families:
    """Commits that are the same change on several lines."""

    def __init__(self) -> None:
        self.original: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}

    def join(self, backport: int, original: int) -> None:
        """Note that ``backport`` brought ``original`` to another line."""
        self.original.setdefault(backport, original)
        self._members.setdefault(original, []).append(backport)

    def root(self, commit: int) -> int:
        """Return the commit that was there first."""
        seen = {commit}
        while (before := self.original.get(commit)) is not None and before not in seen:
            seen.add(commit := before)
        return commit

    def counterpart(self, graph: Graph, target: int, source: int) -> int | None:
        """Return what ``source`` can have meant by ``target``: itself if an ancestor, else its like on that line."""
        if graph.is_ancestor(target, source):
            return target
        root = self.root(target)
        likes = {root, *self._members.get(root, ()), *self._members.get(target, ())} - {target, source}
        return max((like for like in likes if graph.is_ancestor(like, source)), default=None)


def find_backports(connection: Connection, graph: Graph, candidates: Candidates) -> Families:
    """Add the backports of affected commits; return all families, those of earlier passes included."""
    families = Families()
    for backport, original in connection.execute(text(_STORED)).all():
        families.join(backport, original)
    trailers = [
        (commit, named, words)
        for commit, named, words in connection.execute(text(_TRAILERS)).all()
        if not graph.is_ancestor(named, commit)
    ]
    for commit, named, _ in trailers:
        families.original.setdefault(commit, named)
    for commit, named, words in trailers:
        original = families.root(named)
        if original != commit:
            candidates.add("backports", commit, original, "trailer", words)
    for candidate in candidates.of("backports"):
        families.join(candidate.source, candidate.target)
    return families
