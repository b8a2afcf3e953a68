"""Store what records say: those that no run has understood yet, or all of them again."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Connection

from miner.model import Changeset, IssueRecord, PullRecord
from miner.store import fetched, records
from miner.tracker.understanding import Fact, understand


class Understood(NamedTuple):
    """What was understood: the number of records, and the Mercurial ids of commits that they report."""

    records: int
    nodes: frozenset[str]


def understand_records(connection: Connection) -> Understood:
    """Store the facts of all records that are not understood yet.

    The result depends on the records alone, not on when they came: ties of numbers are stored before what they tie.
    """
    count = 0
    facts: dict[type, list[Fact]] = defaultdict(list)
    for record in records.pending(connection):
        count += 1
        for fact in understand(record):
            facts[type(fact)].append(fact)
    known = [fact for fact in facts.pop(IssueRecord, []) if isinstance(fact, IssueRecord)]
    # bugs.python.org tells how an issue was on its last day there; GitHub's record has the last word.
    for issue in sorted(known, key=lambda fact: fact.gh is not None and fact.source.startswith("python/")):
        fetched.store_issue(connection, issue)
    for several in facts.values():
        for fact in several:
            if isinstance(fact, PullRecord):
                fetched.store_pull(connection, fact)
            elif isinstance(fact, Changeset):
                fetched.store_changesets(connection, [fact])
            elif not isinstance(fact, IssueRecord):
                fetched.store_text(connection, fact)
    records.note_understood(connection)
    nodes = frozenset(fact.hg_node for fact in facts.get(Changeset, ()) if isinstance(fact, Changeset))
    return Understood(count, nodes)
