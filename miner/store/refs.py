"""Store repositories and their refs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.model import Gap, Ref, Signature
from miner.store import bulk, tables
from miner.store.gaps import record_refs

_PLACES = "SELECT id, location, url, upstream, head, project, remotes FROM repositories ORDER BY id"
_MOVE = "UPDATE repositories SET location = :location WHERE id = :id"
_ROOTS = "SELECT sha FROM commits WHERE parent_count = 0"
_TIPS = "SELECT sha FROM git_refs WHERE sha IS NOT NULL"
_ANY = "SELECT 1 FROM commits LIMIT 1"
_STORED = "SELECT 1 FROM commits WHERE sha = :sha"
# Where an unread ref leads, the surest first.
_LED = "SELECT sha, tagged_at, tagged_utc, tagger FROM git_refs WHERE sha IS NOT NULL AND {}"
_LEADS = (
    _LED.format("object = :held ORDER BY repository_id, name LIMIT 1"),
    "SELECT sha, NULL, NULL, NULL FROM commits WHERE sha = :held",
    _LED.format("repository_id = :repository AND name = :name"),
)
_Led = tuple[str | None, str | None, int | None, str | None]


class Known(NamedTuple):
    """A repository that was mined before; ``remotes`` is what its source was chosen from, None if none was chosen."""

    id: int
    project: str
    remotes: str | None


def find_repository(
    connection: Connection, location: str, url: str | None, upstreams: Collection[str], holds: Callable[[str], bool]
) -> Known | None:
    """Return the repository at ``location``, None if it is new.

    A repository whose place is gone has moved here if this one ``holds`` the object of its HEAD, or of most of its
    refs, so that its old refs do not stay for ever. It has not if it came from elsewhere, as the ``upstreams``, which
    are the URLs of its remotes, may tell.
    """
    known = connection.execute(text(_PLACES)).all()
    for row in known:
        if row.location == location:
            return Known(row.id, row.project, row.remotes)
    for row in known:
        elsewhere = (url or row.url) != (row.url or url) or (
            row.upstream is not None and bool(upstreams) and row.upstream not in upstreams
        )
        if elsewhere or Path(row.location).exists():
            continue
        before = {name: held for name, (held, _) in stored_refs(connection, row.id).items()}
        if holds(before.get(row.head, "")) or 2 * sum(map(holds, before.values())) > len(before):
            connection.execute(text(_MOVE), {"location": location, "id": row.id})
            return Known(row.id, row.project, row.remotes)
    return None


def add_repository(connection: Connection, location: str, url: str | None, project: str) -> int:
    """Add a repository and return its id."""
    identity = bulk.next_id(connection, tables.repositories)
    row = {"id": identity, "location": location, "url": url, "project": project}
    connection.execute(tables.repositories.insert().values(row))
    return identity


def first_project(connection: Connection) -> str | None:
    """Return the project of the repositories in the database, which all share a history; None if there are none."""
    found: str | None = connection.scalar(text("SELECT project FROM repositories ORDER BY id LIMIT 1"))
    return found


def shares_history(connection: Connection, holds: Callable[[str], bool], tips: Iterable[str]) -> bool:
    """Return whether a clone has a commit in common with those that are stored, or nothing is stored.

    ``holds`` tells whether an object is in the clone, and ``tips`` are the commits of its refs.
    """
    if connection.execute(text(_ANY)).first() is None:
        return True
    if any(holds(sha) for select in (_ROOTS, _TIPS) for sha in connection.scalars(text(select))):
        return True
    return any(connection.execute(text(_STORED), {"sha": sha}).first() is not None for sha in tips)


def stored_refs(connection: Connection, repository: int) -> dict[str, tuple[str, str | None]]:
    """Return {ref: (id of the object that it pointed to, commit)} as of the last complete run."""
    rows = connection.execute(
        text("SELECT name, object, sha FROM git_refs WHERE repository_id = :repository"),
        {"repository": repository},
    )
    return {name: (held, sha) for name, held, sha in rows}


def stored_head(connection: Connection, repository: int) -> str | None:
    """Return the name of the ref that HEAD pointed to in the last complete run."""
    found: str | None = connection.scalar(
        text("SELECT head FROM repositories WHERE id = :repository"), {"repository": repository}
    )
    return found


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
    """Replace the stored refs of a repository, its HEAD, and the gaps about its refs.

    ``refs`` are (object id, ref) pairs; ``head`` is the name of the ref that HEAD points to, None if it is detached.
    A ref that could not be read leads to where it is known to lead, so that nothing is forgotten. It is stored without
    an object, so that no later run takes it for read. Which refs make history is decided later: see :func:`mark`.
    """
    refs = list(refs)
    recalled = _recall(connection, repository, {ref.name: held for held, ref in refs if not ref.is_read})
    connection.execute(text("DELETE FROM git_refs WHERE repository_id = :repository"), {"repository": repository})
    bulk.insert(
        connection,
        tables.git_refs,
        ("repository_id", "name", "object", "sha", "tagged_at", "tagged_utc", "tagger", "authoritative"),
        [
            (repository, ref.name, held, ref.target, *_tagged(ref.tagged), 0)
            if ref.is_read
            else (repository, ref.name, "", *recalled[ref.name], 0)
            for held, ref in refs
        ],
    )
    connection.execute(
        text("UPDATE repositories SET head = :head WHERE id = :repository"),
        {"head": head, "repository": repository},
    )
    record_refs(connection, gaps)


def _recall(connection: Connection, repository: int, unread: Mapping[str, str]) -> dict[str, _Led]:
    """Return where refs lead that could not be read, of {ref: object id}: their commits, and the dates of tags.

    An object that is stored is known, as is one that another ref has led to; otherwise a ref leads to where it did.
    """
    found: dict[str, _Led] = {}
    for name, held in unread.items():
        values = {"repository": repository, "name": name, "held": held}
        rows = (connection.execute(text(select), values).first() for select in _LEADS)
        found[name] = next((tuple(row) for row in rows if row is not None), (None, None, None, None))
    return found


def store_source(
    connection: Connection,
    repository: int,
    remote: str | None,
    upstream: str | None,
    default_branch: str | None,
    remotes: str,
) -> None:
    """Store whose branches make history in a repository, where they come from, and what they were chosen from."""
    values = {"remote": remote, "upstream": upstream, "default_branch": default_branch, "remotes": remotes}
    table = tables.repositories
    connection.execute(table.update().where(table.c.id == repository).values(values))


def store_mailmap(connection: Connection, repository: int, blob: str | None) -> None:
    """Store the blob of the mailmap that people are merged with, None if there is none."""
    table = tables.repositories
    connection.execute(table.update().where(table.c.id == repository).values(mailmap=blob))


def locations(connection: Connection) -> list[tuple[int, str, str | None]]:
    """Return (id, location, URL that it was cloned from) of all repositories."""
    return [(row.id, row.location, row.url) for row in connection.execute(text(_PLACES))]


def authoritative_refs(connection: Connection) -> set[tuple[str, str]]:
    """Return (name, sha) of the refs that make history."""
    rows = connection.execute(text("SELECT name, sha FROM git_refs WHERE authoritative = 1"))
    return {(name, sha) for name, sha in rows}


def forget_sources(connection: Connection) -> None:
    """Let each repository's next run decide anew whose branches make history, and read the NEWS of these."""
    connection.execute(tables.repositories.update().values(remotes=None))


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
