"""What a mining run keeps true besides the commits: refs, people, full text, and nothing that is gone."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Connection, Table, text
from sqlalchemy.schema import CreateIndex

from miner.model import Gap, Ref, Signature
from miner.store import bulk, tables
from miner.store.removal import remove

# What is left without a commit. Issues that only a tracker record or the NEWS tell of stay.
_ORPHANS = (
    (
        "issues",
        """
        NOT EXISTS (SELECT 1 FROM mentions m WHERE m.issue_id = issues.id) AND NOT EXISTS (
            SELECT 1 FROM tracker_records t JOIN issue_numbers n ON n.tracker = t.tracker AND n.number = t.number
            WHERE n.issue_id = issues.id)
        AND NOT EXISTS (SELECT 1 FROM news_issues k WHERE k.issue_id = issues.id)
        """,
    ),
    (
        "people",
        "id NOT IN (SELECT author_id FROM commits UNION SELECT committer_id FROM commits)",
    ),
    ("paths", "NOT EXISTS (SELECT 1 FROM changes x WHERE x.path_id = paths.id)"),
)


def drop_indexes(connection: Connection) -> None:
    """Drop the indexes that only queries need: filling an empty database is twice as fast without them."""
    for table in tables.metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(text(f"DROP INDEX IF EXISTS {index.name}"))


def ensure_indexes(connection: Connection, *only: Table) -> None:
    """Make whatever index is missing, of all tables or of some, after a first run or one that was killed."""
    for table in only or tables.metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index, if_not_exists=True))


def repository_id(connection: Connection, location: str, url: str | None) -> int:
    """Return the id of the repository at ``location``, adding it if it is new."""
    found = connection.execute(
        text("SELECT id FROM repositories WHERE location = :location"), {"location": location}
    ).scalar()
    if found is not None:
        return int(found)
    identity = bulk.next_id(connection, tables.repositories)
    connection.execute(tables.repositories.insert().values(id=identity, location=location, url=url))
    return identity


def stored_refs(connection: Connection, repository: int) -> dict[str, str]:
    """Return the object that each ref held when the last complete run ended."""
    rows = connection.execute(
        text("SELECT name, object FROM git_refs WHERE repository_id = :repository"),
        {"repository": repository},
    )
    return {name: held for name, held in rows}


def tips(connection: Connection) -> set[int]:
    """Return the commits that the stored refs of all repositories lead to."""
    return set(connection.execute(text("SELECT c.id FROM git_refs r JOIN commits c ON c.sha = r.sha")).scalars())


def replace_refs(
    connection: Connection,
    repository: int,
    head: str | None,
    refs: Iterable[tuple[str, Ref]],
    gaps: Sequence[Gap],
) -> None:
    """Store the refs as they are now."""
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


def record_gaps(connection: Connection, kinds: Sequence[str], gaps: Sequence[Gap]) -> None:
    """Replace the gaps of these kinds, which belong to the repository and not to one commit."""
    for kind in kinds:
        connection.execute(text("DELETE FROM gaps WHERE kind = :kind AND commit_id IS NULL"), {"kind": kind})
    bulk.insert(
        connection,
        tables.gaps,
        ("kind", "place", "reason", "commit_id"),
        dict.fromkeys((gap.kind, gap.where, gap.reason, None) for gap in gaps),
    )


def forget(connection: Connection, commits: Sequence[int]) -> None:
    """Remove commits that no ref leads to any more, with everything known only through them."""
    connection.execute(text("CREATE TEMPORARY TABLE forgotten (id INTEGER PRIMARY KEY)"))
    for identity in commits:
        connection.execute(text("INSERT INTO forgotten VALUES (:id)"), {"id": identity})
    remove(connection, "commits", "id IN (SELECT id FROM forgotten)")
    connection.execute(text("DROP TABLE forgotten"))
    for table, where in _ORPHANS:
        remove(connection, table, where)


def merge_people(connection: Connection, resolve: Callable[[str, str], tuple[str, str]]) -> None:
    """Give everyone the name and address that the mailmap says."""
    changed = []
    rows = connection.execute(text("SELECT id, name, email, canonical_name, canonical_email FROM people"))
    for identity, name, email, canonical_name, canonical_email in rows:
        wanted = resolve(name, email)
        if wanted != (canonical_name, canonical_email):
            changed.append((*wanted, identity))
    bulk.update(connection, tables.people, ("canonical_name", "canonical_email"), ("id",), changed)
