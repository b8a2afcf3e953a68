"""Store the records of trackers as they were answered. Nothing else writes this table."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from miner.store.tables import tracker_records as table


@dataclass(frozen=True, slots=True)
class Record:
    """One answer of a tracker; see the table ``tracker_records``. ``fetched`` is in seconds since 1970."""

    tracker: str
    kind: str
    number: str
    content: str | None
    fetched: int
    page: int = 1
    status: int = 200
    etag: str | None = None
    last_modified: str | None = None
    api_version: str | None = None
    url: str | None = None
    next_url: str | None = None
    origin: str = "fetch"


def put(connection: Connection, records: Iterable[Record]) -> int:
    """Store records, each in place of the one with the same key; return how many say something new.

    One that says the same as before only becomes newer, and need not be understood again. An older one changes nothing.
    """
    fresh = 0
    for record in records:
        place = _is(record.tracker, record.kind, record.number, record.page)
        before = connection.execute(select(table).where(*place)).mappings().first()
        if before and before["fetched_utc"] > record.fetched:
            continue
        row = _row(record)
        same = before is not None and (before["content"], before["status"]) == (row["content"], row["status"])
        row["understood"] = before["understood"] if before and same else int(record.content is None)
        if before:
            connection.execute(update(table).where(*place).values(row))
        else:
            connection.execute(insert(table).values(row))
        fresh += not same
    return fresh


def find(connection: Connection, tracker: str, kind: str, number: str, page: int = 1) -> Record | None:
    """Return a stored record, None if there is none."""
    found = connection.execute(select(table).where(*_is(tracker, kind, number, page))).mappings().first()
    return _record(found) if found else None


def last_page(connection: Connection, tracker: str, kind: str, number: str) -> Record | None:
    """Return the last stored page of a record or list, None if there is none."""
    page = connection.scalar(select(func.max(table.c.page)).where(*_is(tracker, kind, number)))
    return None if page is None else find(connection, tracker, kind, number, page)


def forget_pages(connection: Connection, tracker: str, kind: str, number: str, after: int = 0) -> None:
    """Remove the pages of a record or list, those beyond page ``after``."""
    connection.execute(delete(table).where(*_is(tracker, kind, number), table.c.page > after))


def complete(connection: Connection, tracker: str, kind: str, since: int) -> set[str]:
    """Return the numbers of which there is nothing to ask: stored with all pages, at or after ``since``."""
    last = select(table.c.number, func.max(table.c.page).label("page")).where(
        table.c.tracker == tracker, table.c.kind == kind
    )
    newest = last.group_by(table.c.number).subquery()
    joined = select(table.c.number).join(newest, (newest.c.number == table.c.number) & (newest.c.page == table.c.page))
    found = joined.where(
        table.c.tracker == tracker, table.c.kind == kind, table.c.next_url.is_(None), table.c.fetched_utc >= since
    )
    return set(connection.scalars(found))


def are_pending(connection: Connection) -> bool:
    """Return whether there are records that are not understood yet."""
    return connection.scalar(select(table.c.tracker).where(table.c.understood == 0).limit(1)) is not None


def pending(connection: Connection) -> Iterator[Record]:
    """Yield the records that are not understood yet, in the order of their keys; read them before writing."""
    keys = (table.c.tracker, table.c.kind, table.c.number, table.c.page)
    for row in connection.execute(select(table).where(table.c.understood == 0).order_by(*keys)).mappings():
        yield _record(row)


def note_understood(connection: Connection) -> None:
    """Note that the facts of all records are stored."""
    connection.execute(update(table).where(table.c.understood == 0).values(understood=1))


def understand_again(connection: Connection) -> None:
    """Let all records be understood again."""
    connection.execute(update(table).where(table.c.content.is_not(None)).values(understood=0))


def _is(tracker: str, kind: str, number: str, page: int | None = None) -> list[ColumnElement[bool]]:
    place = [table.c.tracker == tracker, table.c.kind == kind, table.c.number == number]
    return place if page is None else [*place, table.c.page == page]


def _row(record: Record) -> dict[str, Any]:
    content = record.content
    return {
        "tracker": record.tracker,
        "kind": record.kind,
        "number": record.number,
        "page": record.page,
        "content": None if content is None else zlib.compress(content.encode("utf-8", "surrogatepass"), 6),
        "status": record.status,
        "etag": record.etag,
        "last_modified": record.last_modified,
        "api_version": record.api_version,
        "url": record.url,
        "next_url": record.next_url,
        "fetched_at": datetime.fromtimestamp(record.fetched, UTC).isoformat(timespec="seconds"),
        "fetched_utc": record.fetched,
        "origin": record.origin,
    }


def _record(row: Any) -> Record:
    content = row["content"]
    return Record(
        tracker=row["tracker"],
        kind=row["kind"],
        number=row["number"],
        content=None if content is None else zlib.decompress(content).decode("utf-8", "surrogatepass"),
        fetched=row["fetched_utc"],
        page=row["page"],
        status=row["status"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        api_version=row["api_version"],
        url=row["url"],
        next_url=row["next_url"],
        origin=row["origin"],
    )
