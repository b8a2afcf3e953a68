"""Store what fetched records say: facts about issues and pull requests, and what texts say about reverts.

Only :mod:`miner.store.issues` writes issues and their numbers.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from miner.store import issues
from miner.store.tables import (
    issue_events,
    issue_links,
    issue_pull_requests,
    pull_requests,
    record_changesets,
    record_claims,
    tracker_records,
)
from miner.tracked import Changeset, IssueEvents, IssueRecord, PullRecord, RecordClaim, RecordText

#: The source of a link that the record of an issue tells.
RECORD: Final = "record"


def store_issue(connection: Connection, record: IssueRecord) -> issues.Changed:
    """Store the facts of an issue's record, and what it lists (pull requests, issues) in place of what it listed.

    Return what names another issue than before.
    """
    changed = issues.record_fetched(connection, record)
    tracker, number = ("gh", record.gh) if record.gh else ("bpo", record.bpo)
    own = {"tracker": tracker, "number": str(number)}
    if record.state is None:
        return changed  # a redirect or an export: it lists nothing
    table = issue_pull_requests
    listed = (table.c.tracker == tracker, table.c.number == str(number), table.c.source == "issue")
    connection.execute(delete(table).where(*listed))
    pulls = [{**own, "pull_number": pull, "source": "issue"} for pull in record.pull_requests]
    if pulls:
        connection.execute(insert(table), pulls)
    own_links = (issue_links.c.tracker == tracker, issue_links.c.number == str(number), issue_links.c.source == RECORD)
    connection.execute(delete(issue_links).where(*own_links))
    links = [
        {**own, "kind": kind, "to_tracker": to, "to_number": other, "source": RECORD}
        for kind, to, other in record.links
    ]
    if links:
        connection.execute(insert(issue_links), links)
    return changed


def store_pull(connection: Connection, record: PullRecord) -> None:
    """Store the facts of a pull request's record, and the issues that it names in place of those before."""
    facts = {
        "title": record.title,
        "state": record.state,
        **_dated("opened", record.opened),
        **_dated("closed", record.closed),
        **_dated("merged", record.merged),
        "creator": record.creator,
        "base": record.base,
        "merge_sha": record.merge_sha,
        "reason": record.reason,
    }
    table = pull_requests
    if connection.scalar(select(table.c.number).where(table.c.number == record.number)) is None:
        connection.execute(insert(table).values(number=record.number, **facts))
    else:
        # The record of the list has less than that of the pull request itself.
        kept = {name: value for name, value in facts.items() if value is not None or name in _MAY_END}
        connection.execute(update(table).where(table.c.number == record.number).values(**kept))
    named = issue_pull_requests
    connection.execute(delete(named).where(named.c.pull_number == record.number, named.c.source != "issue"))
    rows = [
        {"tracker": tracker, "number": number, "pull_number": record.number, "source": source}
        for tracker, number, source in record.issues
    ]
    if rows:
        connection.execute(insert(named), rows)


# A pull request may be opened again, and then has no end.
_MAY_END = frozenset({"closed_at", "closed_utc"})


def store_text(connection: Connection, text: RecordText) -> set[str]:
    """Store what a text says about reverts and issues, in place of what it said before.

    Return the pull requests of which it says something else than before: its own, and those that it says to have
    reverted something.
    """
    table = record_claims
    own = {"tracker": text.tracker, "number": text.number, "comment": text.comment}
    place = [table.c[name] == value for name, value in own.items()]
    said = select(*(table.c[name] for name in RecordClaim._fields))
    before = [RecordClaim(*row) for row in connection.execute(said.where(*place).order_by(table.c.ordinal))]
    if before == list(text.claims):
        return set()
    connection.execute(delete(table).where(*place))
    rows = [
        {**own, "ordinal": ordinal, **claim._asdict(), "author": text.author, "said_at": text.said_at}
        for ordinal, claim in enumerate(text.claims)
    ]
    if rows:
        connection.execute(insert(table), rows)
    reverting = {claim.to_number for claim in (*before, *text.claims) if claim.what_number and claim.to_tracker == "pr"}
    return reverting | ({text.number} if text.tracker == "pr" else set())


def store_events(connection: Connection, page: IssueEvents) -> None:
    """Store what a page of an issue's timeline tells, in place of what it told before."""
    table = issue_events
    own = {"tracker": "gh", "number": page.number, "page": page.page}
    stored = select(tracker_records.c.page).where(
        tracker_records.c.tracker == "gh",
        tracker_records.c.kind == "timeline",
        tracker_records.c.number == page.number,
    )
    # Of a timeline that was longer before, pages may be left.
    left = or_(table.c.page == page.page, table.c.page.not_in(stored))
    connection.execute(delete(table).where(table.c.tracker == "gh", table.c.number == page.number, left))
    rows = [
        {
            **own,
            "ordinal": ordinal,
            **event._asdict(),
            "at": event.at.isoformat(timespec="seconds"),
            "utc": int(event.at.timestamp()),
        }
        for ordinal, event in enumerate(page.events)
    ]
    if rows:
        connection.execute(insert(table), rows)


def landings(connection: Connection, pulls: Collection[str]) -> set[int]:
    """Return the commits that landed these pull requests."""
    landed = select(pull_requests.c.number, pull_requests.c.commit_id).where(pull_requests.c.commit_id.is_not(None))
    return {commit for number, commit in connection.execute(landed) if str(number) in pulls} if pulls else set()


def store_changesets(connection: Connection, changesets: Iterable[Changeset]) -> None:
    """Store commits that the robot reported; one that it reported to the issue before is replaced."""
    table = record_changesets
    for one in changesets:
        key = (table.c.hg_node == one.hg_node, table.c.branch == one.branch, table.c.issue == one.issue)
        connection.execute(delete(table).where(*key))
        connection.execute(insert(table).values(**one._asdict()))


def _dated(name: str, at: datetime | None) -> dict[str, Any]:
    return {
        f"{name}_at": at.isoformat(timespec="seconds") if at else None,
        f"{name}_utc": int(at.timestamp()) if at else None,
    }
