"""Store the gaps of the whole repository, as opposed to those of a commit."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from miner.model import Gap
from miner.store import bulk, tables
from miner.texts import key

# The object of an unread ref is empty: see refs.py.
_HEALED = """
DELETE FROM gaps WHERE kind = 'ref' AND place NOT IN (SELECT name FROM git_refs WHERE sha IS NULL OR object = '')
"""
_MISSING_NEWS = text("""
SELECT blob FROM news_editions WHERE problem = 'missing'
UNION SELECT blob FROM news_files WHERE used_as = 'tip' AND releases IS NULL
""")


def missing_news(connection: Connection) -> list[str]:
    """Return the blobs of NEWS files that were not in any clone so far."""
    return list(connection.scalars(_MISSING_NEWS))


def record_gaps(connection: Connection, kinds: Sequence[str], gaps: Sequence[Gap]) -> None:
    """Replace all gaps of these kinds that do not belong to a commit."""
    for kind in kinds:
        connection.execute(text("DELETE FROM gaps WHERE kind = :kind AND commit_id IS NULL"), {"kind": kind})
    _insert(connection, gaps)


def add_gaps(connection: Connection, gaps: Sequence[Gap]) -> None:
    """Add gaps that do not belong to a commit, those that are known already only once."""
    for kind in {gap.kind for gap in gaps}:
        select = text("SELECT place, reason FROM gaps WHERE kind = :kind")
        known = {tuple(row) for row in connection.execute(select, {"kind": kind})}
        _insert(connection, [gap for gap in gaps if gap.kind == kind and (gap.where, gap.reason) not in known])


def record_refs(connection: Connection, gaps: Sequence[Gap]) -> None:
    """Replace the gaps of refs after the refs of one repository were stored; ``gaps`` are those of its refs.

    Those of other repositories stay as long as one has such a ref that leads to no commit or is unread.
    """
    connection.execute(text(_HEALED))
    for place in {gap.where for gap in gaps}:
        connection.execute(text("DELETE FROM gaps WHERE kind = 'ref' AND place = :place"), {"place": place})
    _insert(connection, gaps)


def forget_refs(connection: Connection) -> None:
    """Remove the gaps of refs that are gone, or lead to a commit now."""
    connection.execute(text(_HEALED))


def _insert(connection: Connection, gaps: Sequence[Gap]) -> None:
    bulk.insert(
        connection,
        tables.gaps,
        ("kind", "place", "reason", "commit_id"),
        dict.fromkeys((gap.kind, key(gap.where), key(gap.reason), None) for gap in gaps),
    )
