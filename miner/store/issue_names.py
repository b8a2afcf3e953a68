"""Give all numbers of an issue to one issue, and take apart what is no longer known to be one.

Which numbers belong together is decided elsewhere (:mod:`miner.tracker.names`); the result does not depend on the order
in which the numbers and the ties between them were found.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, TextClause, bindparam, text

from miner.store import bulk, tables
from miner.store.issues import FACTS, Changed

Name = tuple[str, str]  # tracker, number


_SEVERAL: Final = """
SELECT tracker, number, issue_id, source FROM issue_numbers
WHERE issue_id IN (SELECT issue_id FROM issue_numbers GROUP BY issue_id HAVING COUNT(*) > 1)
"""
_SOME: Final = text("SELECT tracker, number, issue_id, source FROM issue_numbers WHERE number IN :numbers").bindparams(
    bindparam("numbers", expanding=True)
)
_KEYS: Final = text("SELECT id, key FROM issues WHERE id IN :issues").bindparams(bindparam("issues", expanding=True))
# Bound values per statement: no database limits them to fewer.
_SLICE: Final = 500
#: Trackers in whose numbers people asked before there was another; their own numbers make no issue.
_ONLY_WITH_OTHERS: Final = "jitterbug"
_WEAK: Final = frozenset(("shipped", "commit"))
_TAKE_FACTS: Final = text(
    f"UPDATE issues SET ({', '.join(FACTS)}) = "  # noqa: S608 - our own names
    f"(SELECT {', '.join('o.' + name for name in FACTS)} FROM issues o WHERE o.id = :other) "
    "WHERE id = :id AND opened_at IS NULL "
    "AND EXISTS (SELECT 1 FROM issues o WHERE o.id = :other AND o.opened_at IS NOT NULL)"
)
_MENTIONING: Final = text(
    "SELECT commit_id FROM mentions WHERE tracker = :tracker AND number = :number AND COALESCE(issue_id, 0) <> :id "
    "AND COALESCE(resolution, '') <> 'elsewhere'"
)
_MENTIONS: Final = text(
    "UPDATE mentions SET issue_id = :id WHERE tracker = :tracker AND number = :number "
    "AND COALESCE(issue_id, 0) <> :id AND COALESCE(resolution, '') <> 'elsewhere'"
)
_NEWS: Final = text(
    "UPDATE news_issues SET issue_id = :id "
    "WHERE tracker = :tracker AND number = :number AND COALESCE(issue_id, 0) <> :id"
)
_MOVE: Final = text("UPDATE issue_numbers SET issue_id = :id WHERE tracker = :tracker AND number = :number")
_ALONE: Final = text("UPDATE mentions SET issue_id = NULL WHERE tracker = :tracker AND number = :number")
_DELETE: Final = text("DELETE FROM issues WHERE id = :id")
_FORGET: Final = text("DELETE FROM issue_numbers WHERE tracker = :tracker AND number = :number")


class Tie(NamedTuple):
    """Two numbers of one issue, and where that is known from: ``shipped`` or ``commit``."""

    one: Name
    other: Name
    source: str


def join(connection: Connection, ties: Iterable[Tie]) -> Changed:
    """Make the numbers that ties connect one issue, if one of them is known, and all others issues of their own.

    What a fetched record has tied stays together. The key of an issue has its bpo number, if there is one.
    """
    known: dict[Name, int] = {}
    sources: dict[Name, str] = {}
    of_issue: dict[int, list[Name]] = defaultdict(list)
    ties = list(ties)
    named = {number for tie in ties for _, number in (tie.one, tie.other)}
    for tracker, number, issue, source in {
        *bulk.rows(connection, _SEVERAL),
        *_in_slices(connection, _SOME, "numbers", named),
    }:
        name = (tracker, number)
        known[name], sources[name] = issue, source
        of_issue[issue].append(name)
    tied: dict[Name, str] = {}
    groups = _Groups()
    for one, other, source in ties:
        if one in known or other in known:
            groups.tie(one, other)
            for name in (one, other):
                tied[name] = max(tied.get(name, source), source, key=lambda each: each == "commit")
    for names in of_issue.values():
        if len(names) > 1:
            recorded = [name for name in names if sources[name] == "record"]
            for name in names:
                groups.tie(name, recorded[0] if recorded else name)
    return _Joining(connection, known, sources, tied).store(groups.all())


def _in_slices(
    connection: Connection, statement: TextClause, parameter: str, values: Collection[Any]
) -> Iterator[tuple[Any, ...]]:
    wanted = sorted(values)
    for start in range(0, len(wanted), _SLICE):
        yield from map(tuple, connection.execute(statement, {parameter: wanted[start : start + _SLICE]}))


class _Groups:
    """Names that are connected by ties."""

    def __init__(self) -> None:
        self._parent: dict[Name, Name] = {}

    def _root(self, name: Name) -> Name:
        while (above := self._parent.setdefault(name, name)) != name:
            name = above
        return name

    def tie(self, one: Name, other: Name) -> None:
        first, last = sorted((self._root(one), self._root(other)))
        self._parent[last] = first

    def all(self) -> list[list[Name]]:
        found: dict[Name, list[Name]] = defaultdict(list)
        for name in sorted(self._parent):
            found[self._root(name)].append(name)
        return [found[root] for root in sorted(found)]


class _Joining:
    def __init__(
        self, connection: Connection, known: dict[Name, int], sources: dict[Name, str], tied: dict[Name, str]
    ) -> None:
        self._connection = connection
        self._known, self._sources, self._tied = known, sources, tied
        self._commits: set[int] = set()
        self._news = False

    def store(self, groups: list[list[Name]]) -> Changed:
        involved = {self._known[name] for names in groups for name in names if name in self._known}
        keys: dict[int, str] = dict(_in_slices(self._connection, _KEYS, "issues", involved))
        wanted = self._choose(groups, keys)
        for names, issue in wanted:
            for other in sorted({self._known.get(name, issue) for name in names} - {issue}):
                self._connection.execute(_TAKE_FACTS, {"id": issue, "other": other})
        for names, issue in wanted:
            for name in names:
                self._give(name, issue)
        left = involved - {issue for _, issue in wanted}
        if left:
            self._connection.execute(_DELETE, [{"id": issue} for issue in sorted(left)])
        renamed = [(key, issue) for names, issue in wanted if (key := _key(names)) != keys.get(issue)]
        bulk.update(self._connection, tables.issues, ("key",), ("id",), renamed)
        return Changed(frozenset(self._commits), self._news)

    def _choose(self, groups: list[list[Name]], keys: dict[int, str]) -> list[tuple[list[Name], int]]:
        """Return for each group the issue that it becomes: the one that has its key, or of its key's number."""
        wanted: list[tuple[list[Name], int]] = []
        new: list[tuple[object, ...]] = []
        following = bulk.next_id(self._connection, tables.issues)
        for names in groups:
            if all(tracker == _ONLY_WITH_OTHERS for tracker, _ in names):
                for name in names:
                    self._forget(name)
                continue
            spelled = {f"{tracker}-{number}" for tracker, number in names}
            mine = sorted(
                {issue for name in names if (issue := self._known.get(name)) and keys[issue] in spelled},
                key=lambda issue: (keys[issue] != _key(names), issue),
            )
            if not mine:
                mine = [following + len(new)]
                new.append((mine[0], _key(names)))
            wanted.append((names, mine[0]))
        bulk.insert(self._connection, tables.issues, ("id", "key"), new)
        return wanted

    def _forget(self, name: Name) -> None:
        values = {"tracker": name[0], "number": name[1]}
        self._commits.update(self._connection.scalars(_MENTIONING, {**values, "id": -1}))
        self._connection.execute(_ALONE, values)
        self._connection.execute(_FORGET, values)

    def _give(self, name: Name, issue: int) -> None:
        tracker, number = name
        values = {"id": issue, "tracker": tracker, "number": number}
        if name not in self._known:
            source = self._tied[name]
            bulk.insert(
                self._connection,
                tables.issue_numbers,
                ("tracker", "number", "issue_id", "source"),
                [(tracker, number, issue, source)],
            )
        elif self._known[name] != issue:
            self._connection.execute(_MOVE, values)
        elif tracker != _ONLY_WITH_OTHERS:
            self._weaken(name)
            return
        self._weaken(name)
        self._commits.update(self._connection.scalars(_MENTIONING, values))
        self._connection.execute(_MENTIONS, values)
        self._news |= self._connection.execute(_NEWS, values).rowcount > 0

    def _weaken(self, name: Name) -> None:
        """Let a number that only a tie gives say so."""
        source, wanted = self._sources.get(name), self._tied.get(name)
        if source in _WEAK and wanted and source != wanted:
            bulk.update(self._connection, tables.issue_numbers, ("source",), ("tracker", "number"), [(wanted, *name)])


def _key(names: Iterable[Name]) -> str:
    """Return the key of an issue with these numbers: the lowest of bugs.python.org, else of GitHub."""
    trackers = {"bpo": 0, "gh": 1, "issue": 1}
    tracker, number = min(names, key=lambda name: (trackers.get(name[0], 2), int(name[1])))
    return f"{tracker}-{number}"
