"""Writing what was understood of commits: mentions, credits, claims, quoted titles and reasons.

Once for each commit when it is read, and again for all of them when a newer reader understands the stored messages.
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
_ISSUE_TRACKERS = frozenset({"bpo", "gh"})
_TABLES = (tables.mentions, tables.credits_, tables.undo_claims, tables.quoted_titles, tables.reasons)


class UnderstoodWriter:
    """Writes the rows of one batch after another; numbers of issues become issues."""

    def __init__(self, connection: Connection) -> None:
        self._issues = IssueNumbers(connection)

    def write(self, connection: Connection, batch: Iterable[tuple[int, Understood]]) -> int:
        """Store what was understood of commits, but for the columns of ``commits``; return how many mentions it had."""
        mentions: list[tuple[object, ...]] = []
        credits_: list[tuple[object, ...]] = []
        claims: list[tuple[object, ...]] = []
        titles: list[tuple[object, ...]] = []
        reasons: list[tuple[object, ...]] = []
        named: set[tuple[str, str]] = set()
        for commit, (_, said, thanked, claim, quoted, told) in batch:
            for ordinal, mention in enumerate(said):
                if mention[0] in _ISSUE_TRACKERS:
                    named.add((str(mention[0]), str(mention[1])))
                mentions.append((commit, ordinal, *mention))
            credits_ += [(commit, ordinal, *credit) for ordinal, credit in enumerate(thanked)]
            if claim:
                claims.append((commit, *claim))
            titles += [(commit, ordinal, *title) for ordinal, title in enumerate(quoted)]
            reasons += [(commit, ordinal, *reason) for ordinal, reason in enumerate(told)]
        self._issues.look_up(connection, named)
        rows = [(*mention, self._issue(mention), *_own_pull_request(mention)) for mention in mentions]
        self._issues.store(connection, "message")
        bulk.insert(connection, tables.mentions, _MENTION, rows)
        bulk.insert(connection, tables.credits_, _CREDIT, credits_)
        bulk.insert(connection, tables.undo_claims, _CLAIM, claims)
        bulk.insert(connection, tables.quoted_titles, _TITLE, titles)
        bulk.insert(connection, tables.reasons, _REASON, reasons)
        return len(rows)

    def rewrite(self, connection: Connection, batch: Iterable[tuple[int, Understood]]) -> None:
        """Store what was understood of commits that had been understood before; see :func:`forget_understood`."""
        rows = list(batch)
        columns = [(*understood.columns, commit) for commit, understood in rows]
        bulk.update(connection, tables.commits, UnderstoodColumns._fields, ("id",), columns)
        self.write(connection, rows)

    def _issue(self, mention: tuple[object, ...]) -> int | None:
        _, _, tracker, number, *_ = mention
        return self._issues.issue(str(tracker), str(number)) if tracker in _ISSUE_TRACKERS else None


def forget_understood(connection: Connection) -> None:
    """Empty the tables of what was understood, before all messages are understood again."""
    for table in _TABLES:
        connection.execute(text(f"DELETE FROM {table.name}"))  # noqa: S608 - our own names


def _own_pull_request(mention: tuple[object, ...]) -> tuple[object, str | None]:
    """Return what a commit's own number resolves to: the commit itself. All else is resolved when all are there."""
    commit, _, tracker, _, _, role, *_ = mention
    return (commit, "resolved") if tracker == "pr" and role == "tags" else (None, None)
