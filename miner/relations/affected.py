"""Which commits a relation pass has to look at: the new ones, and old ones whose answers the new ones may change.

A relation points from a later commit to earlier ones, and a commit is stored after all of its ancestors. So the
relations of an old commit can only change when something arrives that it names (a sha, a revision, a pull request), or
that made the same change or bears the same title on another line, or when what it points to has changed itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Self

from sqlalchemy import Connection, text

from miner.graph.ancestry import DEPTH
from miner.resolve.hg_ids import SHORT
from miner.store import bulk

# git abbreviates to at least this many digits, and so do the messages.
_SHORTEST: Final = 7
#: Above this share of all commits a pass over everything is cheaper than finding out what it may leave alone.
_SHARE: Final = 10

_NEW = "SELECT id FROM commits WHERE id > :after"
# Old commits that name something new.
_NAMING_REVISION = """
SELECT m.commit_id FROM mentions m
WHERE m.commit_id <= :after AND m.tracker = 'svn'
  AND m.number IN (SELECT CAST(svn_revision AS TEXT) FROM commits WHERE id > :after)
"""
_NAMING_GRAFT_SOURCE = """
SELECT m.commit_id FROM mentions m
WHERE m.commit_id <= :after AND m.tracker = 'hg' AND m.number IN (SELECT hg_source FROM commits WHERE id > :after)
"""
_NAMING_PULL_REQUEST = """
SELECT m.commit_id FROM mentions m
WHERE m.commit_id <= :after AND m.tracker = 'pr'
  AND m.number IN (SELECT n.number FROM mentions n WHERE n.commit_id > :after AND n.tracker = 'pr' AND n.role = 'tags')
"""
# Old commits that a new one may be the original of.
_SAME_CHANGE = """
SELECT o.id FROM commits c CROSS JOIN commits o
WHERE c.id > :after AND o.change_id = c.change_id AND o.id <= :after
"""
_SAME_TITLE = """
SELECT o.id FROM commits c CROSS JOIN commits o
WHERE c.id > :after AND o.title_key = c.title_key AND o.id <= :after AND LENGTH(c.title_key) >= 16
"""
#: What new commits bring in, one query for each reason, all in terms of ``:after``.
SEEDS: Final = (_NEW, _NAMING_REVISION, _NAMING_GRAFT_SOURCE, _NAMING_PULL_REQUEST, _SAME_CHANGE, _SAME_TITLE)
# Old commits whose sha, revision or Mercurial id is named somewhere are found by its beginning.
_NAMED_SHAS = "SELECT commit_id, number FROM mentions WHERE tracker IN ('git', 'hg') AND commit_id <= :after"
_NEW_SHAS = "SELECT sha FROM commits WHERE id > :after"
_NAMED_REVISIONS = """
SELECT commit_id, number FROM mentions
WHERE tracker = 'svn' OR (tracker IN ('git', 'hg') AND LENGTH(number) IN (12, 40))
UNION ALL
SELECT id, hg_source FROM commits WHERE hg_source IS NOT NULL
"""
# Where lines moved, others of two ports may be the original.
_PORTS = """
SELECT source_id FROM relations WHERE kind = 'backports'
UNION
SELECT target_id FROM relations WHERE kind = 'backports'
"""

_POINTING = """
SELECT r.source_id FROM {affected} a CROSS JOIN relations r
WHERE r.target_id = a.id AND r.kind IN ('backports', 'undoes')
"""
_NAMING = """
SELECT m.commit_id FROM {affected} a CROSS JOIN mentions m
WHERE m.resolved_id = a.id AND m.role IN ('undoes', 'relands', 'backports')
"""
# A merge takes back what the last commits that it brings take back: see undo/by_merge.py.
_BRINGING = f"""
WITH RECURSIVE brought (id, depth) AS (
    SELECT id, 1 FROM {{affected}}
    UNION
    SELECT p.commit_id, b.depth + 1 FROM brought b JOIN parents p ON p.parent_id = b.id AND p.position = 0
    WHERE b.depth < {DEPTH}
)
SELECT p.commit_id FROM brought b JOIN parents p ON p.parent_id = b.id AND p.position > 0
"""  # noqa: S608 - our own number
#: What affected commits bring in, until nothing new comes: one query for each reason.
WIDENINGS: Final = (_POINTING, _NAMING, _BRINGING)


class Affected:
    """The commits of a pass: ``ids``, whether these are all (``whole``), and a table of them while the pass lasts."""

    _TABLE: Final = "affected"

    def __init__(self, connection: Connection, ids: Collection[int], *, whole: bool) -> None:
        self._connection = connection
        self.ids = ids
        self.whole = whole

    def __enter__(self) -> Self:
        self._connection.execute(text(f"CREATE TEMPORARY TABLE {self._TABLE} (id INTEGER PRIMARY KEY)"))
        if self.whole:
            self._connection.execute(text(f"INSERT INTO {self._TABLE} SELECT id FROM commits"))  # noqa: S608
        else:
            bulk.fill(self._connection, self._TABLE, self.ids)
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:  # a transaction that failed takes the table with it
            self._connection.execute(text(f"DROP TABLE {self._TABLE}"))

    @property
    def some(self) -> Collection[int] | None:
        """The ids where they are not all, None for a pass over everything."""
        return None if self.whole else self.ids

    @property
    def select(self) -> str:
        """What selects the ids, to be put behind IN."""
        return f"(SELECT id FROM {self._TABLE})"  # noqa: S608 - our own name

    def rows(self, select: str, values: Mapping[str, object] | None = None) -> Iterator[tuple[Any, ...]]:
        """Run a query in which ``{affected}`` stands for the table of these commits, whose column is ``id``."""
        statement = select.format(affected=self._TABLE)
        if values is None:
            return bulk.rows(self._connection, statement)
        return iter([tuple(row) for row in self._connection.execute(text(statement), values)])


def find_affected(
    connection: Connection, after: int, renamed: Iterable[str] = (), *, lines_moved: bool = False
) -> Affected:
    """Return the commits that a pass has to look at when those greater than ``after`` are new; 0: all.

    ``renamed`` are Mercurial ids and svn revisions that mean something new, ``lines_moved`` tells whether commits that
    were there before have got another line.
    """
    total = frozenset(commit for (commit,) in bulk.rows(connection, "SELECT id FROM commits"))
    if after == 0:
        return Affected(connection, total, whole=True)
    found = {commit for seed in SEEDS for commit in connection.scalars(text(seed), {"after": after})}
    found |= _naming_shas(connection, after) | _naming_revisions(connection, {name[:SHORT] for name in renamed})
    if lines_moved:
        found.update(connection.scalars(text(_PORTS)))
    size = -1
    while size < len(found) <= len(total) / _SHARE:
        size = len(found)
        with Affected(connection, found, whole=False) as affected:
            found = found.union(*({commit for (commit,) in affected.rows(query)} for query in WIDENINGS))
    whole = len(found) > len(total) / _SHARE
    return Affected(connection, total if whole else found, whole=whole)


def _naming_shas(connection: Connection, after: int) -> set[int]:
    """Return the old commits that name a new one by the beginning of its sha."""
    named: dict[str, list[tuple[int, str]]] = {}
    for commit, number in connection.execute(text(_NAMED_SHAS), {"after": after}):
        named.setdefault(number[:_SHORTEST], []).append((commit, number))
    return {
        commit
        for sha in connection.scalars(text(_NEW_SHAS), {"after": after})
        for commit, number in named.get(sha[:_SHORTEST], ())
        if sha.startswith(number)
    }


def _naming_revisions(connection: Connection, names: Collection[str]) -> set[int]:
    """Return the commits whose messages or headers name one of these revisions or shortened Mercurial ids."""
    if not names:
        return set()
    return {commit for commit, number in connection.execute(text(_NAMED_REVISIONS)) if number[:SHORT] in names}
