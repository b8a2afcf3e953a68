"""Store issues and their numbers, from messages, NEWS and tracker records.

Only this module and :mod:`miner.store.issue_names`, which joins and parts them, write these tables.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, text, update

from miner.store import bulk, tables
from miner.store.removal import remove
from miner.store.tables import issue_numbers, issues, mentions, news_issues
from miner.tracked import IssueRecord, KnownIssue

_SHIPPED, _COMMIT, _MESSAGE, _NEWS, _RECORD = "shipped", "commit", "message", "news", "record"
#: Where the number of an issue is known from, the weakest source first: the facts that ship with the tool, what a
#: commit did (it added a NEWS file with that number), a commit message, the NEWS, a record fetched from the tracker.
SOURCES: Final = (_SHIPPED, _COMMIT, _MESSAGE, _NEWS, _RECORD)
# Bound values per statement: no database limits them to fewer.
_SLICE = 500
#: The columns of an issue that a tracker fills.
FACTS: Final = ("title", "opened_at", "opened_utc", "closed_at", "closed_utc", "creator", "source")
_FETCHED = "SELECT DISTINCT issue_id FROM issue_numbers WHERE source = 'record'"
_NUMBERED = text(
    "SELECT tracker, number, issue_id FROM issue_numbers WHERE tracker IN ('bpo', 'gh', 'issue') AND number IN :numbers"
).bindparams(bindparam("numbers", expanding=True))
_STRONGEST = """
CASE
    WHEN EXISTS (SELECT 1 FROM news_issues k WHERE k.issue_id = issue_numbers.issue_id
                 AND k.tracker = issue_numbers.tracker AND k.number = issue_numbers.number) THEN :news
    WHEN EXISTS (SELECT 1 FROM mentions m
                 WHERE m.tracker = issue_numbers.tracker AND m.number = issue_numbers.number) THEN :message
    ELSE :shipped
END
"""
_RANK = text(
    f"UPDATE issue_numbers SET source = {_STRONGEST} WHERE source <> 'record' AND source <> {_STRONGEST}"  # noqa: S608
)
_UNNAMED = """
SELECT id FROM issues
WHERE NOT EXISTS (SELECT 1 FROM news_issues k WHERE k.issue_id = issues.id)
  AND NOT EXISTS (SELECT 1 FROM mentions m WHERE m.issue_id = issues.id)
  AND NOT EXISTS (SELECT 1 FROM issue_numbers n WHERE n.issue_id = issues.id AND n.source = 'record')
"""


class Changed(NamedTuple):
    """The commits whose mentions name another issue than before, and whether NEWS entries do."""

    commits: frozenset[int] = frozenset()
    news: bool = False

    def and_(self, other: "Changed") -> "Changed":
        """Return what has changed here or there."""
        return Changed(self.commits | other.commits, self.news or other.news)


def record(connection: Connection, facts: Iterable[KnownIssue]) -> int:
    """Store the facts about all issues that have either number; return how many were stored.

    An issue that a fetched record describes keeps what that says.
    """
    facts = list(facts)
    named = dict.fromkeys(number for fact in facts for _, number in fact.names)
    known = {
        (tracker, number): issue for tracker, number, issue in connection.execute(_NUMBERED, {"numbers": list(named)})
    }
    fetched = {issue for (issue,) in bulk.rows(connection, _FETCHED)}
    rows: list[tuple[object, ...]] = []
    for fact in facts:
        found = {known[name] for name in fact.names if name in known}
        opened = _instant(fact.opened)
        closed = _instant(fact.closed) if fact.closed else (None, None)
        values = (fact.title, *opened, *closed, fact.creator, fact.source)
        rows += [(*values, issue) for issue in sorted(found - fetched)]
    bulk.update(connection, tables.issues, FACTS, ("id",), rows)
    return len(rows)


def record_fetched(connection: Connection, fact: IssueRecord) -> Changed:
    """Store what a fetched record says about an issue, whether or not anything else names it.

    Nothing is stronger than a record: its numbers make one issue, whatever was thought of them before. What it leaves
    open stays as it is; only an issue that is open has no date of closing. Return what names another issue than before.
    """
    names = [(tracker, str(number)) for tracker, number in (("bpo", fact.bpo), ("gh", fact.gh)) if number is not None]
    held = {name: _numbered(connection, name[0], int(name[1])) for name in names}
    identity = next((issue for issue in held.values() if issue is not None), None)
    if identity is None:
        identity = bulk.next_id(connection, tables.issues)
        connection.execute(insert(issues).values(id=identity, key="-".join(names[0])))
    left = {issue for issue in held.values() if issue not in {None, identity}}
    changed = Changed()
    for name in names:
        changed = changed.and_(_give(connection, name, identity, held[name]))
    if len(names) > 1:
        changed = changed.and_(_separate_others(connection, identity, dict(names)))
    for issue in sorted(filter(None, left)):
        _name_again(connection, issue)
    _name_again(connection, identity)
    opened_at, opened_utc = _instant(fact.opened) if fact.opened else (None, None)
    closed_at, closed_utc = _instant(fact.closed) if fact.closed else (None, None)
    told = {
        "title": fact.title,
        "opened_at": opened_at,
        "opened_utc": opened_utc,
        "creator": fact.creator,
        "source": fact.source if fact.title else None,  # a tie of two numbers tells nothing else
        "state": fact.state,
        "resolution": fact.resolution,
        "login": fact.login,
        "labels": fact.labels,
    }
    values: dict[str, object] = {name: value for name, value in told.items() if value is not None}
    if fact.state == "open" or closed_utc is not None:
        values |= {"closed_at": closed_at, "closed_utc": closed_utc}
    if values:
        connection.execute(update(issues).where(issues.c.id == identity).values(values))
    return changed


def _give(connection: Connection, name: tuple[str, str], issue: int, holder: int | None) -> Changed:
    """Give a number to an issue, with all that names it by this number; ``holder`` is the issue that has it now."""
    tracker, number = name
    if holder is None:
        row = {"tracker": tracker, "number": number, "issue_id": issue, "source": _RECORD}
        connection.execute(insert(issue_numbers).values(row))
        return Changed()
    changed = _move(connection, name, holder, issue) if holder != issue else Changed()
    own = (issue_numbers.c.tracker == tracker, issue_numbers.c.number == number)
    connection.execute(update(issue_numbers).where(*own).values(source=_RECORD))
    return changed


def _move(connection: Connection, name: tuple[str, str], holder: int, issue: int) -> Changed:
    """Give a number of one issue to another, with all that names it."""
    tracker, number = name
    naming = (mentions.c.tracker == tracker, mentions.c.number == number, mentions.c.issue_id == holder)
    commits = frozenset(connection.scalars(select(mentions.c.commit_id).where(*naming)))
    told = False
    for table in (mentions, news_issues, issue_numbers):
        place = (table.c.tracker == tracker, table.c.number == number, table.c.issue_id == holder)
        moved = connection.execute(update(table).where(*place).values(issue_id=issue))
        told |= table is news_issues and moved.rowcount > 0
    return Changed(commits, told)


def _separate_others(connection: Connection, issue: int, proved: dict[str, str]) -> Changed:
    """Make issues of their own of other numbers in the same trackers, which weaker sources have taken for this one."""
    numbers = select(issue_numbers.c.tracker, issue_numbers.c.number).where(
        issue_numbers.c.issue_id == issue, issue_numbers.c.source != _RECORD
    )
    changed = Changed()
    for tracker, number in connection.execute(numbers).all():
        if proved.get(tracker, number) != number:
            other = bulk.next_id(connection, tables.issues)
            connection.execute(insert(issues).values(id=other, key=f"{tracker}-{number}"))
            changed = changed.and_(_move(connection, (tracker, number), issue, other))
    return changed


def _name_again(connection: Connection, issue: int) -> None:
    """Let the key of an issue be one of its numbers, that of bugs.python.org if it has one; remove it without any."""
    numbers = connection.execute(
        select(issue_numbers.c.tracker, issue_numbers.c.number).where(issue_numbers.c.issue_id == issue)
    ).all()
    if not numbers:
        remove(connection, "issues", f"id = {issue}")
        return
    tracker, number = min(numbers, key=lambda name: (name.tracker != "bpo", name.tracker, int(name.number)))
    connection.execute(update(issues).where(issues.c.id == issue).values(key=f"{tracker}-{number}"))


def _numbered(connection: Connection, tracker: str, number: int) -> int | None:
    return connection.scalar(
        select(issue_numbers.c.issue_id).where(
            issue_numbers.c.tracker == tracker, issue_numbers.c.number == str(number)
        )
    )


def _instant(moment: date | datetime) -> tuple[str, int]:
    if not isinstance(moment, datetime):
        midnight = datetime.combine(moment, time(), UTC)
        return moment.isoformat(), int(midnight.timestamp())
    return moment.isoformat(timespec="seconds"), int(moment.timestamp())


class IssueNumbers:
    """Maps (tracker, number) to issue ids; a new number makes a new issue."""

    def __init__(self, connection: Connection) -> None:
        self._next = bulk.next_id(connection, tables.issues)
        self._any = self._next > 1
        self._known: dict[tuple[str, str], int] = {}
        self._new: list[tuple[int, str, str]] = []

    def look_up(self, connection: Connection, numbers: Iterable[tuple[str, str]]) -> None:
        """Read the issue ids of these (tracker, number) pairs from the database, unless they are already known."""
        if not self._any:
            return  # the table was empty: all issues were made by this object
        wanted = sorted({number for tracker, number in numbers if (tracker, number) not in self._known})
        for start in range(0, len(wanted), _SLICE):
            found = connection.execute(_NUMBERED, {"numbers": wanted[start : start + _SLICE]})
            self._known |= {(tracker, number): issue for tracker, number, issue in found}

    def issue(self, tracker: str, number: str) -> int:
        """Return the issue id of a number that was looked up; make a new issue if none has it."""
        if (identity := self._known.get((tracker, number))) is None:
            identity = self._known[tracker, number] = self._next
            self._new.append((identity, tracker, number))
            self._next += 1
        return identity

    def store(self, connection: Connection, source: str) -> None:
        """Store the issues made since the last call, with their source: see :data:`SOURCES`."""
        keys = [(one, f"{tracker}-{number}") for one, tracker, number in self._new]
        bulk.insert(connection, tables.issues, ("id", "key"), keys)
        rows = [(tracker, number, one, source) for one, tracker, number in self._new]
        bulk.insert(connection, tables.issue_numbers, ("tracker", "number", "issue_id", "source"), rows)
        self._new.clear()


def rank_sources(connection: Connection) -> None:
    """Set the source of each number to the strongest one, whatever order the sources were read in."""
    values = {"shipped": _SHIPPED, "message": _MESSAGE, "news": _NEWS}
    connection.execute(_RANK, values)


def forget_unnamed(connection: Connection) -> None:
    """Remove the issues that no message and no NEWS entry names any more."""
    # List them first: removing an issue removes its numbers before it.
    with bulk.holding(connection, "unnamed", [issue for (issue,) in bulk.rows(connection, _UNNAMED)]):
        remove(connection, "issues", "id IN (SELECT id FROM unnamed)")
