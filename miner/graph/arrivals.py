"""What arrives with a merge: the commits that its other parents have and the parent that it continues has not.

A merge continues its first parent. If its tree is not that one's but exactly another parent's, it continues that one:
whoever merged had worked on a side of their own, and then took over the other side as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.store import bulk

_KNOWN = "SELECT commit_id, continued_id FROM merges"
_TREES = "SELECT c.id, c.sha, c.tree FROM merging k CROSS JOIN commits c WHERE c.id = k.id"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A merge with the parent that it continues, its other parents, and the commits that arrive with it."""

    merge: int
    continued: int
    others: tuple[int, ...]
    commits: frozenset[int]
    same_tree: bool  # whether it has the tree of the continued parent


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The merges that were not judged yet, ancestors first.

    ``compare`` has all merges whose changes are needed, with the parent to compare them with; both as ids. These are
    also merges that were judged before and now arrive with another one. ``shas`` has the shas of all of them.
    """

    new: list[Arrival]
    compare: Mapping[int, int]
    shas: Mapping[int, str]


def find_arrivals(connection: Connection, graph: Graph) -> Arrivals:
    """Return the merges that are not in the table ``merges``, and what arrives with them."""
    known: dict[int, int] = {merge: continued for merge, continued in bulk.rows(connection, _KNOWN)}
    unknown = sorted(graph.other_parents.keys() - known.keys())
    if not unknown:
        return Arrivals([], {}, {})
    with bulk.holding(
        connection, "merging", {parent for merge in unknown for parent in (merge, *graph.parents(merge))}
    ):
        read = {commit: (sha, tree) for commit, sha, tree in bulk.rows(connection, _TREES)}
    new = [
        _arrival(graph, merge, {commit: read[commit][1] for commit in graph.parents(merge)}, read[merge][1])
        for merge in unknown
    ]
    compare = {one.merge: one.continued for one in new if not one.same_tree}
    inner = {commit for one in new for commit in one.commits & known.keys()}
    compare |= {merge: known[merge] for merge in sorted(inner)}
    with bulk.holding(connection, "merging", {commit for pair in compare.items() for commit in pair} - read.keys()):
        read |= {commit: (sha, tree) for commit, sha, tree in bulk.rows(connection, _TREES)}
    shas = {commit: sha for commit, (sha, _) in read.items()}
    return Arrivals(new, compare, shas)


def _arrival(graph: Graph, merge: int, trees: Mapping[int, str], tree: str) -> Arrival:
    first, *others = graph.parents(merge)
    for continued in (parent for parent in others if tree == trees[parent] != trees[first]):
        rest = tuple(parent for parent in (first, *others) if parent != continued)
        if arriving := _arriving(graph, rest, continued):  # otherwise it is only further on the same way
            return Arrival(merge, continued, rest, frozenset(arriving), same_tree=True)
    arriving = _arriving(graph, others, first)
    return Arrival(merge, first, tuple(others), frozenset(arriving), same_tree=tree == trees[first])


def _arriving(graph: Graph, others: Iterable[int], continued: int) -> set[int]:
    """Return the commits that are reachable from ``others``, but are not ``continued`` or its ancestors."""
    found: set[int] = set()
    stack = list(others)
    while stack:
        commit = stack.pop()
        while commit and commit not in found and commit != continued and not graph.is_ancestor(commit, continued):
            found.add(commit)
            stack.extend(graph.other_parents.get(commit, ()))
            commit = graph.first_parent[commit]
    return found
