"""Write what was understood of commits: mentions, credits, claims, quoted titles and reasons.

This is done once when a commit is read, and again for all commits when a newer reader understands the stored messages.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from miner.model import Understood, UnderstoodColumns
from miner.store import bulk, tables
from miner.store.issues import IssueNumbers

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
_CLAIM = ("commit_id", "says", "sentence", "recent", "slip", "part", "issues", "carried")
_TITLE = ("commit_id", "ordinal", "kind", "depth", "title", "title_key", "is_cut")
_REASON = ("commit_id", "ordinal", "sentence", "basis")
_ISSUE_TRACKERS = frozenset({"bpo", "gh", "issue"})
_UNRESOLVED = (None, None)
_TABLES = (tables.mentions, tables.credits_, tables.undo_claims, tables.quoted_titles, tables.reasons)


class UnderstoodWriter:
    """Writes batches of rows, and creates the issues that messages number for the first time."""

    def __init__(self, connection: Connection) -> None:
        self._issues = IssueNumbers(connection)

    def write(self, connection: Connection, batch: Iterable[tuple[int, Understood]]) -> int:
        """Store a batch of (commit id, what was understood), except the columns of ``commits``.

        Return the number of mentions.
        """
        batch = list(batch)
        issues = self._issues
        issues.look_up(
            connection,
            (
                (mention[0], mention[1])
                for _, understood in batch
                for mention in understood.mentions
                if mention[0] in _ISSUE_TRACKERS
            ),
        )
        mentions: list[tuple[object, ...]] = []
        credits_: list[tuple[object, ...]] = []
        claims: list[tuple[object, ...]] = []
        titles: list[tuple[object, ...]] = []
        reasons: list[tuple[object, ...]] = []
        for commit, (_, said, thanked, claim, quoted, told) in batch:
            for ordinal, mention in enumerate(said):
                tracker, number = mention[0], mention[1]
                issue = issues.issue(tracker, number) if tracker in _ISSUE_TRACKERS else None
                # A commit's own pull request resolves to itself; other mentions are resolved when all commits are read.
                own = (commit, "resolved") if tracker == "pr" and mention[3] == "tags" else _UNRESOLVED
                mentions.append((commit, ordinal, *mention, issue, *own))
            if thanked:
                credits_ += [(commit, ordinal, *credit) for ordinal, credit in enumerate(thanked)]
            if claim:
                claims.append((commit, *claim))
            if quoted:
                titles += [(commit, ordinal, *title) for ordinal, title in enumerate(quoted)]
            if told:
                reasons += [(commit, ordinal, *reason) for ordinal, reason in enumerate(told)]
        issues.store(connection, "message")
        bulk.insert(connection, tables.mentions, _MENTION, mentions)
        bulk.insert(connection, tables.credits_, _CREDIT, credits_)
        bulk.insert(connection, tables.undo_claims, _CLAIM, claims)
        bulk.insert(connection, tables.quoted_titles, _TITLE, titles)
        bulk.insert(connection, tables.reasons, _REASON, reasons)
        return len(mentions)

    def rewrite(self, connection: Connection, batch: Iterable[tuple[int, Understood]]) -> None:
        """Store a batch for commits that are understood again; call :func:`forget_understood` first."""
        rows = list(batch)
        columns = [(*understood.columns, commit) for commit, understood in rows]
        bulk.update(connection, tables.commits, UnderstoodColumns._fields, ("id",), columns)
        self.write(connection, rows)


def forget_understood(connection: Connection) -> None:
    """Empty the tables that :class:`UnderstoodWriter` fills, before all messages are understood again."""
    for table in _TABLES:
        connection.execute(text(f"DELETE FROM {table.name}"))  # noqa: S608 - our own names
