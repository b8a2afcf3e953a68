"""What the judgement has to know about the commits that it compares."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from miner.relations.undo_prose import Claim, may_claim, read_claim
from miner.store import bulk

# Undo words stand in the first sentences.
_HEAD = 1_000
_FACTS = f"""
SELECT c.id, c.subject, SUBSTR(c.message, 1, {_HEAD}), c.author_id, c.committed_utc, c.era, c.hg_node, c.title_key
FROM wanted k CROSS JOIN commits c WHERE c.id = k.id
"""  # noqa: S608 - our own numbers
_MESSAGES = f"""
SELECT c.id, c.subject, SUBSTR(c.message, 1, {_HEAD}), c.era, c.parent_count
FROM affected a CROSS JOIN commits c WHERE c.id = a.commit_id
"""  # noqa: S608 - our own numbers
_ALL_MESSAGES = f"SELECT id, subject, SUBSTR(message, 1, {_HEAD}), era, parent_count FROM commits"  # noqa: S608


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


def read_claims(connection: Connection, *, whole: bool) -> tuple[dict[int, Claim], dict[int, Claim]]:
    """Return what affected commits (``whole``: all commits) claim to undo, those of merges apart."""
    plain: dict[int, Claim] = {}
    merges: dict[int, Claim] = {}
    for commit, subject, message, era, parents in bulk.rows(connection, _ALL_MESSAGES if whole else _MESSAGES):
        if not may_claim(message):
            continue
        claim = read_claim(subject, message, is_git=era.startswith("git"), is_merge=parents > 1)
        if claim:
            (merges if parents > 1 else plain)[commit] = claim
    return plain, merges
