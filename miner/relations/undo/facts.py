"""Facts about commits that are compared to find undos."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from miner.messages.hints import Hint, read_hints
from miner.store import bulk

# Characters of a message that are read: its subject matter is at the beginning.
_HEAD = 1_000
_FACTS = f"""
SELECT c.id, c.sha, c.subject, SUBSTR(c.message, 1, {_HEAD}), c.author_id, c.committed_utc, c.hg_node,
       c.title_key, c.line
FROM wanted k CROSS JOIN commits c WHERE c.id = k.id
"""  # noqa: S608 - our own numbers


@dataclass(frozen=True, slots=True)
class Facts:
    """The words, author and committer's time of a commit; ``utc`` is in seconds, ``message`` only its beginning."""

    sha: str
    subject: str
    message: str
    author: int
    utc: int
    hg_node: str | None
    title_key: str
    line: str | None

    @property
    def hints(self) -> frozenset[Hint]:
        """Return what the message hints at."""
        return read_hints(self.subject, self.message)

    @property
    def age(self) -> tuple[int, str]:
        """Committer's time and sha, to order commits that are not ancestors of each other."""
        return self.utc, self.sha


def read_facts(connection: Connection, commits: Iterable[int]) -> dict[int, Facts]:
    """Return {commit: facts} for these commits."""
    with bulk.holding(connection, "wanted", commits):
        return {commit: Facts(*rest) for commit, *rest in bulk.rows(connection, _FACTS)}
