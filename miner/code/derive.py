"""Derive the structs and fields of all lines from the headers that were read.

If the lines only grew, what was stored is continued. Otherwise all is derived anew, from what was kept of the headers.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection

from miner.code.chains import Chain, find_chains, place_of
from miner.code.headers import Header, decode_header, decode_struct
from miner.code.ledger import Landing, Ledger, NextIds
from miner.code.loading import LostError, load_state
from miner.code.parsing import READER
from miner.code.state import LineState
from miner.code.statics import find_statics
from miner.code.steps import Steps
from miner.code.walk import Walk
from miner.git.repository import Repository
from miner.graph.ancestry import Graph
from miner.store import structs

# Successive versions of a file are decoded once or twice each.
_KEPT = 256


class Derivation:
    """The lines as they are now, and the headers that they need."""

    def __init__(self, connection: Connection, repository: Repository, folders: Sequence[str], *, anew: bool) -> None:
        self._repository = repository
        self._folders = " ".join(folders)
        self._graph = Graph(connection)
        self._chains = find_chains(connection, self._graph)
        self._walked = structs.walked_lines(connection)
        self._grows = self._continues()
        self._anew = anew or not self._grows
        self._steps = Steps(connection, self._graph, repository, folders)
        new = [commit for chain in self._chains for commit in self._ahead(chain)]
        self._steps.load_merges(new)
        self.blobs = self._steps.blobs(new)

    @property
    def is_same(self) -> bool:
        """Whether the lines are those of the last derivation."""
        return self._grows and all(
            chain.line in self._walked and self._walked[chain.line].tip == chain.tip for chain in self._chains
        )

    def write(self, connection: Connection) -> None:
        """Store what is new; everything if lines have changed otherwise than by growing."""
        if not self._anew:
            try:
                self._write(connection)
            except LostError:  # nothing was written yet
                self._anew = True
                self._steps.load_merges(commit for chain in self._chains for commit in chain.commits)
            else:
                return
        structs.forget_derived(connection)
        self._walked = {}
        self._write(connection)

    def _continues(self) -> bool:
        """Return whether each line that was walked is still there and has only grown."""
        chains = {chain.line: chain for chain in self._chains}
        for line, walked in self._walked.items():
            chain = chains.get(line)
            if chain is None or (walked.reader, walked.folders) != (READER, self._folders):
                return False
            if (walked.from_line, walked.branch_point) != (chain.from_line, chain.branch_point):
                return False
            if walked.tip != chain.branch_point and walked.tip not in set(chain.commits):
                return False
        return True

    def _ahead(self, chain: Chain) -> list[int]:
        """Return the commits of a chain that were not walked yet."""
        if self._anew or chain.line not in self._walked:
            return chain.commits
        tip = self._walked[chain.line].tip
        return [commit for commit in chain.commits if commit > tip]

    def _write(self, connection: Connection) -> None:
        ids = NextIds(*structs.next_ids(connection))
        ledger = Ledger(ids, self._steps.paths)
        walk = Walk(ledger)
        header = _headers(connection, self.blobs)
        snapshots: dict[int, LineState] = {}
        points = {chain.branch_point for chain in self._chains}
        for chain in self._chains:
            ahead = self._ahead(chain)
            if not ahead and chain.line in self._walked:
                continue
            state = self._start(connection, walk, chain, snapshots)
            for commit in ahead:
                for step in self._steps.of(commit):
                    headers = {path: header(blob) if blob else None for path, blob in step.blobs.items()}
                    readable = {path: found for path, found in headers.items() if found or not step.blobs[path]}
                    walk.step(Landing(chain.line, step.work, commit), state, readable)
                if commit in points:
                    snapshots[commit] = state.copy()
        find_statics(connection, self._repository, ledger)
        self._store(connection, ledger, ids)

    def _start(self, connection: Connection, walk: Walk, chain: Chain, snapshots: Mapping[int, LineState]) -> LineState:
        """Return the state at which to continue a line."""
        if (walked := self._walked.get(chain.line)) is not None:
            return load_state(connection, self._repository, self._steps.paths, chain.line, walked.tip)
        if chain.branch_point is None or chain.from_line is None:
            return LineState()
        if chain.branch_point in snapshots:
            state = snapshots[chain.branch_point].copy()
        else:
            state = load_state(connection, self._repository, self._steps.paths, chain.from_line, chain.branch_point)
        walk.begin(chain.line, state)
        return state

    def _store(self, connection: Connection, ledger: Ledger, ids: NextIds) -> None:
        structs.insert(connection, "structs", ledger.structs)
        structs.insert(connection, "struct_names", ledger.names)
        structs.put_ends(connection, ledger.name_ends, ids.names, fields=False)
        structs.insert(connection, "struct_fields", ledger.fields)
        structs.put_ends(connection, ledger.field_ends, ids.fields, fields=True)
        structs.insert(connection, "field_moves", ledger.moves)
        structs.insert(connection, "field_move_places", list(dict.fromkeys(ledger.places)))
        structs.rename_structs(connection, ids.names)
        structs.keep_lines(
            connection,
            [
                (chain.line, chain.tip, chain.from_line, chain.branch_point, READER, self._folders)
                for chain in self._chains
            ],
        )
        owner = {commit: chain.line for chain in self._chains for commit in chain.commits}
        places = ((release, place_of(self._graph, owner, commit)) for release, commit in structs.releases(connection))
        structs.keep_releases(connection, [(release, *place) for release, place in places if place])


def _headers(connection: Connection, blobs: Mapping[str, str]) -> Callable[[str], Header | None]:
    """Return a function that gives the header of a blob, None if it was not read."""
    texts = {number: decode_struct(kept) for number, kept in structs.parsed_texts(connection).items()}
    kept = structs.definitions_of(connection, blobs)

    @lru_cache(_KEPT)
    def header(blob: str) -> Header | None:
        found = kept.get(blob)
        return decode_header(found, texts) if found is not None else None

    return header
