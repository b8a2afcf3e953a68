"""Decide and store which refs of the mined repositories make history; see :mod:`miner.graph.authority`.

If several repositories are in a database, those count that are clones of python/cpython; without any, the one that was
mined first. So a fork that is mined later changes neither lines nor releases.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.authority import authoritative, is_upstream, source_of
from miner.model import Ref
from miner.store import refs as store

_COMMIT = text("SELECT id FROM commits WHERE sha = :sha")
_SOURCES = text("SELECT id, remote, upstream, project, default_branch FROM repositories ORDER BY id")
_REFS = text("""
SELECT g.repository_id, g.name, c.id, g.authoritative FROM git_refs g LEFT JOIN commits c ON c.sha = g.sha
""")


def reaches(connection: Connection, graph: Graph, refs: Iterable[tuple[str, Ref]]) -> Callable[[str, str], bool]:
    """Return a function that tells whether one of these refs, by name, contains another; they are (object id, ref)."""
    targets = {ref.name: ref.target for _, ref in refs}

    def commit(name: str) -> int:
        return connection.scalar(_COMMIT, {"sha": targets[name]}) or 0

    def contains(late: str, early: str) -> bool:
        ancestor, tip = commit(early), commit(late)
        return ancestor > 0 and (ancestor == tip or graph.is_ancestor(ancestor, tip))

    return contains


def mark_authoritative(connection: Connection, graph: Graph) -> None:
    """Store of every ref whether it makes history."""
    sources = {identity: source_of(*source) for identity, *source in connection.execute(_SOURCES)}
    counting = {identity for identity, source in sources.items() if is_upstream(source.url)} or set(sorted(sources)[:1])
    tips: dict[int, dict[str, int]] = {identity: {} for identity in sources}
    stored: dict[int, set[str]] = {identity: set() for identity in sources}
    for repository, name, commit, flag in connection.execute(_REFS):
        if commit is not None:
            tips[repository][name] = commit
        if flag:
            stored[repository].add(name)
    for repository, source in sources.items():
        found = authoritative(tips[repository], source, _reached(graph)) if repository in counting else set()
        store.mark(connection, repository, found, stored[repository])


def _reached(graph: Graph) -> Callable[[Iterable[int]], Callable[[int], bool]]:
    def reached_from(tips: Iterable[int]) -> Callable[[int], bool]:
        marks = bytearray(len(graph.exists))
        for _ in graph.reachable(tips, marks):
            pass
        return lambda commit: bool(marks[commit])

    return reached_from
