"""How far the lines were walked, and whether what is stored can be continued."""

from collections.abc import Sequence

from sqlalchemy import Connection

from miner.code import parsing
from miner.code.chains import Chain, find_chains
from miner.graph.ancestry import Graph
from miner.store import structs


class Lines:
    """The chains of all lines and releases, as they are now and as they were walked.

    ``anew`` says that they changed otherwise than by growing, or that nothing can be continued for another reason.
    """

    def __init__(self, connection: Connection, folders: Sequence[str], *, anew: bool = False) -> None:
        self.graph = Graph(connection)
        self.folders = " ".join(folders)
        self.chains = find_chains(connection, self.graph)
        self.walked = structs.walked_lines(connection)
        self._placed = structs.placed_releases(connection)
        # Of a line whose tip was removed from the history, rows may be left.
        self.anew = anew or not (structs.lines_with_rows(connection) <= self.walked.keys() and self._only_grew())
        self.is_same = not self.anew and all(map(self._is_done, self.chains))

    def forget(self) -> None:
        """Let nothing be continued."""
        self.walked, self._placed, self.anew, self.is_same = {}, {}, True, False

    def ahead(self, chain: Chain) -> list[int]:
        """Return the commits of a chain that were not walked yet."""
        if self.anew:
            return chain.commits
        if self._is_done(chain):
            return []
        tip = self.walked[chain.line].tip if chain.line in self.walked else 0
        return [commit for commit in chain.commits if commit > tip]

    def _is_done(self, chain: Chain) -> bool:
        if chain.release is None:
            return chain.line in self.walked and self.walked[chain.line].tip == chain.tip
        # Most releases have the structs of the line that they leave.
        return self._placed.get(chain.release) in {(chain.line, chain.tip), (chain.from_line, chain.branch_point)}

    def _only_grew(self) -> bool:
        """Return whether each line that was walked is still there, and all that was walked of it."""
        chains = {chain.line: chain for chain in self.chains}
        for line, walked in self.walked.items():
            chain = chains.get(line)
            if chain is None or (walked.reader, walked.folders) != (parsing.READER, self.folders):
                return False
            if (walked.from_line, walked.branch_point) != (chain.from_line, chain.branch_point):
                return False
            if walked.tip != chain.branch_point and walked.tip not in set(chain.commits):
                return False
        return True
