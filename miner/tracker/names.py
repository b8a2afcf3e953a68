"""Settle what a number names: one issue under all its names, and no issue where it is a pull request.

Call it before relations are found, because they ask which commits are about one issue, and again when the NEWS are
stored, which name issues that no message names.
"""

from sqlalchemy import Connection

from miner.resolve.pull_requests import settle_pull_requests
from miner.store import bulk, issues, known
from miner.store.issue_names import Changed, Tie, join
from miner.tracked import Link
from miner.tracker.shipped import read_issues, read_lists, read_pairs, read_pulls
from miner.tracker.ties import Pair, find_pairs

# A message that names one bug of JitterBug and one of SourceForge names it twice; of several nobody knows which is
# which.
_JITTERBUG = """
SELECT MIN(j.number), MIN(b.number) FROM mentions j JOIN mentions b ON b.commit_id = j.commit_id
WHERE j.tracker = 'jitterbug' AND b.tracker = 'bpo'
GROUP BY j.commit_id HAVING MIN(j.number) = MAX(j.number) AND MIN(b.number) = MAX(b.number)
"""


def settle_names(connection: Connection) -> Changed:
    """Join the numbers of each issue, and take from pull requests what looks like an issue; return what changed."""
    taken = settle_pull_requests(connection)
    if taken != Changed():
        issues.forget_unnamed(connection)
    facts = read_issues()
    shipped = {*read_pairs(), *(Pair(fact.bpo, fact.gh) for fact in facts if fact.bpo and fact.gh)}
    proven, _ = find_pairs(connection, shipped)
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
    known.store_links(connection, [*links, *read_lists()])
    known.store_pulls(connection, read_pulls())
    return Changed(taken.commits | joined.commits, taken.news or joined.news)
