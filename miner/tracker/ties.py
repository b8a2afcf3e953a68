"""Find which numbers name the same issue: those that one commit names together, or one NEWS file under two names.

Issues of bugs.python.org got a second number when they were copied to GitHub, and no list of the pairs was published. A
commit that names a number of either tracker (in its message, in the name of a NEWS file that it adds, or through a pull
request that another message ties to an issue) proves a pair only if the two can be one issue. The issues were copied
in the order of their numbers, so the known pairs around a number bound what it can have become (:class:`Staircase`).
The bounds refuse pairs; they never make one.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection

from miner.messages.eras import (
    LAST_EARLY_PULL_REQUEST,
    LAST_MIGRATED_ISSUE,
    ROUNDUP,
    TRANSFER_PULL_REQUESTS,
)
from miner.store import bulk

# CASE, because PostgreSQL may cast the numbers of other trackers first.
_MOVED: Final = f"""
g.tracker = 'gh' AND COALESCE(g.resolution, '') <> 'elsewhere'
AND CASE g.tracker WHEN 'gh' THEN CAST(g.number AS BIGINT) END BETWEEN {LAST_EARLY_PULL_REQUEST + 1}
    AND {LAST_MIGRATED_ISSUE}
"""
_BPO: Final = "b.tracker = 'bpo' AND COALESCE(b.resolution, '') <> 'elsewhere'"
# CROSS JOIN keeps SQLite from beginning with the many numbers of bugs.python.org.
_IN_ONE_MESSAGE: Final = f"""
SELECT DISTINCT b.number, g.number FROM mentions g CROSS JOIN mentions b
WHERE {_MOVED} AND b.commit_id = g.commit_id AND {_BPO}
"""  # noqa: S608 - our own words
_OF_ONE_PULL_REQUEST: Final = f"""
SELECT DISTINCT b.number, g.number
FROM mentions g CROSS JOIN mentions p CROSS JOIN mentions q CROSS JOIN mentions b
WHERE {_MOVED} AND p.commit_id = g.commit_id AND p.tracker = 'pr' AND COALESCE(p.resolution, '') <> 'elsewhere'
  AND q.tracker = 'pr' AND q.number = p.number AND q.commit_id <> p.commit_id
  AND COALESCE(q.resolution, '') <> 'elsewhere'
  AND b.commit_id = q.commit_id AND b.role IN ('closes', 'tags') AND {_BPO}
"""  # noqa: S608
_WITH_A_FILE: Final = f"""
SELECT DISTINCT g.number, f.path FROM mentions g CROSS JOIN changes x CROSS JOIN paths f
WHERE {_MOVED} AND x.commit_id = g.commit_id AND x.status = 'A' AND f.id = x.path_id
  AND f.path >= 'Misc/NEWS.d/' AND f.path < 'Misc/NEWS.d0'
"""  # noqa: S608
_OF_A_FILE: Final = f"""
SELECT DISTINCT b.number, f.path FROM paths f CROSS JOIN changes x CROSS JOIN mentions b
WHERE f.path >= 'Misc/NEWS.d/' AND f.path < 'Misc/NEWS.d0' AND f.path LIKE '%gh-issue-%'
  AND x.path_id = f.id AND x.status = 'A' AND b.commit_id = x.commit_id
  AND {_BPO}
"""  # noqa: S608
_FILES: Final = "SELECT path FROM paths WHERE path >= 'Misc/NEWS.d/' AND path < 'Misc/NEWS.d0'"
_SPACES: Final = ("bpo-", "gh-issue-")


class Pair(NamedTuple):
    """A number of bugs.python.org (or SourceForge, whose numbers it kept) and one of GitHub."""

    bpo: int
    gh: int


class Staircase:
    """What known pairs say about the others: between two neighbours, numbers only fall out or are pull requests.

    Each number of bugs.python.org that does not exist takes one from the distance between the two numbers of an issue;
    each pull request that was opened while the issues were copied adds one. Below the first and above the last known
    pair there is only the order of the numbers.
    """

    def __init__(self, known: Iterable[Pair]) -> None:
        self._known = sorted(set(known))

    def allows(self, pair: Pair) -> bool:
        """Return whether the two numbers can be one issue. SourceForge's are older than all and have no bounds."""
        if pair.bpo not in ROUNDUP:
            return pair.gh < (self._known[0].gh if self._known else LAST_MIGRATED_ISSUE)
        place = bisect_left(self._known, (pair.bpo, 0))
        below, above = self._known[:place][-1:], self._known[place:][:1]
        if above and above[0].bpo == pair.bpo:
            return above[0] == pair
        distance = pair.gh - pair.bpo
        for one in below:
            if not one.gh < pair.gh or distance > one.gh - one.bpo + _opened(one.gh, pair.gh):
                return False
        for one in above:
            if not pair.gh < one.gh or distance < one.gh - one.bpo - _opened(pair.gh, one.gh):
                return False
        return True


def _opened(low: int, high: int) -> int:
    """Return how many pull requests were opened between two issues, while these were copied."""
    return sum(low < number < high for number in TRANSFER_PULL_REQUESTS)


def agreeing(pairs: Iterable[Pair], known: Iterable[Pair]) -> set[Pair]:
    """Return the pairs that do not give another partner to a number of a known pair."""
    known = set(known)
    taken = {("bpo", pair.bpo) for pair in known} | {("gh", pair.gh) for pair in known}
    return {pair for pair in pairs if pair in known or taken.isdisjoint({("bpo", pair.bpo), ("gh", pair.gh)})}


def find_pairs(named: Iterable[Pair], known: Collection[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Return which of the pairs that the mined history names together are proven, and which are refused.

    ``named`` are those of :func:`named_together`, ``known`` are pairs from elsewhere, which bound the others. A pair is
    also refused if the history proves another one of one of its numbers.
    """
    staircase = Staircase(known)
    named = sorted(set(named))
    allowed = sorted(pair for pair in agreeing(named, known) if staircase.allows(pair))
    bpo, gh = Counter(pair.bpo for pair in allowed), Counter(pair.gh for pair in allowed)
    proven = [pair for pair in allowed if bpo[pair.bpo] == gh[pair.gh] == 1]
    return proven, sorted(set(named) - set(proven))


def named_together(connection: Connection) -> frozenset[Pair]:
    """Return the pairs of numbers that one commit names together, or one NEWS file under two names."""
    return frozenset(pair for pair in _named_together(connection) if pair.bpo)


def _named_together(connection: Connection) -> Iterator[Pair]:
    for select in (_IN_ONE_MESSAGE, _OF_ONE_PULL_REQUEST):
        for bpo, gh in bulk.rows(connection, select):
            yield Pair(int(bpo), int(gh))
    for number, path in bulk.rows(connection, _WITH_A_FILE):
        if (file := _file(path)) and file.space == "bpo-":
            yield Pair(file.number, int(number))
    for number, path in bulk.rows(connection, _OF_A_FILE):
        if (file := _file(path)) and file.number <= LAST_MIGRATED_ISSUE:
            yield Pair(int(number), file.number)
    yield from _renamed(connection)


def _renamed(connection: Connection) -> Iterator[Pair]:
    renamed: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for (path,) in bulk.rows(connection, _FILES):
        if file := _file(path):
            renamed[file.entry][file.space].add(file.number)
    for numbers in renamed.values():
        if len(numbers) > 1:
            yield from (Pair(bpo, gh) for bpo in numbers["bpo-"] for gh in numbers["gh-issue-"])


class _File(NamedTuple):
    """What the name of a NEWS file says: ``2019-03-01.bpo-33608.abc.rst``."""

    entry: str  # its day and the unique part, which stay when it is renamed
    space: str
    number: int


def _file(path: str) -> _File | None:
    parts = path.rpartition("/")[2].split(".")
    if len(parts) == 4:
        for space in _SPACES:
            if parts[1].startswith(space) and (number := parts[1][len(space) :]).isdecimal():
                return _File(f"{parts[0]}.{parts[2]}", space, int(number))
    return None
