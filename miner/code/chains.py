"""The lines of development as a tree of chains of first parents, each beginning where it leaves another one.

A release that was tagged beside its line, and merged into it later, is a short chain of its own.
"""

from typing import NamedTuple

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.graph.line_names import MAIN, version_numbers
from miner.store import bulk

_TIPS = "SELECT line, tip_id FROM lines"
_RELEASES = "SELECT id, tag, commit_id FROM releases"


class Chain(NamedTuple):
    """A line, or the way to a release beside one: its commits after the branch point, oldest first.

    Without ``from_line`` it begins with a root. The name of a release's chain is its tag.
    """

    line: str
    tip: int
    from_line: str | None
    branch_point: int | None
    commits: list[int]
    release: int | None = None


def find_chains(connection: Connection, graph: Graph) -> list[Chain]:
    """Return the chains of all lines, each after the one that it leaves.

    What several lines have in common belongs to main, else to the newest of them.
    """
    owner: dict[int, str] = {}
    chains = []
    for line, tip in sorted(bulk.rows(connection, _TIPS), key=lambda row: _order(row[0])):
        commits = []
        commit = tip
        while commit and commit not in owner:
            owner[commit] = line
            commits.append(commit)
            commit = graph.first_parent[commit]
        chains.append(Chain(line, tip, owner[commit] if commit else None, commit or None, commits[::-1]))
    for release, tag, tip in sorted(bulk.rows(connection, _RELEASES)):
        commits = []
        commit = tip
        while commit and commit not in owner:
            commits.append(commit)
            commit = graph.first_parent[commit]
        if commit:
            chains.append(Chain(tag, tip, owner[commit], commit, commits[::-1], release))
    return chains


def _order(line: str) -> tuple[bool, list[int], str]:
    return line != MAIN, [-number for number in version_numbers(line) or (0,)], line
