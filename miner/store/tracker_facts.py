"""What a tracker is known to say about issues, put beside what the commits say."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, exists, insert, select, update

from miner.model import KnownIssue
from miner.store.tables import issue_numbers, issues, mentions


def record(connection: Connection, facts: Iterable[KnownIssue]) -> int:
    """Store the facts about issues that a commit mentions; return how many these are."""
    stored = 0
    for fact in facts:
        known = select(issues.c.id).where(issues.c.key == f"bpo-{fact.bpo}")
        identity = connection.scalar(known.where(exists().where(mentions.c.issue_id == issues.c.id)))
        if identity is None:
            continue
        opened_at, opened_utc = _instant(fact.opened)
        closed_at, closed_utc = _instant(fact.closed) if fact.closed else (None, None)
        connection.execute(
            update(issues)
            .where(issues.c.id == identity)
            .values(
                opened_at=opened_at,
                opened_utc=opened_utc,
                closed_at=closed_at,
                closed_utc=closed_utc,
                creator=fact.creator,
                source=fact.source,
            )
        )
        if fact.gh is not None:
            _number(connection, identity, str(fact.gh), fact.source)
        stored += 1
    return stored


def _number(connection: Connection, identity: int, number: str, source: str) -> None:
    taken = select(issue_numbers.c.issue_id).where(issue_numbers.c.tracker == "gh", issue_numbers.c.number == number)
    if connection.scalar(taken) is None:
        row = {"tracker": "gh", "number": number, "issue_id": identity, "source": source}
        connection.execute(insert(issue_numbers).values(row))


def _instant(moment: date | datetime) -> tuple[str, int]:
    if not isinstance(moment, datetime):
        midnight = datetime.combine(moment, time(), UTC)
        return moment.isoformat(), int(midnight.timestamp())
    return moment.isoformat(timespec="seconds"), int(moment.timestamp())
