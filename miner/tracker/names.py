"""Settle what a number names: one issue under all its names, and no issue where it is a pull request.

Call it before relations are found, because they ask which commits are about one issue, and again when the NEWS are
stored, which name issues that no message names.
"""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

from miner.messages.eras import NEW_AT_THE_MOVE
from miner.resolve.pull_requests import settle_pull_requests
from miner.store import bulk, issues, known
from miner.store.issue_names import Tie, join
from miner.store.issues import Changed
from miner.tracked import KnownIssue, KnownPull, Link
from miner.tracker.shipped import read_issues, read_lists, read_pairs, read_pulls
from miner.tracker.ties import Pair, agreeing, find_pairs, named_together

# A message that names one bug of JitterBug and one of SourceForge names it twice; of several nobody knows which is
# which.
_JITTERBUG = """
SELECT MIN(j.number), MIN(b.number) FROM mentions j JOIN mentions b ON b.commit_id = j.commit_id
WHERE j.tracker = 'jitterbug' AND b.tracker = 'bpo'
GROUP BY j.commit_id HAVING MIN(j.number) = MAX(j.number) AND MIN(b.number) = MAX(b.number)
"""

_RECORDED = """
SELECT b.number, g.number FROM issue_numbers b JOIN issue_numbers g ON g.issue_id = b.issue_id
WHERE b.tracker = 'bpo' AND b.source = 'record' AND g.tracker = 'gh' AND g.source = 'record'
"""
# Numbers that both trackers have: "gh-47061" was written where bpo-47061 was meant.
_IN_BOTH = """
SELECT g.number FROM issue_numbers g JOIN issue_numbers b ON b.tracker = 'bpo' AND b.number = g.number
WHERE g.tracker = 'gh' AND b.issue_id <> g.issue_id
"""

__all__ = ["named_together", "settle_names"]


class _Shipped(NamedTuple):
    """The facts that ship with the tool."""

    issues: Collection[KnownIssue]
    pairs: Collection[Pair]
    pulls: Collection[KnownPull]
    lists: Collection[Link]


@cache
def _shipped() -> _Shipped:
    """Return the facts that ship with the tool; every run asks for them twice."""
    return _Shipped(read_issues(), read_pairs(), read_pulls(), read_lists())


def settle_names(connection: Connection, together: Collection[Pair] | None = None) -> Changed:
    """Join the numbers of each issue, and take from pull requests what looks like an issue; return what changed.

    ``together`` is what :func:`named_together` returns, if it is known: entries of the NEWS do not change it.
    """
    taken = settle_pull_requests(connection)
    if taken != Changed():
        issues.forget_unnamed(connection)
    facts, pairs, pulls, lists = _shipped()
    recorded = {Pair(int(bpo), int(gh)) for bpo, gh in bulk.rows(connection, _RECORDED)}
    shipped = agreeing({*pairs, *(Pair(fact.bpo, fact.gh) for fact in facts if fact.bpo and fact.gh)}, recorded)
    proven, refused = find_pairs(named_together(connection) if together is None else together, shipped | recorded)
    ties = [
        *(Tie(("bpo", str(pair.bpo)), ("gh", str(pair.gh)), "shipped") for pair in sorted(shipped)),
        *(Tie(("bpo", str(pair.bpo)), ("gh", str(pair.gh)), "commit") for pair in proven),
        *(
            Tie(("bpo", bug), ("jitterbug", number), "commit")
            for number, bug in sorted(set(bulk.rows(connection, _JITTERBUG)))
        ),
    ]
    joined = join(connection, ties)
    issues.record(connection, facts)
    links = [
        Link(*fact.names[0], "superseded-by", "bpo", str(fact.superseder), fact.source)
        for fact in facts
        if fact.superseder is not None
    ]
    both = {int(number) for (number,) in bulk.rows(connection, _IN_BOTH)}
    doubtful = {*refused, *(Pair(number, number) for number in both if number in NEW_AT_THE_MOVE)}
    doubts = [Link("gh", str(pair.gh), known.REFUSED, "bpo", str(pair.bpo), "commit") for pair in sorted(doubtful)]
    known.store_links(connection, [*links, *lists, *doubts])
    known.store_pulls(connection, pulls, facts)
    return taken.and_(joined)
