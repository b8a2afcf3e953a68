"""What a mined repository lacks because its clone is damaged.

Only such gaps count: a blob that a blobless clone has not, or an odd date, is missing from no repository's history.
"""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, text

from miner.errors import RepositoryError

_REFS: Final = text("""
SELECT g.name, MIN(x.reason)
FROM repositories AS r
JOIN git_refs AS g ON g.repository_id = r.id AND g.object = ''
LEFT JOIN gaps AS x ON x.kind = 'ref' AND x.place = g.name
WHERE r.location = :location
GROUP BY g.name
ORDER BY g.name
""")
_COMMITS: Final = text("""
SELECT commit_id, place, reason FROM gaps WHERE kind IN ('changes', 'merge') AND commit_id IS NOT NULL ORDER BY id
""")


class IncompleteError(RepositoryError):
    """A repository cannot be read whole, so that its history would not be what it is."""


def check_whole(connection: Connection, location: str, own: Collection[int] | None = None) -> None:
    """Raise IncompleteError unless all refs of the repository at ``location`` and all changes of its commits were read.

    ``own`` are the ids of the commits that count, by default all in the database.
    """
    refs = [(str(name), str(reason)) for name, reason in connection.execute(_REFS, {"location": location})]
    commits = [
        (str(sha), str(reason))
        for commit, sha, reason in connection.execute(_COMMITS)
        if own is None or int(commit) in own
    ]
    told = [
        f"{len(lost):,} {what} such as {lost[0][0]} ({lost[0][1]})"
        for what, lost in (("refs", refs), ("commits", commits))
        if lost
    ]
    if told:
        raise IncompleteError(
            f"It cannot be read whole, which {' and '.join(told)} show: repair the clone (`git -C {location} fsck` "
            "says what is damaged)."
        )
