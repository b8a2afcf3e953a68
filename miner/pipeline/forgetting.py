"""Take a mined repository out of the database, without its clone.

What only it reaches is removed; then lines, releases, numbers and relations are derived again from what is left. Only
the NEWS cannot be read again without a clone: where other refs make history than before, the entries of releases and
lines that are still there stay as they are, and the next run over a repository that is left reads the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection

from miner.errors import LookupFailedError
from miner.graph.ancestry import Graph
from miner.graph.arrivals import find_arrivals
from miner.graph.place import MergedTrees, place, place_lines
from miner.graph.releases import days_of_news
from miner.news import forget_units, told_units
from miner.relations.relate import relate
from miner.resolve.foreign_numbers import settle_numbers
from miner.store import gaps, indexes, refs, removal, runs
from miner.store.search import index_messages
from miner.store.writing import open_alone
from miner.tracker.names import settle_names
from miner.tracker.titles import derive_titles


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed: the repository's location and its commits; and what is left.

    ``unread`` says that the NEWS of the others has to be read again, by mining one of them.
    """

    location: str
    removed: int
    left: int
    unread: bool


def forget_repository(name: str, url: URL, tell: Callable[[str], None] | None = None) -> Forgotten:
    """Remove the repository with this path or URL from the database at ``url``.

    ``tell`` is called with a sentence before the schema is upgraded. Raises LookupFailedError if it was not mined, and
    StoreError.
    """
    with open_alone(url, tell) as store, store.begin() as connection:
        return _forget(connection, *_find(connection, name))


def _find(connection: Connection, name: str) -> tuple[int, str]:
    path = Path(name).expanduser().resolve()
    known = refs.locations(connection)
    for wanted in ({name}, {str(path), str(path / ".git")}):
        found = [(identity, location) for identity, location, url in known if wanted & {location, url}]
        if len(found) == 1:
            return found[0]
    listed = ", ".join(location for _, location, _ in known) or "none"
    raise LookupFailedError(f"No repository {name} was mined into this database; it has {listed}.")


def _forget(connection: Connection, repository: int, location: str) -> Forgotten:
    before, units = refs.authoritative_refs(connection), told_units(connection)
    dated = days_of_news(connection)
    removal.remove(connection, "repositories", f"id = {repository:d}")
    graph = Graph(connection)
    gone = graph.unreachable(refs.tips(connection))
    indexes.ensure_indexes(connection)
    removal.forget(connection, gone)
    graph = Graph(connection)
    index_messages(connection, 0)
    # All merges were compared when they were mined, and what the NEWS dated keeps its date.
    trees = MergedTrees(dict, lambda _sha, _path: None)
    moved = place_lines(connection, graph, 0, ())
    place(connection, graph, moved, (), find_arrivals(connection, graph), trees, lambda: dated)
    settle_numbers(connection, graph)
    settle_names(connection)
    relate(connection, graph, 0)
    forget_units(connection, units - told_units(connection))
    settle_names(connection)
    derive_titles(connection)
    runs.note_related(connection)  # what was related before still is
    gaps.forget_refs(connection)
    left = sum(graph.exists)
    unread = left > 0 and refs.authoritative_refs(connection) != before
    if unread:
        refs.forget_sources(connection)
    return Forgotten(location, len(gone), left, unread)
