"""Store what records say: those that no run has understood yet, or all of them again."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Connection

from miner.store import fetched, records
from miner.store.issues import Changed
from miner.tracked import Changeset, IssueEvents, IssueRecord, PullRecord, RecordText
from miner.tracker.understanding import Fact, understand


class Understood(NamedTuple):
    """What was understood: the number of records, Mercurial ids of commits that they report, and commits they tell of.

    Of the latter their pull requests say something else about reverts than before. ``names`` is what names another
    issue than before.
    """

    records: int
    nodes: frozenset[str]
    told: frozenset[int]
    names: Changed


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
    names = Changed()
    known = [fact for fact in facts.pop(IssueRecord, []) if isinstance(fact, IssueRecord)]
    # bugs.python.org tells how an issue was on its last day there; GitHub's record has the last word.
    for issue in sorted(known, key=lambda fact: fact.gh is not None and fact.source.startswith("python/")):
        names = names.and_(fetched.store_issue(connection, issue))
    pulls: set[str] = set()
    for several in facts.values():
        for fact in several:
            if isinstance(fact, PullRecord):
                fetched.store_pull(connection, fact)
            elif isinstance(fact, Changeset):
                fetched.store_changesets(connection, [fact])
            elif isinstance(fact, IssueEvents):
                fetched.store_events(connection, fact)
            elif isinstance(fact, RecordText):
                pulls |= fetched.store_text(connection, fact)
    records.note_understood(connection)
    nodes = frozenset(fact.hg_node for fact in facts.get(Changeset, ()) if isinstance(fact, Changeset))
    return Understood(count, nodes, frozenset(fetched.landings(connection, pulls)), names)
