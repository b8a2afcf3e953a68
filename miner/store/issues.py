"""What a tracker is known to say about issues, put beside what the commits say."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, delete, insert, select, update

from miner.model import KnownIssue
from miner.store import bulk, tables
from miner.store.tables import issue_numbers, issues, mentions, news_issues


def record(connection: Connection, facts: Iterable[KnownIssue]) -> int:
    """Store the facts about issues that a commit mentions, by whichever number; return how many these are.

    The two numbers of an issue are one issue, in whatever order they came, and its key is the older one.
    """
    stored = 0
    for fact in facts:
        bpo = _numbered(connection, "bpo", fact.bpo)
        gh = None if fact.gh is None else _numbered(connection, "gh", fact.gh)
        if not _is_mentioned(connection, bpo, gh):
            continue
        identity = _unite(connection, fact, bpo, gh)
        opened_at, opened_utc = _instant(fact.opened)
        closed_at, closed_utc = _instant(fact.closed) if fact.closed else (None, None)
        connection.execute(
            update(issues)
            .where(issues.c.id == identity)
            .values(
                key=f"bpo-{fact.bpo}",
                opened_at=opened_at,
                opened_utc=opened_utc,
                closed_at=closed_at,
                closed_utc=closed_utc,
                creator=fact.creator,
                source=fact.source,
            )
        )
        stored += 1
    return stored


def _numbered(connection: Connection, tracker: str, number: int) -> int | None:
    return connection.scalar(
        select(issue_numbers.c.issue_id).where(
            issue_numbers.c.tracker == tracker, issue_numbers.c.number == str(number)
        )
    )


def _is_mentioned(connection: Connection, *identities: int | None) -> bool:
    known = [identity for identity in identities if identity is not None]
    return connection.scalar(select(mentions.c.issue_id).where(mentions.c.issue_id.in_(known)).limit(1)) is not None


def _unite(connection: Connection, fact: KnownIssue, bpo: int | None, gh: int | None) -> int | None:
    """Give both numbers to one issue and return it."""
    identity = gh if bpo is None else bpo
    if bpo is None:
        # As a number that a message names: the NEWS stage tells whether one does.
        _add(connection, "bpo", fact.bpo, identity, "message")
    if fact.gh is None:
        return identity
    if gh is None:
        _add(connection, "gh", fact.gh, identity, fact.source)
    elif gh != identity:
        for table in (mentions, news_issues, issue_numbers):
            connection.execute(update(table).where(table.c.issue_id == gh).values(issue_id=identity))
        connection.execute(delete(issues).where(issues.c.id == gh))
    number = (issue_numbers.c.tracker == "gh") & (issue_numbers.c.number == str(fact.gh))
    connection.execute(update(issue_numbers).where(number).values(source=fact.source))
    return identity


def _add(connection: Connection, tracker: str, number: int, identity: int | None, source: str) -> None:
    row = {"tracker": tracker, "number": str(number), "issue_id": identity, "source": source}
    connection.execute(insert(issue_numbers).values(row))


def _instant(moment: date | datetime) -> tuple[str, int]:
    if not isinstance(moment, datetime):
        midnight = datetime.combine(moment, time(), UTC)
        return moment.isoformat(), int(midnight.timestamp())
    return moment.isoformat(timespec="seconds"), int(moment.timestamp())


_NUMBERS = "SELECT tracker, number, issue_id FROM issue_numbers"


class Numbers:
    """Issue numbers → issues; those that no message names are made."""

    def __init__(self, connection: Connection) -> None:
        self._known: dict[tuple[str, str], int] = {
            (tracker, number): issue for tracker, number, issue in bulk.rows(connection, _NUMBERS)
        }
        self._next = bulk.next_id(connection, tables.issues)
        self._new: list[tuple[int, str, str]] = []

    def issue(self, tracker: str, number: str) -> int:
        """Return the issue that has a number."""
        if (tracker, number) not in self._known:
            self._new.append((self._next, tracker, number))
            self._known[tracker, number] = self._next
            self._next += 1
        return self._known[tracker, number]

    def store(self, connection: Connection) -> None:
        """Store the issues that were made."""
        keys = [(one, f"{tracker}-{number}") for one, tracker, number in self._new]
        bulk.insert(connection, tables.issues, ("id", "key"), keys)
        rows = [(tracker, number, one, "news") for one, tracker, number in self._new]
        bulk.insert(connection, tables.issue_numbers, ("tracker", "number", "issue_id", "source"), rows)
