"""What the commits of a pass claim to undo."""

from sqlalchemy import Connection

from miner.messages.undo_claims import Claim, may_claim, read_claim
from miner.store import bulk

# Undo words stand in the first sentences.
_HEAD = 1_000


_MESSAGES = f"""
SELECT c.id, c.subject, SUBSTR(c.message, 1, {_HEAD}), c.era, c.parent_count
FROM affected a CROSS JOIN commits c WHERE c.id = a.commit_id
"""  # noqa: S608 - our own numbers


_ALL_MESSAGES = f"SELECT id, subject, SUBSTR(message, 1, {_HEAD}), era, parent_count FROM commits"  # noqa: S608


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
