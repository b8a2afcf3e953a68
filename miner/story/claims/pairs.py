"""Two commits of which one is said to follow the other after some time: whether that time is meant."""

from datetime import datetime
from typing import Final, NamedTuple

from miner.story.facts import Row
from miner.story.filters import delay
from miner.story.finding import Finding, Verdict
from miner.story.lengths import Length

_ORDER: Final[tuple[Verdict, ...]] = ("confirmed", "rounded", "corrected")


class Pair(NamedTuple):
    """Two commits, the later of which is said to follow the other after some time."""

    earlier: Row
    later: Row
    words: str


def best(where: tuple[int, str, str], length: Length, pairs: list[Pair], query: str, doubt: str | None) -> Finding:
    """Judge a length by the pair that fits it best; without a fit it is wrong, unless there is a ``doubt``."""
    judged = [(length.verdict(at(pair.earlier), at(pair.later)), pair) for pair in pairs]
    verdict, pair = min(
        judged, key=lambda each: (_ORDER.index(each[0]), length.distance(at(each[1].earlier), at(each[1].later)))
    )
    fact = f"{pair.words} after {delay((at(pair.later) - at(pair.earlier)).total_seconds())}"
    if verdict == "corrected" and doubt:
        verdict, fact = "unknown", f"{doubt}; {fact}"
    return Finding(*where, verdict, fact, f"{pair.later['sha']},{pair.earlier['sha']}", query)


def at(row: Row) -> datetime:
    """Return when a commit was authored."""
    return datetime.fromisoformat(row["authored_at"])


def follows(earlier: Row, later: Row) -> Pair | None:
    """Return two commits as a pair, None if the second is not the later one."""
    if not at(earlier) <= at(later) or earlier["sha"] == later["sha"]:
        return None
    return Pair(earlier, later, f"{str(later['sha'])[:10]} follows {str(earlier['sha'])[:10]}")


def revert(undo: Row) -> Row:
    """Return the revert of a row of ``undo_links``, as a row of a commit."""
    return {"sha": undo["undoing_sha"], "authored_at": undo["undoing_at"]}
