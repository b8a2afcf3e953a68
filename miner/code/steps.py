"""What each commit of a line did to its headers, and who did it: of a merge, the commits that it brought."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from miner.git.changes import compare
from miner.git.repository import Repository
from miner.graph.ancestry import Graph
from miner.store import structs

# A path with the blobs before and after; None where there is no file.
_Change = tuple[str, str | None, str | None]


class Step(NamedTuple):
    """The commit that did the work, and the new blobs of the files that it changed; None: the file went."""

    work: int
    blobs: dict[str, str | None]


class Steps:
    """The steps of the commits of all lines."""

    def __init__(self, connection: Connection, graph: Graph, repository: Repository, folders: Sequence[str]) -> None:
        self._connection = connection
        self._graph = graph
        self._repository = repository
        self._folders = folders
        self.paths = structs.header_paths(connection, folders)
        self._changes = structs.changes_of(connection, self.paths.values())
        self._merges: dict[int, list[Step]] = {}

    def load_merges(self, commits: Iterable[int]) -> None:
        """Compare those of the commits that are merges with their first parents."""
        merges = [commit for commit in commits if commit in self._graph.other_parents]
        first = self._graph.first_parent
        shas = structs.shas_of(self._connection, [*merges, *(first[merge] for merge in merges)])
        pairs = {shas[merge]: shas[first[merge]] for merge in merges}
        here = {merge: parent for merge, parent in pairs.items() if self._repository.holds(merge)}
        found, _ = compare(self._repository.raw, here, self._folders) if here else ({}, [])
        brought = structs.brought_by(self._connection, merges)
        for merge in merges:
            rows = [(row[0], row[4], row[5]) for row in found.get(shas[merge], ()) if row[0] in self.paths]
            if rows:
                self._merges[merge] = self._shared(merge, rows, brought.get(merge, ()))

    def of(self, commit: int) -> Sequence[Step]:
        """Return the steps of a commit on the line that it is on."""
        if commit in self._graph.other_parents:
            return self._merges.get(commit, ())
        changes = self._changes.get(commit)
        return [Step(commit, {path: new for path, _, new in changes})] if changes else ()

    def blobs(self, commits: Iterable[int]) -> dict[str, str]:
        """Return the blobs of all steps of some commits, each with a path that it has."""
        return {
            blob: path
            for commit in commits
            for step in self.of(commit)
            for path, blob in step.blobs.items()
            if blob is not None
        }

    def _shared(self, merge: int, rows: Sequence[_Change], brought: Sequence[int]) -> list[Step]:
        """Share what a merge changed among the commits that it brought; the rest is its own."""
        wanted = {path: (old, new) for path, old, new in rows}
        theirs: dict[str, list[tuple[int, str | None, str | None]]] = {}
        for commit in brought:
            for path, old, new in self._changes.get(commit, ()):
                if path in wanted:
                    theirs.setdefault(path, []).append((commit, old, new))
        found: dict[int, dict[str, str | None]] = {}
        for path, (old, new) in wanted.items():
            for commit, blob in _share(merge, theirs.get(path, ()), old, new):
                found.setdefault(commit, {})[path] = blob
        return [Step(commit, found[commit]) for commit in sorted(found)]


def _share(
    merge: int, theirs: Sequence[tuple[int, str | None, str | None]], old: str | None, new: str | None
) -> list[tuple[int, str | None]]:
    """Return which commits made which blobs of a path on the way from the old one to the new one."""
    way = []
    at = old
    for commit, before, after in theirs:
        if before == at:
            way.append((commit, after))
            at = after
    if at == new and way:
        return way
    # Both sides have changed the file: what only one commit has changed on theirs is its work.
    return [(theirs[0][0] if len(theirs) == 1 else merge, new)]
