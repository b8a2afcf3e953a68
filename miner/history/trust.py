"""How far the answers from a database can be trusted: one sentence for each reason why they may be incomplete.

A note is about all answers, or about those that depend on certain tables, such as releases. It is told with every
answer that it touches, and ``miner db info`` lists all of them.
"""

import re
from typing import Final, NamedTuple

from sqlalchemy import Connection, text

from miner.model import DAY, READER_VERSION
from miner.store import lookup, schema

# CPython has tagged something at least every 182 days since 2003. Whose newest tag is older than this lacks some.
_PAUSE: Final = 200 * DAY
_RELEASES: Final = frozenset({"releases", "release_commits", "release_sets"})
_LINES: Final = frozenset({"relations", "lines_added", "lines_deleted"})
_UNFINISHED = """
SELECT r.location FROM repositories r
WHERE NOT EXISTS (SELECT 1 FROM runs n WHERE n.repository_id = r.id AND n.finished_at IS NOT NULL
                  AND n.id = (SELECT MAX(l.id) FROM runs l WHERE l.repository_id = r.id))
ORDER BY r.id
"""
_READER = "SELECT MAX(reader_version) FROM runs WHERE finished_at IS NOT NULL"
_UNDECIDED = "SELECT location FROM repositories WHERE remotes IS NULL ORDER BY id LIMIT 1"
_UNREAD = "SELECT COUNT(*), MIN(place) FROM gaps WHERE kind = 'ref' AND reason LIKE 'it cannot be read%'"
_NEWEST_TAG = "SELECT tag, released_utc, released_at FROM releases ORDER BY released_utc DESC, position DESC LIMIT 1"
_NEWEST_COMMIT = """
SELECT c.committed_utc, c.committed_at FROM git_refs g JOIN commits c ON c.sha = g.sha
WHERE g.authoritative = 1 AND g.name NOT LIKE 'refs/tags/%' ORDER BY c.committed_utc DESC LIMIT 1
"""
_FIRST_COMMIT = "SELECT committed_utc FROM commits ORDER BY id LIMIT 1"
# The embedded sample history has some tags only, and no others can be fetched.
_SAMPLE = "SELECT 1 FROM mentions WHERE role = 'stands-for' LIMIT 1"
_UNCOUNTED = "SELECT reason FROM gaps WHERE kind = 'lines'"
# Changes are counted by path, so the newest commit with counted lines tells whether a later run has added others.
_NOT_YET_COUNTED = """
SELECT 1 FROM changes WHERE commit_id > (SELECT MAX(commit_id) FROM line_prints) LIMIT 1
"""


class Note(NamedTuple):
    """A reason for doubt as a sentence, and the tables and columns whose answers it touches; None for all answers."""

    sentence: str
    touches: frozenset[str] | None


def read_notes(connection: Connection) -> tuple[Note, ...]:
    """Return all reasons to doubt the answers from a database."""
    return (*_unfinished(connection), *_unread(connection), *_tags(connection), *_uncounted(connection))


def touched(note: Note, sql: str) -> bool:
    """Return whether the answer to a statement depends on what a note is about."""
    return note.touches is None or not note.touches.isdisjoint(_words(sql))


def _words(sql: str) -> set[str]:
    """Return the words of a statement, and those of the views that it uses."""
    views = schema.view_sources()
    found: set[str] = set()
    waiting = [sql]
    while waiting:
        # Comments speak of everything.
        new = set(re.findall(r"\w+", re.sub(r"--.*", "", waiting.pop()).lower())) - found
        found |= new
        waiting += [views[name] for name in new & views.keys()]
    return found


def _unfinished(connection: Connection) -> list[Note]:
    places = list(connection.scalars(text(_UNFINISHED)))
    notes = [
        Note(
            f"Mining {place} was cut short or is still going on, so answers are incomplete: run `miner mine {place}`.",
            None,
        )
        for place in places
    ]
    reader = connection.scalar(text(_READER))
    undecided = connection.scalar(text(_UNDECIDED))
    if not places and reader is not None and (reader < READER_VERSION or undecided):
        place = undecided or "REPOSITORY"
        why = "An older version of the tool has mined this" if reader < READER_VERSION else "A repository was forgotten"
        notes.append(Note(f"{why}, so answers may be out of date: run `miner mine {place}`.", None))
    return notes


def _unread(connection: Connection) -> list[Note]:
    count, first = connection.execute(text(_UNREAD)).one()
    if not count:
        return []
    refs = first if count == 1 else f"{count:,} refs, such as {first},"
    return [
        Note(
            f"{refs} could not be read, so what only they reach is missing: `miner query gaps` says why; repair the "
            "clone and mine again.",
            None,
        )
    ]


def _tags(connection: Connection) -> list[Note]:
    """Tell that release tags are missing; only CPython's are expected at all."""
    reach = connection.execute(text(_NEWEST_COMMIT)).first()
    if reach is None or not lookup.is_cpython(connection):
        return []
    newest = connection.execute(text(_NEWEST_TAG)).first()
    since = newest.released_utc if newest else connection.scalar(text(_FIRST_COMMIT))
    if reach.committed_utc - since <= _PAUSE or connection.execute(text(_SAMPLE)).first() is not None:
        return []
    tags = (
        f"The newest release tag here is {newest.tag} of {newest.released_at[:10]}"
        if newest
        else "There is no release tag here"
    )
    return [
        Note(
            f"{tags}, but commits reach {reach.committed_at[:10]}, so it is unknown what was shipped since: fetch the "
            "tags and mine again.",
            _RELEASES,
        )
    ]


def _uncounted(connection: Connection) -> list[Note]:
    reason = connection.scalar(text(_UNCOUNTED))
    if reason is None and connection.execute(text(_NOT_YET_COUNTED)).first() is None:
        return []
    why = f" ({reason})" if reason else ""
    return [
        Note(
            f"Lines were counted only in part{why}, so undos and relands that only lines show may be missing: run "
            "`miner mine --lines` with a full clone.",
            _LINES,
        )
    ]
