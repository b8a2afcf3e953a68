"""The stored claims of commits to undo something."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from miner.model import UndoClaim
from miner.store import bulk

_CLAIMS = """
SELECT u.commit_id, c.parent_count, u.says, u.sentence, u.recent, u.slip, u.part, u.issues, u.carried
FROM undo_claims u JOIN commits c ON c.id = u.commit_id
"""


class Claims(NamedTuple):
    """Claims by commit: of plain commits, and of merges, which bring in an undo from another line."""

    plain: Mapping[int, UndoClaim]
    merges: Mapping[int, UndoClaim]

    def says_undo(self, commit: int) -> bool:
        """Return whether a commit claims an undo in the firmest way, ``undo``."""
        claim = self.plain.get(commit) or self.merges.get(commit)
        return claim is not None and claim.says == "undo"

    def of(self, commits: Collection[int]) -> "Claims":
        """Return only the claims of these commits."""
        plain, merges = ({commit: one for commit, one in some.items() if commit in commits} for some in self)
        return Claims(plain, merges)


def read_claims(connection: Connection) -> Claims:
    """Return the claims of all commits: some 2,500 of 140,000 make one."""
    claims = Claims({}, {})
    for commit, parents, says, sentence, recent, slip, part, issues, carried in bulk.rows(connection, _CLAIMS):
        claim = UndoClaim(
            says, sentence, bool(recent), bool(slip), bool(part), tuple((issues or "").split()), bool(carried)
        )
        (claims.merges if parents > 1 else claims.plain)[commit] = claim  # type: ignore[index]
    return claims
