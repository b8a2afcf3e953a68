"""Writing what was read: names become ids, and each batch goes in whole, in one transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from miner.errors import StoreError
from miner.model import COMMIT_COLUMNS, CommitRow
from miner.store import bulk, tables

_COMMIT = ("id", "sha", "author_id", "committer_id", *COMMIT_COLUMNS)
_MENTION = (
    "commit_id",
    "ordinal",
    "tracker",
    "number",
    "position",
    "role",
    "start_offset",
    "end_offset",
    "text",
    "issue_id",
    "resolved_id",
    "resolution",
)
_CREDIT = ("commit_id", "ordinal", "role", "name", "email", "start_offset", "end_offset")
_CHANGE = ("commit_id", "path_id", "status", "old_mode", "new_mode", "old_blob", "new_blob")
_ISSUE_TRACKERS = frozenset({"bpo", "gh"})


class Writer:
    """Turns batches into rows, for as long as nobody else writes.

    Keeps the ids of all commits, people, paths and issues in memory (about 40 MB for the whole of CPython), so that
    a batch costs no look-ups.
    """

    def __init__(self, connection: Connection) -> None:
        self.commits: dict[str, int] = _ids(connection, "SELECT sha, id FROM commits")
        self._people = {
            (name, email): identity
            for name, email, identity in connection.execute(text("SELECT name, email, id FROM people")).all()
        }
        self._paths: dict[str, int] = _ids(connection, "SELECT path, id FROM paths")
        self._issues = {
            (tracker, number): identity
            for tracker, number, identity in connection.execute(
                text("SELECT tracker, number, issue_id FROM issue_numbers")
            ).all()
        }
        self._next = {
            table.name: bulk.next_id(connection, table)
            for table in (tables.commits, tables.people, tables.paths, tables.issues)
        }

    def write(self, connection: Connection, rows: Sequence[CommitRow]) -> tuple[int, int, int]:
        """Store a batch; return how many changes, mentions and gaps it had. The caller's transaction must be new."""
        self._claim(connection)
        new_people: list[tuple[object, ...]] = []
        new_paths: list[tuple[object, ...]] = []
        new_issues: list[tuple[object, ...]] = []
        commits, parents, changes, mentions, thanks, gaps = [], [], [], [], [], []
        known, paths = self.commits, self._paths
        for sha, ancestors, author, committer, columns, said, thanked, changed, lost in rows:
            identity = known[sha] = self._take("commits")
            by = self._person(author, new_people)
            also = by if committer == author else self._person(committer, new_people)
            commits.append((identity, sha, by, also, *columns))
            for position, parent in enumerate(ancestors):
                parents.append((identity, position, known[parent]))
            for path, status, old_mode, new_mode, old_blob, new_blob in changed:
                if (path_id := paths.get(path)) is None:
                    path_id = paths[path] = self._take("paths")
                    new_paths.append((path_id, path))
                changes.append((identity, path_id, status, old_mode, new_mode, old_blob, new_blob))
            for ordinal, mention in enumerate(said):
                issue = self._issue(mention, new_issues) if mention[0] in _ISSUE_TRACKERS else None
                mentions.append((identity, ordinal, *mention, issue, *_own_pull_request(mention, identity)))
            for ordinal, credit in enumerate(thanked):
                thanks.append((identity, ordinal, *credit))
            gaps += [(*gap, identity) for gap in lost]
        bulk.insert(
            connection,
            tables.people,
            ("id", "name", "email", "canonical_name", "canonical_email"),
            new_people,
        )
        bulk.insert(connection, tables.paths, ("id", "path"), new_paths)
        bulk.insert(connection, tables.issues, ("id", "key"), [(i, f"{t}-{n}") for i, t, n in new_issues])
        bulk.insert(
            connection,
            tables.issue_numbers,
            ("tracker", "number", "issue_id", "source"),
            [(tracker, number, identity, "message") for identity, tracker, number in new_issues],
        )
        bulk.insert(connection, tables.commits, _COMMIT, commits)
        bulk.insert(connection, tables.parents, ("commit_id", "position", "parent_id"), parents)
        bulk.insert(connection, tables.changes, _CHANGE, changes)
        bulk.insert(connection, tables.mentions, _MENTION, mentions)
        bulk.insert(connection, tables.credits_, _CREDIT, thanks)
        bulk.insert(connection, tables.gaps, ("kind", "place", "reason", "commit_id"), dict.fromkeys(gaps))
        return len(changes), len(mentions), len(gaps)

    def _claim(self, connection: Connection) -> None:
        """Make sure that the ids about to be given out are still free."""
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE commits IN EXCLUSIVE MODE"))
        if bulk.next_id(connection, tables.commits) != self._next["commits"]:
            raise StoreError("Another process is mining into the same database: wait until it has finished.")

    def _take(self, table: str) -> int:
        identity = self._next[table]
        self._next[table] = identity + 1
        return identity

    def _person(self, person: tuple[str, str], new: list[tuple[object, ...]]) -> int:
        if (identity := self._people.get(person)) is None:
            identity = self._people[person] = self._take("people")
            new.append((identity, *person, *person))
        return identity

    def _issue(self, mention: tuple[object, ...], new: list[tuple[object, ...]]) -> int:
        tracker, number = str(mention[0]), str(mention[1])
        if (identity := self._issues.get((tracker, number))) is None:
            identity = self._issues[tracker, number] = self._take("issues")
            new.append((identity, tracker, number))
        return identity


def _own_pull_request(mention: tuple[object, ...], commit: int) -> tuple[int | None, str | None]:
    """Return what a commit's own number resolves to: the commit itself. All else is resolved when all are there."""
    return (commit, "resolved") if mention[0] == "pr" and mention[3] == "tags" else (None, None)


def _ids(connection: Connection, select: str) -> dict[str, int]:
    return {name: identity for name, identity in connection.execute(text(select)).all()}
