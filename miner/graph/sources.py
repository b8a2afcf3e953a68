"""Decide and store which refs of the mined repositories make history; see :mod:`miner.graph.authority`.

If several repositories are in a database, those count that are clones of python/cpython; without any, the one that was
mined first. So a fork that is mined later changes neither lines nor releases.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.authority import Source, authoritative, is_upstream, source_of
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


class Tips(NamedTuple):
    """The refs of a mined repository: {name: commit} of those that lead to one, and which are authoritative so far."""

    repository: int
    source: Source
    makes_history: bool
    commits: dict[str, int]
    authoritative: set[str]


def read_tips(connection: Connection) -> list[Tips]:
    """Return the stored refs of all repositories, in the order in which these were mined first."""
    sources = {identity: source_of(*source) for identity, *source in connection.execute(_SOURCES)}
    makers = {identity for identity, source in sources.items() if is_upstream(source.url)} or set(sorted(sources)[:1])
    found = {identity: Tips(identity, source, identity in makers, {}, set()) for identity, source in sources.items()}
    for repository, name, commit, flag in connection.execute(_REFS):
        if commit is not None:
            found[repository].commits[name] = commit
        if flag:
            found[repository].authoritative.add(name)
    return list(found.values())


def makes_history(connection: Connection, repository: int) -> bool:
    """Return whether a repository is one of those whose refs may be authoritative."""
    return any(tips.makes_history for tips in read_tips(connection) if tips.repository == repository)


def mark_authoritative(connection: Connection, graph: Graph) -> None:
    """Store of every ref whether it makes history."""
    for tips in read_tips(connection):
        found = authoritative(tips.commits, tips.source, _reached(graph)) if tips.makes_history else set()
        store.mark(connection, tips.repository, found, tips.authoritative)


def _reached(graph: Graph) -> Callable[[Iterable[int]], Callable[[int], bool]]:
    def reached_from(tips: Iterable[int]) -> Callable[[int], bool]:
        marks = bytearray(len(graph.exists))
        for _ in graph.reachable(tips, marks):
            pass
        return lambda commit: bool(marks[commit])

    return reached_from
