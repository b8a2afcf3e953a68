"""What the database says about how complete it is: unfinished runs, unread refs, missing tags, uncounted lines."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.store.occurrences import IN_CODE

_UNFINISHED = """
SELECT r.location FROM repositories r
WHERE NOT EXISTS (SELECT 1 FROM runs n WHERE n.repository_id = r.id AND n.finished_at IS NOT NULL
                  AND n.id = (SELECT MAX(l.id) FROM runs l WHERE l.repository_id = r.id))
ORDER BY r.id
"""
_READER = "SELECT MAX(reader_version) FROM runs WHERE finished_at IS NOT NULL"
_UNDECIDED = "SELECT location FROM repositories WHERE remotes IS NULL ORDER BY id LIMIT 1"
_UNREAD = "SELECT COUNT(*), MIN(name) FROM git_refs WHERE object = ''"
_NEWEST_TAG = "SELECT tag, released_at, released_utc FROM releases ORDER BY released_utc DESC, position DESC LIMIT 1"
_OLDEST_TAG = "SELECT tag, released_at, released_utc FROM releases ORDER BY released_utc, position LIMIT 1"
_NEWEST_COMMIT = """
SELECT c.sha, c.committed_at, c.committed_utc FROM git_refs g JOIN commits c ON c.sha = g.sha
WHERE g.authoritative = 1 AND g.name NOT LIKE 'refs/tags/%' ORDER BY c.committed_utc DESC LIMIT 1
"""
_FIRST_COMMIT = "SELECT sha, committed_at, committed_utc FROM commits ORDER BY id LIMIT 1"
# Each of the sample's commits says for which one it stands.
_SAMPLE = "SELECT 1 FROM mentions WHERE commit_id = (SELECT MIN(id) FROM commits) AND role = 'stands-for'"
_WHY_UNCOUNTED = "SELECT reason FROM gaps WHERE kind = 'lines'"
# Changes are counted by path, so the newest commit with counted lines tells whether a later run has added others.
_NOT_YET_COUNTED = """
SELECT 1 FROM changes WHERE commit_id > (SELECT MAX(commit_id) FROM line_prints) LIMIT 1
"""
# Names are counted by path, too, so the last path tells whether counting them afterwards was cut short.
_NOT_YET_NAMED = f"""
SELECT 1 FROM line_prints l
WHERE l.names_version IS NULL AND EXISTS (SELECT 1 FROM symbols)
  AND l.path_id = (SELECT MAX(p.id) FROM paths p
                   WHERE {IN_CODE} AND EXISTS (SELECT 1 FROM line_prints k WHERE k.path_id = p.id))
LIMIT 1
"""  # noqa: S608 - our own text
_STRUCTS = """
SELECT (SELECT COUNT(*) FROM struct_lines),
       (SELECT COUNT(*) FROM lines l WHERE NOT EXISTS (SELECT 1 FROM struct_lines s
                                                       WHERE s.line = l.line AND s.tip_id = l.tip_id)),
       (SELECT MIN(reason) FROM gaps WHERE kind = 'structs')
"""


class Dated(NamedTuple):
    """A tag or commit by its name, with its date as text and in UTC seconds."""

    name: str
    at: str
    utc: int


def unfinished(connection: Connection) -> list[str]:
    """Return the places of the repositories whose last run was cut short or still goes on."""
    return list(connection.scalars(text(_UNFINISHED)))


def newest_reader(connection: Connection) -> int | None:
    """Return the newest reader version of a finished run, None without one."""
    found: int | None = connection.scalar(text(_READER))
    return found


def undecided(connection: Connection) -> str | None:
    """Return the place of a repository whose source must be decided anew, None if there is none."""
    found: str | None = connection.scalar(text(_UNDECIDED))
    return found


def unread_refs(connection: Connection) -> tuple[int, str]:
    """Return how many refs could not be read, and the name of one."""
    count, first = connection.execute(text(_UNREAD)).one()
    return count, first


def newest_tag(connection: Connection) -> Dated | None:
    """Return the newest release by its date, None without any."""
    return _dated(connection, _NEWEST_TAG)


def oldest_tag(connection: Connection) -> Dated | None:
    """Return the oldest release by its date, None without any."""
    return _dated(connection, _OLDEST_TAG)


def newest_commit(connection: Connection) -> Dated | None:
    """Return the newest tip of the branches that make history, None without any."""
    return _dated(connection, _NEWEST_COMMIT)


def first_commit(connection: Connection) -> Dated | None:
    """Return the first commit, None without any."""
    return _dated(connection, _FIRST_COMMIT)


def is_sample(connection: Connection) -> bool:
    """Return whether this is the embedded sample history."""
    return connection.execute(text(_SAMPLE)).first() is not None


def has_uncounted(connection: Connection) -> tuple[bool, str | None]:
    """Return whether lines were counted only in part, and why, if that is known."""
    reason: str | None = connection.scalar(text(_WHY_UNCOUNTED))
    return reason is not None or connection.execute(text(_NOT_YET_COUNTED)).first() is not None, reason


def has_unnamed(connection: Connection) -> bool:
    """Return whether the names in C code were counted, but not of all changes whose lines were."""
    return connection.execute(text(_NOT_YET_NAMED)).first() is not None


def structs(connection: Connection) -> tuple[int, int, str | None]:
    """Return how many lines' structs were followed, how many lines have gone on since, and which headers are missing.

    The last is None if none are.
    """
    walked, stale, missing = connection.execute(text(_STRUCTS)).one()
    return walked, stale, missing


def _dated(connection: Connection, select: str) -> Dated | None:
    row = connection.execute(text(select)).first()
    return Dated(*row) if row else None
