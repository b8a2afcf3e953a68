"""Derive the structs and fields of all lines from the headers that were read.

If the lines only grew, what was stored is continued. Otherwise all is derived anew, from what was kept of the headers.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from sqlalchemy import Connection

from miner.code import parsing
from miner.code.chains import Chain
from miner.code.headers import EMPTY, Header, decode_header, decode_struct
from miner.code.ledger import Landing, Ledger, NextIds
from miner.code.lines import Lines
from miner.code.loading import LostError, load_state
from miner.code.state import LineState
from miner.code.statics import find_statics
from miner.code.steps import Step, Steps
from miner.code.walk import Walk
from miner.git.repository import Repository
from miner.store import structs

# Successive versions of a file are decoded once or twice each.
_KEPT = 256


class Derivation:
    """What is new on the lines; ``blobs`` are the headers that it needs, each with a path that it has."""

    def __init__(self, connection: Connection, repository: Repository, lines: Lines) -> None:
        self._repository = repository
        self._lines = lines
        self._steps = Steps(connection, lines.graph, repository, lines.folders.split(" "))
        new = [commit for chain in lines.chains for commit in lines.ahead(chain)]
        self._steps.load_merges(new)
        self.blobs = self._steps.blobs(new)

    def write(self, connection: Connection) -> None:
        """Store what is new; everything if the lines cannot be continued. The headers must have been read."""
        if self._lines.anew:
            self._write_all(connection)
            return
        try:
            self._write(connection)
        except LostError:  # nothing was written yet
            self._lines.forget()
            Derivation(connection, self._repository, self._lines).write(connection)

    def _write_all(self, connection: Connection) -> None:
        structs.forget_derived(connection)
        self._lines.forget()
        self._write(connection)

    def _write(self, connection: Connection) -> None:
        ids = NextIds(*structs.next_ids(connection))
        ledger = Ledger(ids, self._steps.paths)
        walk = Walk(ledger)
        header = _headers(connection, self.blobs)
        snapshots: dict[int, LineState] = {}
        points = {chain.branch_point for chain in self._lines.chains}
        walked: list[Chain] = []
        for chain in self._lines.chains:
            ahead = self._lines.ahead(chain)
            if chain.release is not None:
                if not self._matters(ahead, header):
                    continue
            elif not ahead and chain.line in self._lines.walked:
                continue
            state = self._start(connection, walk, chain, snapshots)
            walked.append(chain)
            for commit in ahead:
                for step in self._steps.of(commit):
                    walk.step(Landing(chain.line, step.work, commit), state, _readable(step, header))
                if commit in points:
                    snapshots[commit] = state.copy()
        find_statics(connection, self._repository, ledger)
        _store(connection, ledger, ids)
        self._keep_lines(connection, walked)

    def _matters(self, commits: list[int], header: Callable[[str], Header | None]) -> bool:
        """Return whether the way to a release has other structs than the line that it leaves."""
        blobs = {blob for commit in commits for step in self._steps.of(commit) for blob in step.blobs.values()}
        return any(blob is None or header(blob) not in {None, EMPTY} for blob in blobs)

    def _start(self, connection: Connection, walk: Walk, chain: Chain, snapshots: Mapping[int, LineState]) -> LineState:
        """Return the state at which to continue a line."""
        if (walked := self._lines.walked.get(chain.line)) is not None:
            return load_state(connection, self._repository, self._steps.paths, chain.line, walked.tip)
        if chain.branch_point is None or chain.from_line is None:
            return LineState()
        if chain.branch_point in snapshots:
            state = snapshots[chain.branch_point].copy()
        else:
            state = load_state(connection, self._repository, self._steps.paths, chain.from_line, chain.branch_point)
        walk.begin(chain.line, state)
        return state

    def _keep_lines(self, connection: Connection, walked: list[Chain]) -> None:
        chains = {chain.line: chain for chain in self._lines.chains if chain.line in self._lines.walked}
        chains |= {chain.line: chain for chain in walked}
        how = parsing.READER, self._lines.folders
        rows = [(one.line, one.tip, one.from_line, one.branch_point, *how) for one in chains.values()]
        structs.keep_lines(connection, rows)
        structs.keep_releases(
            connection,
            [
                (one.release, one.line, one.tip)
                if one.line in chains
                else (one.release, one.from_line, one.branch_point)
                for one in self._lines.chains
                if one.release is not None
            ],
        )


def _readable(step: Step, header: Callable[[str], Header | None]) -> dict[str, Header | None]:
    """Return the new contents of the files of a step, None: it went. A file that was not read stays as it was."""
    headers = {path: header(blob) if blob else None for path, blob in step.blobs.items()}
    return {path: found for path, found in headers.items() if found or not step.blobs[path]}


def _store(connection: Connection, ledger: Ledger, ids: NextIds) -> None:
    structs.insert(connection, "structs", ledger.structs)
    structs.insert(connection, "struct_names", ledger.names)
    structs.put_ends(connection, ledger.name_ends, ids.names, fields=False)
    structs.insert(connection, "struct_fields", ledger.fields)
    structs.put_ends(connection, ledger.field_ends, ids.fields, fields=True)
    structs.insert(connection, "field_moves", ledger.moves)
    structs.insert(connection, "field_move_places", list(dict.fromkeys(ledger.places)))
    structs.rename_structs(connection, ids.names)


def _headers(connection: Connection, blobs: Mapping[str, str]) -> Callable[[str], Header | None]:
    """Return a function that gives the header of a blob, None if it was not read."""
    texts = {number: decode_struct(kept) for number, kept in structs.parsed_texts(connection).items()}
    kept = structs.definitions_of(connection, blobs)

    @lru_cache(_KEPT)
    def header(blob: str) -> Header | None:
        found = kept.get(blob)
        return decode_header(found, texts) if found is not None else None

    return header
