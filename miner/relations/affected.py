"""Find the commits that a relation pass must process: new ones, and old ones whose relations may change.

A relation points from a later commit to an earlier one, and a commit is stored after all of its ancestors. So the
relations of an old commit can change only if a new commit is one that it names (by sha, revision or pull request), or
made the same change or has the same title on another line, or if the relations of a commit that it points to change.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Self

from sqlalchemy import Connection, text

from miner.graph.ancestry import DEPTH, Graph
from miner.relations.candidates import BEYOND_WORDS
from miner.resolve.hg_ids import SHORT
from miner.store import bulk

# git abbreviates shas to at least this many digits, and so do messages.
_SHORTEST: Final = 7
#: If more than one commit in this many is affected, a pass over all commits is cheaper than finding the exact set.
_SHARE: Final = 10

_PROPOSED, _LANDED = "WHERE line IS NULL", "WHERE line IS NOT NULL"
_NEW = "SELECT id FROM commits WHERE id > :after"
# Old commits that name a new one.
_NAMING_REVISION = """
SELECT m.commit_id FROM mentions m
WHERE m.commit_id <= :after AND m.tracker = 'svn'
  AND m.number IN (SELECT CAST(svn_revision AS TEXT) FROM commits WHERE id > :after)
"""
_NAMING_PULL_REQUEST = """
SELECT m.commit_id FROM mentions m
WHERE m.commit_id <= :after AND m.tracker = 'pr'
  AND m.number IN (SELECT n.number FROM mentions n WHERE n.commit_id > :after AND n.tracker = 'pr' AND n.role = 'tags')
"""
# Old commits whose original may be a new one.
_SAME_ID = """
SELECT o.commit_id FROM mentions n CROSS JOIN mentions o
WHERE n.commit_id > :after AND n.tracker = 'gerrit'
  AND o.tracker = 'gerrit' AND o.number = n.number AND o.commit_id <= :after
"""
_SAME_CHANGE = """
SELECT o.id FROM commits c CROSS JOIN commits o
WHERE c.id > :after AND o.change_id = c.change_id AND o.id <= :after
"""
_SAME_TITLE = """
SELECT o.id FROM commits c CROSS JOIN commits o
WHERE c.id > :after AND o.title_key = c.title_key AND o.id <= :after AND LENGTH(c.title_key) >= 16
"""
# Commits that name as undone what they do not undo: not an ancestor of theirs, so that its counterparts decide. There
# are some hundred in CPython. Logs that svnmerge quoted decide nothing by themselves: see undo/by_name.py and
# undo/by_claim.py.
_NAMING_ELSEWHERE = """
SELECT m.commit_id FROM mentions m CROSS JOIN commits c
WHERE m.role = 'undoes' AND m.resolved_id IS NOT NULL AND c.id = m.commit_id
  AND NOT (m.position = 'quoted' AND c.era IN ('cvs', 'svn')
           AND NOT EXISTS (SELECT 1 FROM undo_claims u WHERE u.commit_id = m.commit_id AND u.carried = 1))
  AND NOT EXISTS (SELECT 1 FROM relations r
                  WHERE r.source_id = m.commit_id AND r.target_id = m.resolved_id AND r.kind = 'undoes'
                    AND r.through_id IS NULL)
"""
# Old commits whose pull requests say what they take back or bring back, as long as nothing came of it: a counterpart of
# that may be new.
_SAYING_IN_RECORD = """
SELECT p.commit_id FROM record_claims c CROSS JOIN pull_requests p
WHERE p.number = CAST(CASE c.says WHEN 'reverted-in' THEN c.to_number ELSE c.number END AS INTEGER)
  AND ((c.tracker = 'pr' AND c.says IN ('undoes', 'relands', 'backports', 'discusses'))
       OR (c.says = 'reverted-in' AND c.to_tracker = 'pr' AND c.what_number IS NOT NULL))
  AND p.commit_id <= :after
  AND NOT EXISTS (SELECT 1 FROM relations r JOIN evidence e ON e.relation_id = r.id
                  WHERE r.source_id = p.commit_id AND e.kind IN ('record', 'discussion'))
"""
#: The commits to start with, one query for each reason; ``:after`` is the id of the last old commit.
SEEDS: Final = (
    _NEW,
    _NAMING_REVISION,
    _NAMING_PULL_REQUEST,
    _SAME_ID,
    _SAME_CHANGE,
    _SAME_TITLE,
    _SAYING_IN_RECORD,
)
# Mentions of shas, revisions and Mercurial ids, to be compared in Python with the beginnings of new ones.
_NAMED_SHAS = "SELECT commit_id, number FROM mentions WHERE tracker IN ('git', 'hg') AND commit_id <= :after"
_NEW_SHAS = "SELECT sha FROM commits WHERE id > :after"
_NAMED_REVISIONS = """
SELECT commit_id, number FROM mentions
WHERE tracker = 'svn' OR (tracker IN ('git', 'hg') AND LENGTH(number) IN (12, 40))
UNION ALL
SELECT id, hg_source FROM commits WHERE hg_source IS NOT NULL
"""
# An undo that names an unknown Mercurial id cannot mean a commit with a known one: see undo/by_claim.py.
_NAMING_NOTHING = """
SELECT commit_id FROM mentions WHERE tracker = 'hg' AND role = 'undoes' AND resolved_id IS NULL
"""
# A range of revisions stands for all between its ends: see backport/by_svnmerge.py.
_RANGES = """
SELECT m.commit_id, m.number, n.number FROM mentions m JOIN mentions n ON n.commit_id = m.commit_id
WHERE m.commit_id <= :after AND m.tracker = 'svn' AND m.role = 'backports'
  AND n.ordinal = m.ordinal + 1 AND n.tracker = 'svn'
"""
_NEW_REVISIONS = "SELECT svn_revision FROM commits WHERE id > :after AND svn_revision IS NOT NULL ORDER BY svn_revision"
# Where old commits have got other lines, these themselves: their originals are chosen by lines, and so are those of the
# ports that are tied to them or to the same original, which follow (:data:`WIDENINGS`).
_ELSEWHERE_NOW = "SELECT id FROM moved"
# Another of the commits of one revision may be meant: see resolve/mentions.py. An at sign comes before all letters.
_NAMING_SEVERAL = """
SELECT m.commit_id FROM moved k CROSS JOIN commits c CROSS JOIN mentions m
WHERE c.id = k.id AND m.tracker = 'svn' AND m.number = CAST(c.svn_revision AS TEXT)
UNION
SELECT m.commit_id FROM moved k CROSS JOIN commits c CROSS JOIN revision_map r CROSS JOIN mentions m
WHERE c.id = k.id AND r.sha = c.sha AND r.space = 'svn'
  AND m.tracker = 'svn' AND r.name >= m.number AND r.name < m.number || 'A'
"""
# Among what a claim may mean, the commits of its own line are preferred: see undo/suspects.py. It may mean commits with
# its files or its issues, and what it names or quotes may be tied to any: few do that. Adding 0 keeps SQLite from
# looking up each path of each claim.
_CLAIMING = """
SELECT u.commit_id FROM undo_claims u CROSS JOIN changes y
WHERE y.commit_id = u.commit_id
  AND y.path_id + 0 IN (SELECT x.path_id FROM moved k CROSS JOIN changes x WHERE x.commit_id = k.id)
UNION
SELECT u.commit_id FROM undo_claims u CROSS JOIN mentions s
WHERE s.commit_id = u.commit_id
  AND s.issue_id IN (SELECT t.issue_id FROM moved k CROSS JOIN mentions t WHERE t.commit_id = k.id)
UNION
SELECT u.commit_id FROM undo_claims u CROSS JOIN mentions m WHERE m.commit_id = u.commit_id AND m.role = 'mentions'
UNION
SELECT commit_id FROM quoted_titles
"""
#: What is brought in where old commits, those in ``moved``, have got other lines, one query for each reason.
MOVED: Final = (_ELSEWHERE_NOW, _NAMING_SEVERAL, _CLAIMING)

_POINTING = """
SELECT r.source_id FROM {affected} a CROSS JOIN relations r
WHERE r.target_id = a.id AND r.kind IN ('backports', 'undoes')
"""
# A backport is tied to the commit that was there first, however it got there. Adding '' to the kind keeps SQLite from
# reading all backports for each one, by the index that begins with the kind.
_SIBLINGS = """
SELECT s.source_id FROM {affected} a CROSS JOIN relations r CROSS JOIN relations s
WHERE r.source_id = a.id AND r.kind = 'backports' AND s.target_id = r.target_id AND s.kind || '' = 'backports'
"""
# Who says nothing and takes back what was no undo, is one: see undo/silent.py.
_TAKING_BACK = """
SELECT s.id FROM {affected} a CROSS JOIN commits c CROSS JOIN commits s
WHERE c.id = a.id AND s.change_id = c.inverse_id AND s.id > c.id
UNION
SELECT s.commit_id FROM {affected} a CROSS JOIN line_prints l CROSS JOIN line_prints s
WHERE l.commit_id = a.id AND s.path_id = l.path_id AND s.forward_print = l.inverse_print AND s.commit_id > a.id
"""
# A merge undoes what the last commits that it brings in undo: see undo/by_merge.py.
_BRINGING = f"""
WITH RECURSIVE brought (id, depth) AS (
    SELECT id, 1 FROM {{affected}}
    UNION
    SELECT p.commit_id, b.depth + 1 FROM brought b JOIN parents p ON p.parent_id = b.id AND p.position = 0
    WHERE b.depth < {DEPTH}
)
SELECT p.commit_id FROM brought b JOIN parents p ON p.parent_id = b.id AND p.position > 0
JOIN undo_claims u ON u.commit_id = p.commit_id
"""  # noqa: S608 - our own number
_BEYOND_WORDS = ", ".join(f"'{kind}'" for kind in BEYOND_WORDS)
# Who means what is undone already only by words, undoes something else: see undo/repeated.py. Whatever an affected
# commit takes back, later claims may mean that, too.
_CLAIMING_LATER = f"""
SELECT u.commit_id FROM {{affected}} a CROSS JOIN changes y CROSS JOIN changes x CROSS JOIN undo_claims u
WHERE y.commit_id = a.id AND x.path_id = y.path_id AND x.commit_id > a.id
  AND u.commit_id = x.commit_id AND u.says = 'undo'
  AND NOT EXISTS (SELECT 1 FROM relations r JOIN evidence e ON e.relation_id = r.id
                  WHERE r.source_id = u.commit_id AND r.kind = 'undoes' AND e.kind IN ({_BEYOND_WORDS}))
"""  # noqa: S608 - our own names
#: Further commits that affected ones affect, one query for each reason; repeated until nothing new is found.
WIDENINGS: Final = (_POINTING, _SIBLINGS, _TAKING_BACK, _BRINGING, _CLAIMING_LATER)


class Affected:
    """The commits of a pass: ``ids``, and ``whole`` if these are all commits, or all that are not proposed.

    It is a context manager: inside, a temporary table holds the ids, and is dropped at the end.
    """

    def __init__(
        self, connection: Connection, ids: Collection[int], *, whole: bool, table: str = "affected", among: str = ""
    ) -> None:
        """``among`` is the WHERE clause that selects the commits of a whole pass."""
        self._connection = connection
        self.ids = ids
        self.whole = whole
        self._table = table
        self._among = among

    def __enter__(self) -> Self:
        self._connection.execute(text(f"CREATE TEMPORARY TABLE {self._table} (id INTEGER PRIMARY KEY)"))
        if self.whole:
            self._connection.execute(text(f"INSERT INTO {self._table} SELECT id FROM commits {self._among}"))  # noqa: S608
        else:
            bulk.fill(self._connection, self._table, self.ids)
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:  # otherwise the rollback of the transaction removes the table
            self._connection.execute(text(f"DROP TABLE {self._table}"))

    def landed(self) -> "Affected":
        """Return those that are not proposed: only they undo, reland or port anything."""
        proposed = {commit for (commit,) in bulk.rows(self._connection, f"SELECT id FROM commits {_PROPOSED}")}  # noqa: S608
        ids = frozenset(self.ids) - proposed if proposed else self.ids
        return Affected(self._connection, ids, whole=self.whole, table="landed", among=_LANDED)

    @property
    def some(self) -> Collection[int] | None:
        """The ids, or None for a pass over all commits."""
        return None if self.whole else self.ids

    @property
    def select(self) -> str:
        """A subquery for the ids, to follow IN."""
        return f"(SELECT id FROM {self._table})"  # noqa: S608 - our own name

    def rows(self, select: str, values: Mapping[str, object] | None = None) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a query in which ``{affected}`` stands for the table of these commits (column ``id``)."""
        statement = select.format(affected=self._table)
        if values is None:
            return bulk.rows(self._connection, statement)
        return iter([tuple(row) for row in self._connection.execute(text(statement), values)])


def find_affected(
    connection: Connection,
    graph: Graph,
    after: int,
    renamed: Iterable[str] = (),
    *,
    lines_moved: Collection[int] = (),
    told: Collection[int] = (),
) -> Affected:
    """Return the commits that a pass must process if those with ids greater than ``after`` are new; 0 means all.

    ``renamed`` are Mercurial ids and svn revisions whose commit has changed. ``lines_moved`` are old commits that have
    changed their line. ``told`` are commits of which records tell something new.
    """
    if after == 0:
        return Affected(connection, frozenset(graph), whole=True)
    found = {commit for seed in SEEDS for commit in connection.scalars(text(seed), {"after": after})}
    found |= _naming_shas(connection, after) | _merging(connection, after)
    found.update(commit for commit in told if graph.exists[commit])
    found |= _renamed(connection, {name[:SHORT] for name in renamed})
    if lines_moved:
        with bulk.holding(connection, "moved", lines_moved):
            found.update(commit for query in MOVED for (commit,) in bulk.rows(connection, query))
    most = sum(graph.exists) / _SHARE
    new = found
    while new and len(found) <= most:
        with Affected(connection, new, whole=False) as affected:
            new = {commit for query in WIDENINGS for (commit,) in affected.rows(query)} - found
        found |= new
    whole = len(found) > most
    return Affected(connection, frozenset(graph) if whole else found, whole=whole)


def naming_elsewhere(connection: Connection) -> set[int]:
    """Return the commits that name as undone what only a counterpart on their own line can be.

    A new commit is no such counterpart of an old one, as it is not its ancestor. So the undos of these commits can
    change only with what old commits port, or with what lines hold.
    """
    return {commit for (commit,) in bulk.rows(connection, _NAMING_ELSEWHERE)}


def _naming_shas(connection: Connection, after: int) -> set[int]:
    """Return the old commits that name a new one by its sha, abbreviated or not."""
    named: dict[str, list[tuple[int, str]]] = {}
    for commit, number in connection.execute(text(_NAMED_SHAS), {"after": after}):
        named.setdefault(number[:_SHORTEST], []).append((commit, number))
    return {
        commit
        for sha in connection.scalars(text(_NEW_SHAS), {"after": after})
        for commit, number in named.get(sha[:_SHORTEST], ())
        if sha.startswith(number)
    }


def _merging(connection: Connection, after: int) -> set[int]:
    """Return the old commits that merged a range of revisions in which a new commit lies."""
    new = list(connection.scalars(text(_NEW_REVISIONS), {"after": after}))
    if not new:
        return set()
    ranges = connection.execute(text(_RANGES), {"after": after})
    return {commit for commit, first, last in ranges if bisect_right(new, int(first)) < bisect_left(new, int(last))}


def _renamed(connection: Connection, names: Collection[str]) -> set[int]:
    """Return the commits that name one of these revisions or shortened Mercurial ids, or an unknown id."""
    if not names:
        return set()
    rows = connection.execute(text(_NAMED_REVISIONS))
    found = {commit for commit, name in rows if name[:SHORT] in names}
    return found.union(connection.scalars(text(_NAMING_NOTHING)))
