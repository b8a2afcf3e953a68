"""How far the answers from a database can be trusted: one sentence for each reason why they may be incomplete.

A note is about all answers, or about those that depend on certain tables. That release tags are missing is told only
with an answer that would be another one with them (:func:`concerns`). ``miner db info`` lists all notes.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from sqlalchemy import Connection

from miner.answers import Rows
from miner.model import DAY, READER_VERSION
from miner.store import completeness, lookup, occurrences, schema

# CPython has tagged something at least every 182 days since 2003. Whose newest tag is older than this lacks some.
_PAUSE: Final = 200 * DAY
# Its first tag is of 1993, its first commit of 1990.
_UNRELEASED: Final = 5 * 365 * DAY
_LONGEST_NAME: Final = 100
_RELEASES: Final = frozenset({"releases", "release_commits", "release_sets"})
# Most statements use this view, and few of them its columns about releases.
_COMMITS: Final = "commit_details"
_OF_RELEASES: Final = frozenset({"first_release", "released_at"})
# The columns of answers that are empty for what no known release has, and those that tell when something happened.
_CELLS: Final = frozenset({"release", "first_release", "shipped", "exposed_until"})
_WHEN: Final = re.compile(r"at|since|(?:authored|undoing|undone|added|by|below|committed)_at")
# Not `field_moves` and `struct_fields`, which timelines use beside others.
_STRUCTS: Final = frozenset({"struct_names", "struct_name_lines", "struct_field_lines"})
_LINES: Final = frozenset({"relations", "lines_added", "lines_deleted"})
_NAMES: Final = frozenset({"symbol_changes"})


class Note(NamedTuple):
    """A reason for doubt as a sentence, and the tables and columns whose answers it touches; None for all answers.

    It is ``wanted`` unless it only says that something was not asked for, which is told with answers that need it.
    From the day ``since`` on release tags are missing, or those before the version ``until``; None if the note is about
    something else.
    """

    sentence: str
    touches: frozenset[str] | None
    wanted: bool = True
    since: str | None = None
    until: str | None = None


def read_notes(connection: Connection) -> tuple[Note, ...]:
    """Return all reasons to doubt the answers from a database."""
    return (
        *_unfinished(connection),
        *_unread(connection),
        *_tags(connection),
        *_uncounted(connection),
        *_unnamed(connection),
        *_structs(connection),
    )


def touched(note: Note, sql: str) -> bool:
    """Return whether the answer to a statement depends on what a note is about."""
    return note.touches is None or not note.touches.isdisjoint(_words(sql))


def concerns(note: Note, rows: Rows, given: Mapping[str, object]) -> bool:
    """Return whether an answer that a note touches would be another one with what is missing.

    Without release tags since a day these are the answers that have a commit or an event of later days and, if they
    have columns about releases, an empty cell for it. What tells no days may be of any, and so may what is not there,
    unless ``given`` parameters ask for one issue, one commit or earlier days. Without those before a version, they are
    the answers that name this version, and those without rows.
    """
    if note.until is not None:
        named = re.compile(rf"(?<![\w.])v?{re.escape(note.until)}(?![\w.])")
        texts = (cell for row in rows.rows for cell in row if isinstance(cell, str))
        return not rows.rows or any(note.until in text and named.search(text) for text in texts)
    if note.since is None:
        return True
    if not rows.rows:
        until = given.get("until")
        return not (given.get("issue") or given.get("commit")) and (until is None or str(until) > note.since)
    cells = [place for place, name in enumerate(rows.columns) if name in _CELLS]
    days = [place for place, name in enumerate(rows.columns) if _WHEN.fullmatch(name)]
    return any(
        (not cells or any(row[place] is None for place in cells))
        and (not days or any(_is_later(row[place], note.since, same=bool(cells)) for place in days))
        # Mostly the newest come last, and are those that are.
        for row in reversed(rows.rows)
    )


def _is_later(instant: object, day: str, *, same: bool) -> bool:
    """Return whether an instant is of a later day, or at least of the same one; what is empty is not."""
    return str(instant or "")[: len(day)] > day or (same and str(instant or "").startswith(day))


def _words(sql: str) -> set[str]:
    """Return the words of a statement, and those of the views that it uses, without what it does not ask of them."""
    views = schema.view_sources()
    found: set[str] = set()
    waiting: list[tuple[str, frozenset[str]]] = [(sql, frozenset())]
    read: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        text, unasked = waiting.pop()
        # Comments speak of everything, and what is quoted asks nothing.
        text = re.sub(r"--.*|'[^']*'", "", text.lower())
        words = set(re.findall(r"\w+", text)) - unasked
        found |= words
        new = {(name, _unasked(name, text, words)) for name in words & views.keys()} - read
        read |= new
        waiting += [(views[name], less) for name, less in new]
    return found


def _unasked(view: str, text: str, words: set[str]) -> frozenset[str]:
    """Return the columns of a view that a statement names neither by name nor by ``*``, and the tables behind them."""
    if view == _COMMITS and "*" not in text and words.isdisjoint(_OF_RELEASES):
        return _RELEASES | _OF_RELEASES
    return frozenset()


def _unfinished(connection: Connection) -> list[Note]:
    places = completeness.unfinished(connection)
    notes = [
        Note(
            f"Mining {place} was cut short or is still going on, so answers are incomplete: run `miner mine {place}`.",
            None,
        )
        for place in places
    ]
    reader, undecided = completeness.newest_reader(connection), completeness.undecided(connection)
    if not places and reader is not None and (reader < READER_VERSION or undecided):
        place = undecided or "REPOSITORY"
        why = "An older version of the tool has mined this" if reader < READER_VERSION else "A repository was forgotten"
        notes.append(Note(f"{why}, so answers may be out of date: run `miner mine {place}`.", None))
    return notes


def _unread(connection: Connection) -> list[Note]:
    count, first = completeness.unread_refs(connection)
    if not count:
        return []
    name = first if len(first) <= _LONGEST_NAME else f"{first[:_LONGEST_NAME]}…"
    refs = name if count == 1 else f"{count:,} refs, such as {name},"
    return [
        Note(
            f"{refs} could not be read, so what only they reach is missing: `miner query gaps` says why; repair the "
            "clone and mine again.",
            None,
        )
    ]


def _tags(connection: Connection) -> list[Note]:
    """Tell that release tags are missing; only CPython's are expected, and of the sample history no others exist."""
    reach = completeness.newest_commit(connection)
    if reach is None or not lookup.is_cpython(connection):
        return []
    newest, oldest = completeness.newest_tag(connection), completeness.oldest_tag(connection)
    early = []
    first = completeness.first_commit(connection)
    if oldest and first and oldest.utc - first.utc > _UNRELEASED and not completeness.is_sample(connection):
        early.append(
            Note(
                f"The oldest release tag here is {oldest.name} of {oldest.at[:10]}, but commits reach back to "
                f"{first.at[:10]}, so what is said to be first in it may have been in an earlier one: fetch the tags "
                "and mine again.",
                _RELEASES,
                until=oldest.name.removeprefix("v"),
            )
        )
    since = newest or completeness.first_commit(connection)
    if since is None or reach.utc - since.utc <= _PAUSE or completeness.is_sample(connection):
        return early
    tags = (
        f"The newest release tag here is {newest.name} of {newest.at[:10]}"
        if newest
        else "There is no release tag here"
    )
    return [
        *early,
        Note(
            f"{tags}, but commits reach {reach.at[:10]}, so it is unknown what was shipped since: fetch the tags and "
            "mine again.",
            _RELEASES,
            since=since.at[:10],
        ),
    ]


def _uncounted(connection: Connection) -> list[Note]:
    in_part, reason = completeness.has_uncounted(connection)
    if not in_part:
        return []
    why = f" ({reason})" if reason else ""
    return [
        Note(
            f"Lines were counted only in part{why}, so undos and relands that only lines show may be missing: run "
            "`miner mine --lines` with a full clone.",
            _LINES,
        )
    ]


def _unnamed(connection: Connection) -> list[Note]:
    """Tell that the names in C code were not counted, or not all of them."""
    if not occurrences.has_symbols(connection):
        advice = "run `miner mine --lines` with a full clone"
        return [Note(f"The names in C code were not counted: {advice}.", _NAMES, wanted=False)]
    in_part, reason = completeness.has_uncounted(connection)
    if not in_part and not completeness.has_unnamed(connection):
        return []
    why = f" ({reason})" if reason else ""
    return [
        Note(
            f"Names were counted only in part{why}, so commits may be missing: run `miner mine --lines` with a full "
            "clone.",
            _NAMES,
        )
    ]


def _structs(connection: Connection) -> list[Note]:
    walked, stale, missing = completeness.structs(connection)
    if missing:
        return [Note(f"{missing}.", _STRUCTS)]
    if walked and not stale:
        return []
    what = (
        f"Structs were followed before {stale} of the lines went on, so they may be others now"
        if walked
        else "Structs were not followed, so none are known"
    )
    return [Note(f"{what}: run `miner mine --structs`.", _STRUCTS, wanted=walked > 0)]
