"""What the steps of one relation pass share: the database, the graph, the affected commits, and what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from miner.contents.line_prints import LinePrints
from miner.contents.restored import Restored, find_restored
from miner.graph.ages import Ages
from miner.graph.ancestry import Graph
from miner.relations.affected import Affected
from miner.relations.candidates import Candidates
from miner.relations.claims import Claims, read_claims
from miner.relations.counterparts import Counterparts
from miner.relations.undo.lines import find_line_inverses


@dataclass
class Pass:
    """One relation pass. Everything that several steps need is read when the first of them asks."""

    connection: Connection
    graph: Graph
    affected: Affected
    candidates: Candidates = field(default_factory=Candidates)
    #: Set by the step that finds backports: all of them, those of earlier passes included.
    counterparts: Counterparts = field(default_factory=Counterparts)
    #: Affected commits that name what they cannot have undone.
    misnaming: set[int] = field(default_factory=set)

    @cached_property
    def ages(self) -> Ages:
        """Return what to order commits by that are not each other's ancestors."""
        return Ages(self.connection)

    @cached_property
    def all_claims(self) -> Claims:
        """Return what all commits claim to take back."""
        return read_claims(self.connection)

    @cached_property
    def claims(self) -> Claims:
        """Return what the affected commits claim to take back."""
        return self.all_claims if self.affected.whole else self.all_claims.of(self.affected.ids)

    @cached_property
    def restored(self) -> Mapping[int, Mapping[int, Restored]]:
        """Return {affected commit: {ancestor: the blobs of it that the commit put back}}."""
        return find_restored(self.connection, self.graph, self.affected.some)

    @cached_property
    def line_inverses(self) -> Mapping[int, set[int]]:
        """Return {affected commit: the ancestors of which it takes back all lines of some path}."""
        return find_line_inverses(self.graph, self.affected) if self.prints.present else {}

    @cached_property
    def prints(self) -> LinePrints:
        """Return the line prints of as many commits as are compared; none where lines were not counted."""
        return LinePrints(self.connection)
