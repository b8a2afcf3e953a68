"""Understand stored records, and bring up to date what depends on them."""

from sqlalchemy import Connection, Engine, text

from miner.pipeline.progress import Progress
from miner.store import bulk, records
from miner.store.issues import Changed
from miner.tracker.facts import Understood, understand_records
from miner.tracker.names import settle_names

_NEWEST = text("SELECT COALESCE(MAX(id), 0) FROM commits")
# The commits of an issue are compared with each other, so that all of them count if one is new among them.
_BESIDE = """
SELECT n.commit_id FROM named k CROSS JOIN mentions m CROSS JOIN mentions n
WHERE m.commit_id = k.id AND m.issue_id IS NOT NULL AND n.issue_id = m.issue_id
"""


def take_in(store: Engine, progress: Progress) -> int:
    """Store what records say that are not understood yet, and what follows from it; return how many there were.

    The result is the same as if the records had been there before the history was mined.
    """
    with store.connect() as connection:
        if not records.are_pending(connection):
            return 0
    progress.stage("Understanding records")
    with store.begin() as connection:
        understood = understand_records(connection)
        newest = int(connection.execute(_NEWEST).scalar_one())
        if newest:
            _follow(connection, understood, newest, progress)
        return understood.records


def _follow(connection: Connection, understood: Understood, newest: int, progress: Progress) -> None:
    names = understood.names.and_(settle_names(connection))
    told = understood.told | _concerned(connection, names)
    if told or understood.nodes:
        from miner.graph.ancestry import Graph  # noqa: PLC0415 - most records tell nothing of commits
        from miner.relations.relate import relate  # noqa: PLC0415

        relate(connection, Graph(connection), newest, understood.nodes, told=told)
    if names != Changed():
        from miner.news import tie_again  # noqa: PLC0415
        from miner.tracker.titles import derive_titles  # noqa: PLC0415

        progress.stage("Naming issues")
        tie_again(connection)
        settle_names(connection)
        derive_titles(connection)


def _concerned(connection: Connection, names: Changed) -> frozenset[int]:
    """Return the commits that name an issue whose commits have changed."""
    if not names.commits:
        return frozenset()
    with bulk.holding(connection, "named", names.commits):
        return names.commits.union(commit for (commit,) in bulk.rows(connection, _BESIDE))
