"""Store the facts about pull requests, and ties of issues, that ship with the tool.

They are there as long as what is mined or fetched names one of the issues, and give way to fetched records.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, time
from typing import Final

from sqlalchemy import Connection, delete, insert, select, text, update

from miner.store.fetched import RECORD
from miner.store.tables import issue_links, issue_numbers, issue_pull_requests, pull_requests
from miner.tracked import KnownPull, Link

#: The source of an issue's pull request that ships with the tool.
SHIPPED: Final = "shipped"
#: The kind of a link between numbers that commits name together, but that cannot be one issue.
REFUSED: Final = "refused"
_FETCHED: Final = text("""
SELECT DISTINCT number FROM tracker_records WHERE tracker = 'gh' AND kind IN ('issue', 'pull') AND content IS NOT NULL
""")


def store_links(connection: Connection, links: Iterable[Link]) -> None:
    """Store the ties between issues of which both are known, in place of those that were stored before."""
    links = list(links)
    known = _known(connection, {(link.tracker, link.number) for link in links})
    known |= _known(connection, {(link.to_tracker, link.to_number) for link in links})
    connection.execute(delete(issue_links).where(issue_links.c.source != RECORD))
    rows = [
        link._asdict() for link in links if {(link.tracker, link.number), (link.to_tracker, link.to_number)} <= known
    ]
    if rows:
        connection.execute(insert(issue_links), rows)


def store_pulls(connection: Connection, pulls: Iterable[KnownPull]) -> None:
    """Store the facts about pull requests of known issues, as far as no record of them was fetched."""
    pulls = list(pulls)
    known = _known(connection, {issue for pull in pulls for issue in pull.issues})
    fetched = set(connection.scalars(_FETCHED))
    numbers = [pull.number for pull in pulls]
    table = pull_requests
    there = dict(connection.execute(select(table.c.number, table.c.commit_id).where(table.c.number.in_(numbers))).all())
    connection.execute(delete(issue_pull_requests).where(issue_pull_requests.c.source == SHIPPED))
    for pull in pulls:
        if str(pull.number) in fetched:
            continue
        mine = (table.c.number == pull.number,)
        facts = _facts(pull) if known.intersection(pull.issues) else dict.fromkeys(_facts(pull))
        if pull.number in there:
            connection.execute(update(table).where(*mine).values(**facts))
        elif facts["state"]:
            connection.execute(insert(table).values(number=pull.number, **facts))
        if facts["state"]:
            rows = [
                {"tracker": tracker, "number": number, "pull_number": pull.number, "source": SHIPPED}
                for tracker, number in pull.issues
            ]
            connection.execute(insert(issue_pull_requests), rows)
        elif there.get(pull.number) is None:
            connection.execute(delete(table).where(*mine))


def _facts(pull: KnownPull) -> dict[str, str | int | None]:
    return {
        "title": pull.title,
        "state": pull.state,
        "opened_at": pull.opened.isoformat(),
        "opened_utc": int(datetime.combine(pull.opened, time(), UTC).timestamp()),
        "creator": pull.creator,
    }


def _known(connection: Connection, names: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which of some numbers an issue has."""
    table = issue_numbers
    found = select(table.c.tracker, table.c.number).where(table.c.number.in_({number for _, number in names}))
    return {(tracker, number) for tracker, number in connection.execute(found)} & set(names)
