"""What the judgement has to know about the commits that it compares."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from miner.store import bulk

# What a message is about stands at its beginning.
_HEAD = 1_000
_FACTS = f"""
SELECT c.hints, c.id, c.sha, c.subject, SUBSTR(c.message, 1, {_HEAD}), c.author_id, c.committed_utc, c.hg_node,
       c.title_key, c.line
FROM wanted k CROSS JOIN commits c WHERE c.id = k.id
"""  # noqa: S608 - our own numbers


@dataclass(frozen=True, slots=True)
class Facts:
    """The words, the author and the time of a commit."""

    hints: frozenset[str]  # see miner.messages.hints
    sha: str
    subject: str
    message: str
    author: int
    utc: int
    hg_node: str | None
    title_key: str
    line: str | None

    @property
    def age(self) -> tuple[int, str]:
        """Return what to order commits by that are not each other's ancestors."""
        return self.utc, self.sha


def read_facts(connection: Connection, commits: Iterable[int]) -> dict[int, Facts]:
    """Return the facts about the commits."""
    with bulk.holding(connection, "wanted", commits):
        return {
            commit: Facts(frozenset((hints or "").split()), *rest)
            for hints, commit, *rest in bulk.rows(connection, _FACTS)
        }
