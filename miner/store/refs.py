"""Store repositories and their refs."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import Connection, text

from miner.model import Gap, Ref, Signature
from miner.store import bulk, tables
from miner.store.gaps import record_gaps

_PLACES = "SELECT id, location, url FROM repositories ORDER BY id"
_MOVE = "UPDATE repositories SET location = :location WHERE id = :id"


def repository_id(connection: Connection, location: str, url: str | None, refs: Collection[tuple[str, str]]) -> int:
    """Return the id of the repository at ``location``, adding it if it is new.

    ``refs`` are its (name, object id) pairs. A repository whose place is gone, and most of whose refs are these, has
    moved here, so that its old refs do not stay for ever.
    """
    known = connection.execute(text(_PLACES)).all()
    for row in known:
        if row.location == location:
            return int(row.id)
    for row in known:
        if (url or row.url) == (row.url or url) and not Path(row.location).exists():
            before = stored_refs(connection, row.id).items()
            if 2 * len(before & set(refs)) > len(before):
                connection.execute(text(_MOVE), {"location": location, "id": row.id})
                return int(row.id)
    identity = bulk.next_id(connection, tables.repositories)
    connection.execute(tables.repositories.insert().values(id=identity, location=location, url=url))
    return identity


def stored_refs(connection: Connection, repository: int) -> dict[str, str]:
    """Return {ref: id of the object that it pointed to} as of the last complete run."""
    rows = connection.execute(
        text("SELECT name, object FROM git_refs WHERE repository_id = :repository"),
        {"repository": repository},
    )
    return {name: held for name, held in rows}


def tips(connection: Connection) -> set[int]:
    """Return the ids of the commits that the stored refs of all repositories point to."""
    return set(connection.execute(text("SELECT c.id FROM git_refs r JOIN commits c ON c.sha = r.sha")).scalars())


def replace_refs(
    connection: Connection,
    repository: int,
    head: str | None,
    refs: Iterable[tuple[str, Ref]],
    gaps: Sequence[Gap],
) -> None:
    """Replace the stored refs of a repository, its HEAD, and the gaps about refs.

    ``refs`` are (object id, ref) pairs; ``head`` is the name of the ref that HEAD points to, None if it is detached.
    """
    connection.execute(text("DELETE FROM git_refs WHERE repository_id = :repository"), {"repository": repository})
    bulk.insert(
        connection,
        tables.git_refs,
        ("repository_id", "name", "object", "sha", "tagged_at", "tagged_utc", "tagger"),
        [(repository, ref.name, held, ref.target, *_tagged(ref.tagged)) for held, ref in refs],
    )
    connection.execute(
        text("UPDATE repositories SET head = :head WHERE id = :repository"),
        {"head": head, "repository": repository},
    )
    record_gaps(connection, ("ref",), gaps)


def _tagged(who: Signature | None) -> tuple[str | None, int | None, str | None]:
    if who is None:
        return None, None, None
    try:
        at = datetime.fromtimestamp(who.time, timezone(timedelta(minutes=who.offset))).isoformat()
    except (OverflowError, ValueError, OSError):
        at = datetime.fromtimestamp(0, UTC).isoformat()
    return at, who.time, who.name
