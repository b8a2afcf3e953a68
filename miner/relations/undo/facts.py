"""What the judgement has to know about the commits that it compares."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from miner.relations.claims import _HEAD
from miner.store import bulk

_FACTS = f"""
SELECT c.id, c.subject, SUBSTR(c.message, 1, {_HEAD}), c.author_id, c.committed_utc, c.era, c.hg_node, c.title_key
FROM wanted k CROSS JOIN commits c WHERE c.id = k.id
"""  # noqa: S608 - our own numbers


@dataclass(frozen=True, slots=True)
class Facts:
    """The words, the author and the time of a commit."""

    subject: str
    message: str
    author: int
    utc: int
    era: str
    hg_node: str | None
    title_key: str

    @property
    def is_git(self) -> bool:
        """Whether the commit was made on GitHub."""
        return self.era.startswith("git")


def read_facts(connection: Connection, commits: Iterable[int]) -> dict[int, Facts]:
    """Return the facts about the commits."""
    with bulk.holding(connection, "wanted", commits):
        return {commit: Facts(*rest) for commit, *rest in bulk.rows(connection, _FACTS)}
