"""Whose history a clone has, and whose branches in it make that history."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from miner.errors import StoreError
from miner.git.repository import Repository
from miner.model import CPYTHON, OTHER, Ref
from miner.store import refs as store

if TYPE_CHECKING:
    from miner.graph.ancestry import Graph
    from miner.graph.authority import Source

_NAMED = {CPYTHON: "CPython", OTHER: "another project"}


class Origin:
    """A clone as a repository of the database, with its ``identity`` there and its ``project``, cpython or other.

    ``is_settled`` says that it was mined before, and that nothing but refs may lead to another choice of branches.
    """

    def __init__(
        self,
        connection: Connection,
        repository: Repository,
        refs: Sequence[tuple[str, Ref]],
        *,
        url: str | None,
        remote: str | None,
        project: str | None,
        anew: bool,
    ) -> None:
        """Find the clone among the repositories of the database, or add it.

        ``refs`` are its (object id, ref) pairs, and ``url`` is where the tool cloned it from. ``remote`` and
        ``project`` are what was asked for; ``anew`` lets the project be decided anew. Raises RepositoryError if that
        remote is not there, and StoreError, before anything is stored, if the database has another history, or this one
        as that of another project.
        """
        self._repository = repository
        self._refs = refs
        self._remote, self._remotes = remote, repository.remotes()
        if remote:
            self._choose()
        location, urls = str(repository.location), {one.url for one in self._remotes}
        known = store.find_repository(connection, location, url, urls, repository.holds)
        before = known.project if known else store.first_project(connection)
        if known is None and not store.shares_history(connection, repository.holds, self.targets):
            raise StoreError(
                f"{location} has no commit in common with what is in this database: mine it into one of its own, "
                "with --db."
            )
        asked = project or (self._decide_project() if before is None or anew else before)
        if before not in {None, asked}:
            raise StoreError(
                f"This database has the history as that of {_NAMED[str(before)]}, not of {_NAMED[asked]}: take it out "
                "with `miner db forget`, or mine it into another database."
            )
        self.project = asked
        self.identity = known.id if known else store.add_repository(connection, location, url, asked)
        self._described = self._describe()
        self.is_settled = known is not None and known.remotes == self._described

    @property
    def targets(self) -> list[str]:
        """The commits that its refs lead to."""
        return [ref.target for _, ref in self._refs if ref.target is not None]

    def store_source(self, connection: Connection, graph: "Graph") -> None:
        """Choose whose branches make history, and store it."""
        from miner.graph.sources import reaches  # noqa: PLC0415 - a run without news needs no graph

        source = self._choose(reaches(connection, graph, self._refs), self.project)
        main = self._repository.default_branch(source.folder)
        store.store_source(connection, self.identity, source.remote, source.url, main, self._described)

    def _decide_project(self) -> str:
        from miner.pipeline.project import decide_project  # noqa: PLC0415 - only when it is mined for the first time

        return decide_project(self._repository, self._choose(), [ref for _, ref in self._refs])

    def _choose(self, reaches: Callable[[str, str], bool] | None = None, project: str = CPYTHON) -> "Source":
        """Choose whose branches make history; raise RepositoryError if the remote that was asked for is not there."""
        from miner.graph.authority import choose  # noqa: PLC0415 - see above

        return choose(
            [ref.name for _, ref in self._refs],
            self._remotes,
            is_bare=self._repository.is_bare,
            is_cpython=project == CPYTHON,
            wanted=self._remote,
            reaches=reaches,
        )

    def _describe(self) -> str:
        """Return all that decides whose branches make history, apart from the refs."""
        said = [f"--remote {self._remote}"] if self._remote else []
        if self.project != CPYTHON:
            said.append(f"HEAD {self._repository.head()}")
        return "\n".join([*said, *(f"{one.name} {one.url}" for one in self._remotes)])
