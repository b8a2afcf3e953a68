"""Write the commits that were read: names become ids, and each batch is one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, text

from miner.errors import StoreError
from miner.model import Change, CommitColumns, CommitRow, UnderstoodColumns
from miner.store import bulk, tables
from miner.store.understood import UnderstoodWriter

_COMMIT = ("id", "sha", "author_id", "committer_id", *CommitColumns._fields, *UnderstoodColumns._fields, "hg_node")
_CHANGE = ("commit_id", "path_id", "status", "old_mode", "new_mode", "old_blob", "new_blob")
_CLOSE = text("DELETE FROM gaps WHERE kind = 'changes' AND commit_id = :commit")
_HAS = text("SELECT 1 FROM commits WHERE sha = :sha")
_COMMITS, _PATHS, _PEOPLE = (
    text(statement).bindparams(bindparam("names", expanding=True))
    for statement in (
        "SELECT id, sha FROM commits WHERE sha IN :names",
        "SELECT id, path FROM paths WHERE path IN :names",
        "SELECT id, name, email FROM people WHERE name IN :names",
    )
)
# Bound values per statement: no database limits them to fewer.
_SLICE = 500
# Looking up this many shas one by one takes as long as reading all 140,000.
_MANY = 3_000


class Stored:
    """The collection of stored shas. It asks for them one by one, and reads all after :data:`_MANY` look-ups."""

    def __init__(self, connection: Connection, likely: Iterable[str] = ()) -> None:
        """``likely`` are shas that will certainly be looked up: they are read together."""
        self._connection = connection
        self._count = int(connection.execute(text("SELECT COUNT(*) FROM commits")).scalar_one())
        self._known = dict.fromkeys(likely, False) if self._count else {}
        self._known.update((sha, True) for _, sha in _find(connection, _COMMITS, set(self._known)))
        self._all: set[str] | None = None if self._count else set()

    def __len__(self) -> int:
        return self._count

    def __contains__(self, sha: object) -> bool:
        if self._all is None and len(self._known) >= _MANY:
            self._all = {sha for (sha,) in bulk.rows(self._connection, "SELECT sha FROM commits")}
        if self._all is not None:
            return sha in self._all
        name = str(sha)
        if name not in self._known:
            self._known[name] = self._connection.execute(_HAS, {"sha": name}).first() is not None
        return self._known[name]


def add_changes(connection: Connection, healed: Mapping[int, tuple[Sequence[Change], tuple[Any, Any]]]) -> None:
    """Store the changes of commits that had none, with their ids and those of the inverse; their gaps are closed."""
    names = {change[0] for changes, _ in healed.values() for change in changes}
    paths = {path: identity for identity, path in _find(connection, _PATHS, names)}
    new = sorted(names - paths.keys())
    start = bulk.next_id(connection, tables.paths)
    paths |= {path: identity for identity, path in enumerate(new, start)}
    bulk.insert(connection, tables.paths, ("id", "path"), [(paths[path], path) for path in new])
    rows = [(commit, paths[path], *change) for commit, (changes, _) in healed.items() for path, *change in changes]
    bulk.insert(connection, tables.changes, _CHANGE, rows)
    identities = [(*ids, commit) for commit, (_, ids) in healed.items()]
    bulk.update(connection, tables.commits, ("change_id", "inverse_id"), ("id",), identities)
    for commit in healed:
        connection.execute(_CLOSE, {"commit": commit})


class Writer:
    """Turns batches of commits into rows, as long as no other process writes.

    It keeps the ids of all commits, people, paths and issues that it has seen in memory, about 40 MB for all of
    CPython. Each batch looks up the ones that it names and that earlier runs stored.
    """

    def __init__(self, connection: Connection, nodes: Mapping[tuple[Any, Any], str]) -> None:
        """``nodes`` has the known Mercurial ids by (svn revision, svn branch)."""
        self._nodes = nodes
        self._commits: dict[str, int] = {}
        self._people: dict[tuple[str, str], int] = {}
        self._paths: dict[str, int] = {}
        self._understood = UnderstoodWriter(connection)
        self._next = {
            table.name: bulk.next_id(connection, table) for table in (tables.commits, tables.people, tables.paths)
        }
        # A table that was empty at the start has only rows of this writer, so no look-up is needed.
        self._older = {name for name, following in self._next.items() if following > 1}

    def write(self, connection: Connection, rows: Sequence[CommitRow]) -> tuple[int, int, int]:
        """Store a batch, parents before children; return how many changes, mentions and gaps it had.

        The caller's transaction must not have read before its first batch. Raises StoreError if another process has
        written commits.
        """
        self._claim(connection)
        self._look_up(connection, rows)
        new_people: list[tuple[object, ...]] = []
        new_paths: list[tuple[object, ...]] = []
        commits, parents, changes, understood, gaps = [], [], [], [], []
        known, paths, nodes = self._commits, self._paths, self._nodes
        for row in rows:
            identity = known[row.sha] = self._take("commits")
            by = self._person(row.author, new_people)
            also = by if row.committer == row.author else self._person(row.committer, new_people)
            about = row.columns
            node = nodes.get((about.svn_revision, about.svn_branch)) if nodes else None
            commits.append((identity, row.sha, by, also, *about, *row.understood.columns, node))
            for position, parent in enumerate(row.parents):
                parents.append((identity, position, known[parent]))
            for path, status, old_mode, new_mode, old_blob, new_blob in row.changes:
                if (path_id := paths.get(path)) is None:
                    path_id = paths[path] = self._take("paths")
                    new_paths.append((path_id, path))
                changes.append((identity, path_id, status, old_mode, new_mode, old_blob, new_blob))
            understood.append((identity, row.understood))
            gaps += [(*gap, identity) for gap in row.gaps]
        bulk.insert(
            connection,
            tables.people,
            ("id", "name", "email", "canonical_name", "canonical_email"),
            new_people,
        )
        bulk.insert(connection, tables.paths, ("id", "path"), new_paths)
        bulk.insert(connection, tables.commits, _COMMIT, commits)
        bulk.insert(connection, tables.parents, ("commit_id", "position", "parent_id"), parents)
        bulk.insert(connection, tables.changes, _CHANGE, changes)
        bulk.insert(connection, tables.gaps, ("kind", "place", "reason", "commit_id"), dict.fromkeys(gaps))
        return len(changes), self._understood.write(connection, understood), len(gaps)

    def _claim(self, connection: Connection) -> None:
        """Raise StoreError if the ids to be assigned are no longer free."""
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE commits IN EXCLUSIVE MODE"))
        if bulk.next_id(connection, tables.commits) != self._next["commits"]:
            raise StoreError("Another process is mining into the same database: wait until it has finished.")

    def _look_up(self, connection: Connection, rows: Sequence[CommitRow]) -> None:
        """Read the ids of the commits, paths and people that a batch names and earlier runs stored."""
        if "commits" in self._older:
            shas = {sha for row in rows for sha in row.parents} - self._commits.keys()
            self._commits |= {sha: identity for identity, sha in _find(connection, _COMMITS, shas)}
        if "paths" in self._older:
            paths = {change[0] for row in rows for change in row.changes} - self._paths.keys()
            self._paths |= {path: identity for identity, path in _find(connection, _PATHS, paths)}
        if "people" in self._older:
            people = {person for row in rows for person in (row.author, row.committer)} - self._people.keys()
            found = _find(connection, _PEOPLE, {name for name, _ in people})
            self._people |= {(name, email): identity for identity, name, email in found}

    def _take(self, table: str) -> int:
        identity = self._next[table]
        self._next[table] = identity + 1
        return identity

    def _person(self, person: tuple[str, str], new: list[tuple[object, ...]]) -> int:
        if (identity := self._people.get(person)) is None:
            identity = self._people[person] = self._take("people")
            new.append((identity, *person, *person))
        return identity


def _find(connection: Connection, statement: TextClause, names: set[str]) -> Iterator[Any]:
    wanted = sorted(names)
    for start in range(0, len(wanted), _SLICE):
        yield from connection.execute(statement, {"names": wanted[start : start + _SLICE]})
