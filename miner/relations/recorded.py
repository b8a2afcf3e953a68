"""What texts of trackers say that commits take back, bring back or port, by the pull requests that landed them.

Such words need not be in any commit's message: "effectively an un-revert of #11617", "Reverts python/cpython#120",
"I tried it in #12360, which I reverted in #12806".
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from miner.messages.hints import is_undo
from miner.relations.affected import Affected

#: The kind of evidence, and its weight's name: of a pull request's description, and of comments, which anybody writes.
RECORD, DISCUSSION = "record", "discussion"
# Begins with the claims, of which there are few. ``{of}`` is the number of the pull request whose commit did it, and
# ``{tracker}`` and ``{number}`` are to what. A sha may be abbreviated, and must then be the only one.
_CLAIMED = """
SELECT p.commit_id, o.commit_id, r.words
FROM record_claims r
CROSS JOIN pull_requests p
CROSS JOIN pull_requests o
{among}
WHERE {which} AND {tracker} = 'pr' AND p.number = CAST({of} AS INTEGER) AND p.commit_id IS NOT NULL {these}
  AND o.number = CAST({number} AS INTEGER) AND o.commit_id IS NOT NULL AND o.commit_id <> p.commit_id
UNION
SELECT p.commit_id, MIN(t.id), r.words
FROM record_claims r
CROSS JOIN pull_requests p
CROSS JOIN commits t
{among}
WHERE {which} AND {tracker} = 'git' AND p.number = CAST({of} AS INTEGER) AND p.commit_id IS NOT NULL {these}
  AND t.sha >= {number} AND t.sha < {number} || 'g' AND t.id <> p.commit_id
GROUP BY p.commit_id, {number}, r.words HAVING COUNT(*) = 1
ORDER BY 1, 2, 3
"""
_OWN = {"of": "r.number", "tracker": "r.to_tracker", "number": "r.to_number"}
_IN_ANOTHER = {"of": "r.to_number", "tracker": "r.what_tracker", "number": "r.what_number"}
_SOME = {"among": "CROSS JOIN {affected} a", "these": "AND a.id = p.commit_id"}
_DESCRIBED = "r.tracker = 'pr' AND r.comment = 0"
_UNDONE = _CLAIMED.format(which=f"{_DESCRIBED} AND r.says = 'undoes'", **_OWN, **_SOME)
_REVERTED_IN = _CLAIMED.format(
    which=f"{_DESCRIBED} AND r.says = 'reverted-in' AND r.to_tracker = 'pr'", **_IN_ANOTHER, **_SOME
)
_PORTED = _CLAIMED.format(which=f"{_DESCRIBED} AND r.says = 'backports'", **_OWN, **_SOME)
_RELANDED = _CLAIMED.format(which=f"{_DESCRIBED} AND r.says = 'relands'", **_OWN, among="", these="")
_DISCUSSED = _CLAIMED.format(which="r.tracker = 'pr' AND r.says = 'discusses'", **_OWN, **_SOME)
_SAID_REVERTED = _CLAIMED.format(
    which="(r.tracker <> 'pr' OR r.comment > 0) AND r.says = 'reverted-in' AND r.to_tracker = 'pr'",
    **_IN_ANOTHER,
    **_SOME,
)

#: One thing that is told: the commit that did it, to which commit, and the words.
Told = tuple[int, int, str]


def recorded_undos(affected: Affected) -> Iterator[Told]:
    """Yield (commit, the commit that it takes back, the words) for affected commits."""
    for select in (_UNDONE, _REVERTED_IN):
        yield from affected.rows(select)


def discussed_undos(affected: Affected) -> Iterator[Told]:
    """Yield what comments say that affected commits take back, or only talk about in connection with a revert."""
    for select in (_DISCUSSED, _SAID_REVERTED):
        yield from affected.rows(select)


def recorded_ports(connection: Connection, affected: Affected) -> list[Told]:
    """Return (commit, its original, the words) for affected commits; a revert is no port of what it reverts."""
    found = list(affected.rows(_PORTED))
    keys = text("SELECT title_key FROM commits WHERE id = :id")

    def undoes(commit: int) -> bool:
        return is_undo(connection.scalar(keys, {"id": commit}) or "")

    return [one for one in found if undoes(one[0]) == undoes(one[1])]


def recorded_relands(connection: Connection) -> list[Told]:
    """Return (commit, the commit that it lands again, the words) for all commits."""
    return [(commit, original, words) for commit, original, words in connection.execute(text(_RELANDED))]
