"""What a line or a release holds: the commits whose content is there.

A tip holds the chain of parents that it continues, down to the root, and what each merge on that chain brought. So a
line has its own commits, those of main up to the point where it left main, and what really came with its merges. The
tips of a line are those of all refs that claim it: branch, end-of-life tag and release tags. A line that no ref claims,
because only the svn conversion knows it or an older name of main has it, holds its own commits.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.holders import read_line_sets
from miner.graph.line_names import FIRST_PARENT, MAIN, SVN_BRANCH, oldest_first
from miner.graph.lines import RefClaim
from miner.graph.merges import read_brought, read_continued
from miner.graph.spans import Sets, neighbours, spans
from miner.store import bulk, tables

_LINES = "SELECT DISTINCT line FROM commits WHERE line IS NOT NULL ORDER BY line"
_TIPS = "SELECT line, tip_id FROM lines"
_OWN = text("SELECT id FROM commits WHERE line = :line AND line_basis IN (:svn, :chain)")


class Holding:
    """Spreads bits, one for each line or release, from tips to all commits that they hold."""

    def __init__(self, connection: Connection, graph: Graph) -> None:
        self._graph = graph
        self._brought = read_brought(connection)
        self._parents = graph.first_parent
        if continued := read_continued(connection, graph):
            self._parents = list(graph.first_parent)
            for merge, parent in continued.items():
                self._parents[merge] = parent

    def is_below(self, commit: int, tip: int) -> bool:
        """Return whether the graph has a commit below a tip."""
        return self._graph.is_ancestor(commit, tip)

    def places(self, tips: Sequence[int]) -> list[int]:
        """Return the places of tips, from 1, 0 being a tip without a commit: see :mod:`miner.graph.spans`."""
        return neighbours(tips, self._parents)

    def held_tips(self, claims: Iterable[RefClaim]) -> Iterator[tuple[str, int]]:
        """Yield the lines and tips of claims. Main holds no more of what had its name before than its own tip contains.

        The last commits of trunk were made after py3k had become main.
        """
        own = 0
        for _, line, tip in sorted(claims):
            if line != MAIN:
                yield line, tip
                continue
            own = own or tip
            yield line, self._graph.shared_below(tip, own)

    def spread(self, tips: Iterable[tuple[int, int]]) -> list[int]:
        """Return by commit id the bits of all tips that hold it; ``tips`` are pairs of a commit and its bits.

        One pass over all commits, children before parents.
        """
        chains = [0] * len(self._parents)
        for tip, bits in tips:
            chains[tip] |= bits
        brought, parents = self._brought, self._parents
        came: dict[int, int] = {}
        for commit in range(len(chains) - 1, 0, -1):
            if bits := chains[commit]:
                parent = parents[commit]
                chains[parent] = chains[parent] | bits if chains[parent] else bits  # most commits share one number
                for other in brought.get(commit, ()):
                    came[other] = came.get(other, 0) | bits
        for commit, bits in came.items():
            chains[commit] |= bits
        chains[0] = 0  # 0 is the parent of a root
        return chains


class Reheld(NamedTuple):
    """What changed: ``any`` if other lines than before hold a commit of an earlier pass.

    ``below`` says that a line has got or lost a commit below its tip of that pass, so that its old commits had it, or
    had it not: a merge there is judged anew, or the tip continues another parent. Lines seldom move but upwards.
    """

    any: bool
    below: bool


def decide_line_holders(
    connection: Connection, holding: Holding, claims: Iterable[RefClaim], past: Iterable[RefClaim]
) -> Reheld:
    """Store which lines hold each commit; write only what changed.

    ``claims`` are those of the stored refs, whose facts are stored; ``past`` are those of the previous pass.
    """
    claims = list(claims)
    recorded = {line for (line,) in bulk.rows(connection, _LINES)} - {line for _, line, _ in claims}
    lines = sorted(recorded.union(line for _, line, _ in claims), key=oldest_first)
    tips = dict(bulk.rows(connection, _TIPS))
    places = dict(zip(lines, holding.places([tips.get(line, 0) for line in lines]), strict=True))
    bits = {line: 1 << place for line, place in places.items()}
    holders = holding.spread((tip, bits[line]) for line, tip in holding.held_tips(claims))
    for line in recorded:
        for commit in connection.scalars(_OWN, {"line": line, "svn": SVN_BRANCH, "chain": FIRST_PARENT}):
            holders[commit] |= bits[line]
    sets: dict[int, int] = {}  # lines as bits → the first commit that they hold, the set's id
    for commit, held in enumerate(holders):
        if held:
            sets.setdefault(held, commit)
    before = read_line_sets(connection)
    bulk.keep(connection, tables.line_places, ("line",), ("place",), places.items())
    bulk.keep(
        connection,
        tables.line_sets,
        ("set_id", "first_place"),
        ("last_place",),
        [(number, first, last) for held, number in sets.items() for first, last in spans(held)],
    )
    now = read_line_sets(connection)
    # A set is called after its first commit: other lines may hold all its commits, which then keep the number.
    altered = {number for number in now if number in before and before[number] != now[number]}
    changed = _keep_commits(connection, [sets.get(held, 0) for held in holders], altered)
    return _reheld(holding, changed, before, now, past)


def _reheld(
    holding: Holding,
    changed: Iterable[tuple[int, int, int]],
    before: Sets[str],
    now: Sets[str],
    past: Iterable[RefClaim],
) -> Reheld:
    """Compare the lines of commits whose set has changed; ``before`` and ``now`` have the lines of each set."""
    tips: dict[str, list[int]] = {}
    for _, line, tip in past:
        tips.setdefault(line, []).append(tip)
    moved = [(commit, before[old] ^ now[new]) for commit, old, new in changed if old and before[old] != now[new]]
    known = now.members
    return Reheld(
        bool(moved),
        any(
            holding.is_below(commit, tip)
            for commit, lines in moved
            for line in lines & known
            for tip in tips.get(line, ())
        ),
    )


def _keep_commits(connection: Connection, sets: Sequence[int], altered: AbstractSet[int]) -> list[tuple[int, int, int]]:
    """Store the set of each commit, 0 for none. Only what differs is written: most runs change few of 100,000 rows.

    Return the commits that differ, or whose set is one of the ``altered`` ones, as (commit, old set, new set).
    """
    stored = [0] * len(sets)
    for commit, number in bulk.rows(connection, "SELECT commit_id, set_id FROM line_commits"):
        stored[commit] = number
    changed = [commit for commit, (old, new) in enumerate(zip(stored, sets, strict=True)) if old != new]
    gone = [commit for commit in changed if not sets[commit]]
    if gone:
        with bulk.holding(connection, "dropped", gone):
            connection.execute(text("DELETE FROM line_commits WHERE commit_id IN (SELECT id FROM dropped)"))
    new = [(commit, sets[commit]) for commit in changed if not stored[commit]]
    bulk.insert(connection, tables.line_commits, ("commit_id", "set_id"), new)
    moved = [(sets[commit], commit) for commit in changed if stored[commit] and sets[commit]]
    bulk.update(connection, tables.line_commits, ("set_id",), ("commit_id",), moved)
    kept = (commit for commit, (old, new) in enumerate(zip(stored, sets, strict=True)) if old == new and new in altered)
    return [(commit, stored[commit], sets[commit]) for commit in (*changed, *(kept if altered else ()))]
