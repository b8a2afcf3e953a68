"""The lines of development as a tree of chains of first parents, each beginning where it leaves another one."""

from typing import NamedTuple

from sqlalchemy import Connection

from miner.graph.ancestry import Graph
from miner.graph.line_names import MAIN, version_numbers
from miner.store import bulk

_TIPS = "SELECT line, tip_id FROM lines"


class Chain(NamedTuple):
    """A line: its commits after the branch point, oldest first. Without ``from_line`` it begins with a root."""

    line: str
    tip: int
    from_line: str | None
    branch_point: int | None
    commits: list[int]


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
    return chains


def place_of(graph: Graph, owner: dict[int, str], commit: int) -> tuple[str, int] | None:
    """Return the line and the commit on its chain whose headers a commit continues; None if there is none.

    ``owner`` has the line of each commit on a chain.
    """
    while commit and commit not in owner:
        commit = graph.first_parent[commit]
    return (owner[commit], commit) if commit else None


def _order(line: str) -> tuple[bool, list[int], str]:
    return line != MAIN, [-number for number in version_numbers(line) or (0,)], line
