"""Store the facts about pull requests, and ties of issues, that ship with the tool.

They are there as long as what is mined or fetched names one of the issues, and give way to fetched records.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, text, update

from miner.store import bulk
from miner.store.fetched import RECORD
from miner.store.tables import issue_links, issue_numbers, issue_pull_requests, pull_requests
from miner.tracked import KnownIssue, KnownPull, Link

#: The source of an issue's pull request that ships with the tool.
SHIPPED: Final = "shipped"
#: The kind of a link between numbers that commits confuse: they name both together, but these cannot be one issue.
REFUSED: Final = "refused"
_FETCHED: Final = text("""
SELECT DISTINCT number FROM tracker_records WHERE tracker = 'gh' AND kind IN ('issue', 'pull') AND content IS NOT NULL
""")


def store_links(connection: Connection, links: Iterable[Link]) -> None:
    """Store the ties between issues of which both are known, in place of those that were stored before."""
    links = list(links)
    ends = [{(link.tracker, link.number), (link.to_tracker, link.to_number)} for link in links]
    known = _known(connection, set().union(*ends))
    connection.execute(delete(issue_links).where(issue_links.c.source != RECORD))
    rows = [link._asdict() for link, both in zip(links, ends, strict=True) if both <= known]
    if rows:
        connection.execute(insert(issue_links), rows)


def store_pulls(connection: Connection, pulls: Iterable[KnownPull], issues: Iterable[KnownIssue]) -> None:
    """Store the facts about pull requests of known issues, and which of them issues list, where no record says it."""
    pulls, issues = list(pulls), list(issues)
    fetched = set(connection.scalars(_FETCHED))
    known = _known(connection, {name for pull in pulls for name in pull.issues} | {one.names[-1] for one in issues})
    unsaid = [pull for pull in pulls if str(pull.number) not in fetched]
    _store_facts(connection, {pull: not known.isdisjoint(pull.issues) for pull in unsaid})
    ties = {(*name, pull.number) for pull in unsaid if not known.isdisjoint(pull.issues) for name in pull.issues}
    for issue in issues:
        tracker, number = issue.names[-1]  # that of GitHub, if there is one
        if (tracker, number) in known and not (tracker == "gh" and number in fetched):
            ties |= {(tracker, number, pull) for pull in issue.pull_requests}
    connection.execute(delete(issue_pull_requests).where(issue_pull_requests.c.source == SHIPPED))
    columns = ("tracker", "number", "pull_number", "source")
    bulk.insert(connection, issue_pull_requests, columns, [(*tie, SHIPPED) for tie in sorted(ties)])


def _store_facts(connection: Connection, pulls: Mapping[KnownPull, bool]) -> None:
    """Store the facts about pull requests, or remove them if the value is false."""
    table = pull_requests
    numbers = [pull.number for pull in pulls]
    there = dict(connection.execute(select(table.c.number, table.c.commit_id).where(table.c.number.in_(numbers))).all())
    new, changed, gone = [], [], []
    for pull, is_known in pulls.items():
        facts = _facts(pull) if is_known else dict.fromkeys(_facts(pull))
        if pull.number not in there:
            new += [{"number": pull.number, **facts}] if is_known else []
        elif is_known or there[pull.number] is not None:
            changed.append({"told": pull.number, **facts})
        else:
            gone.append(pull.number)
    if new:
        connection.execute(insert(table), new)
    if changed:
        connection.execute(update(table).where(table.c.number == bindparam("told")), changed)
    if gone:
        connection.execute(delete(table).where(table.c.number.in_(gone)))


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
