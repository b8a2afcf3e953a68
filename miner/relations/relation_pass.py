"""What the steps of a relation pass share: the database, the graph, the affected commits and the candidates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from miner.contents.line_prints import LinePrints
from miner.contents.restored import Restored, Return, find_restored, restored_by
from miner.graph.ages import Ages
from miner.graph.ancestry import Graph
from miner.graph.holders import Holders
from miner.relations.affected import Affected
from miner.relations.candidates import Candidates
from miner.relations.claims import Claims, read_claims
from miner.relations.counterparts import Counterparts
from miner.relations.undo.lines import find_line_inverses
from miner.store import bulk

_LINES = "SELECT id, line, line_basis FROM commits"
_LINE = "SELECT id, line FROM commits"
_OWN_LINE = "SELECT id, CASE WHEN line_basis = 'merge' THEN NULL ELSE line END FROM commits"
#: Lines by the id of a commit; None for a commit that is proposed.
Lines = Sequence[str | None] | Mapping[int, str | None]


@dataclass
class Pass:
    """One relation pass over commits that are not proposed; ``affected`` are those that it processes.

    What several steps need is read when the first of them asks for it.
    """

    connection: Connection
    graph: Graph
    affected: Affected
    #: Gives the returns of all commits, if they were read before.
    returns: Callable[[], Iterable[Return]] | None = None
    candidates: Candidates = field(default_factory=Candidates)
    #: All backports, including those of earlier passes; set by the step that finds backports.
    counterparts: Counterparts = field(default_factory=Counterparts)
    #: Affected commits that name a commit which they cannot have undone.
    misnaming: set[int] = field(default_factory=set)
    #: By affected commit, what it does not undo because that was gone already, with the undos before it.
    repeated: dict[int, dict[int, list[int]]] = field(default_factory=dict)

    def had(self, early: int, late: int) -> bool:
        """Return whether the line for which ``late`` was made had ``early`` when it was made.

        An ancestor alone is not enough: a merge may have brought a commit in the graph, and nothing of its content.
        """
        if not self.graph.is_ancestor(early, late):
            return False
        line = self.lines[late]
        if self._own_lines[early] == line or line not in self.holders.lines:
            return True
        held = self.lines_of(early)
        if line in held:
            return True
        # In a clone without the line's branch, nothing tells what that held; what came of both tells it.
        after = self.lines_of(late)
        return line not in after and not after.isdisjoint(held)

    def last(self, commits: Sequence[int]) -> int:
        """Return which of some commits came last: none of the others follows it, and of several such the youngest."""
        tips = [one for one in commits if not any(self.graph.is_ancestor(one, other) for other in commits)]
        return max(tips, key=self.ages.__getitem__) if len(tips) > 1 else tips[0]

    def lines_of(self, commit: int) -> frozenset[str]:
        """Return the lines that hold a commit."""
        held = self.holders.lines_of(commit)
        own = self._own_lines[commit]
        return held if own is None or own in held else held | {own}

    @cached_property
    def holders(self) -> Holders:
        """The lines and releases that hold each commit."""
        return Holders(self.connection)

    @cached_property
    def lines(self) -> Lines:
        """The line of each commit, by its id."""
        return self._all_lines[0]

    @property
    def _own_lines(self) -> Lines:
        """The line of each commit that was made there, so that it holds it; a merge may have refused the others."""
        return self._all_lines[1]

    @cached_property
    def _all_lines(self) -> tuple[Lines, Lines]:
        if not self.affected.whole:
            return bulk.Asked(self.connection, _LINE, "id"), bulk.Asked(self.connection, _OWN_LINE, "id")
        lines: list[str | None] = [None] * len(self.graph.exists)
        own = lines.copy()
        names: dict[str | None, str | None] = {}  # so that each name is in memory once
        for commit, read, basis in bulk.rows(self.connection, _LINES):
            line = lines[commit] = names.setdefault(read, read)
            if basis != "merge":
                own[commit] = line
        return lines, own

    @cached_property
    def ages(self) -> Ages:
        """The committer's times, to order commits that are not ancestors of each other."""
        return Ages(self.connection)

    @cached_property
    def all_claims(self) -> Claims:
        """The undo claims of all commits."""
        return read_claims(self.connection)

    @cached_property
    def claims(self) -> Claims:
        """The undo claims of the affected commits."""
        return self.all_claims.of(self.affected.ids)

    @cached_property
    def restored(self) -> Mapping[int, Mapping[int, Restored]]:
        """By affected commit and ancestor, the paths that the commit put back to their state before the ancestor."""
        if self.returns and self.affected.whole:
            found = restored_by(self.graph, self.returns())
        else:
            found = find_restored(self.connection, self.graph, self.affected.some)
        return {commit: restored for commit, restored in found.items() if commit in self.affected.ids}

    @cached_property
    def line_inverses(self) -> Mapping[int, set[int]]:
        """By affected commit, the ancestors whose lines in some path it takes back exactly."""
        return find_line_inverses(self.graph, self.had, self.affected) if self.prints.present else {}

    @cached_property
    def prints(self) -> LinePrints:
        """The line fingerprints of the commits that are compared; empty if lines were not counted."""
        return LinePrints(self.connection)
