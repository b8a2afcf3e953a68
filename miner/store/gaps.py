"""Store the gaps of the whole repository, as opposed to those of a commit."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from miner.model import Gap
from miner.store import bulk, tables


def record_gaps(connection: Connection, kinds: Sequence[str], gaps: Sequence[Gap]) -> None:
    """Replace all gaps of these kinds that do not belong to a commit."""
    for kind in kinds:
        connection.execute(text("DELETE FROM gaps WHERE kind = :kind AND commit_id IS NULL"), {"kind": kind})
    bulk.insert(
        connection,
        tables.gaps,
        ("kind", "place", "reason", "commit_id"),
        dict.fromkeys((gap.kind, gap.where, gap.reason, None) for gap in gaps),
    )


def forget_refs(connection: Connection) -> None:
    """Remove the gaps of refs that are gone, or lead to a commit now."""
    connection.execute(
        text("DELETE FROM gaps WHERE kind = 'ref' AND place NOT IN (SELECT name FROM git_refs WHERE sha IS NULL)")
    )
