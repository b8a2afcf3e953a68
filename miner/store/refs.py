"""Store repositories and their refs."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import Connection, text

from miner.model import Gap, Ref, Signature
from miner.store import bulk, tables
from miner.store.gaps import record_gaps

_PLACES = "SELECT id, location, url, upstream, head FROM repositories ORDER BY id"
_MOVE = "UPDATE repositories SET location = :location WHERE id = :id"


def repository_id(
    connection: Connection, location: str, url: str | None, upstreams: Collection[str], holds: Callable[[str], bool]
) -> int:
    """Return the id of the repository at ``location``, adding it if it is new.

    A repository whose place is gone has moved here if this one ``holds`` the object of its HEAD, or of most of its
    refs, so that its old refs do not stay for ever. It has not if it came from elsewhere, as the ``upstreams``, which
    are the URLs of its remotes, may tell.
    """
    known = connection.execute(text(_PLACES)).all()
    for row in known:
        if row.location == location:
            return int(row.id)
    for row in known:
        elsewhere = (url or row.url) != (row.url or url) or (
            row.upstream is not None and bool(upstreams) and row.upstream not in upstreams
        )
        if elsewhere or Path(row.location).exists():
            continue
        before = stored_refs(connection, row.id)
        if holds(before.get(row.head, "")) or 2 * sum(map(holds, before.values())) > len(before):
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
    Which of them make history is decided later: see :func:`mark`.
    """
    connection.execute(text("DELETE FROM git_refs WHERE repository_id = :repository"), {"repository": repository})
    bulk.insert(
        connection,
        tables.git_refs,
        ("repository_id", "name", "object", "sha", "tagged_at", "tagged_utc", "tagger", "authoritative"),
        [(repository, ref.name, held, ref.target, *_tagged(ref.tagged), 0) for held, ref in refs],
    )
    connection.execute(
        text("UPDATE repositories SET head = :head WHERE id = :repository"),
        {"head": head, "repository": repository},
    )
    record_gaps(connection, ("ref",), gaps)


def chosen_from(connection: Connection, repository: int) -> str | None:
    """Return from what the source of a repository's history was chosen; None if that was not decided yet."""
    select = text("SELECT remotes FROM repositories WHERE id = :repository")
    found: str | None = connection.scalar(select, {"repository": repository})
    return found


def store_source(
    connection: Connection, repository: int, remote: str | None, upstream: str | None, remotes: str
) -> None:
    """Store whose branches make history in a repository, where they come from, and what they were chosen from."""
    values = {"remote": remote, "upstream": upstream, "remotes": remotes}
    table = tables.repositories
    connection.execute(table.update().where(table.c.id == repository).values(values))


def mark(connection: Connection, repository: int, wanted: Collection[str], stored: Collection[str]) -> None:
    """Make exactly the ``wanted`` refs of a repository authoritative; ``stored`` are those that are so far."""
    changed = [(1, name) for name in wanted if name not in stored]
    changed += [(0, name) for name in stored if name not in wanted]
    rows = [(flag, repository, name) for flag, name in sorted(changed)]
    bulk.update(connection, tables.git_refs, ("authoritative",), ("repository_id", "name"), rows)


def _tagged(who: Signature | None) -> tuple[str | None, int | None, str | None]:
    if who is None:
        return None, None, None
    try:
        at = datetime.fromtimestamp(who.time, timezone(timedelta(minutes=who.offset))).isoformat()
    except (OverflowError, ValueError, OSError):
        at = datetime.fromtimestamp(0, UTC).isoformat()
    return at, who.time, who.name
