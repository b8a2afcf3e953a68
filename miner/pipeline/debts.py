"""What earlier runs could not read: each run tries it again, and puts right what depends on what can be read now.

A gap is a debt. Changes of commits, the trees of merges, the mailmap, the list of svn revisions and NEWS files are
tried here; unread refs by every run itself, and lines and the NEWS of commits by ``mine --lines``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from miner.git.changes import read_one_by_one
from miner.git.repository import Repository
from miner.model import Change
from miner.store import bulk, gaps

_GAPS = "SELECT DISTINCT kind FROM gaps"
_UNCOMPARED = """
SELECT c.id, c.sha FROM gaps g JOIN commits c ON c.id = g.commit_id WHERE g.kind = 'changes' ORDER BY c.id
"""
_MERGES = "SELECT m.commit_id, c.sha FROM merges m JOIN commits c ON c.id = m.commit_id"


@dataclass(frozen=True, slots=True)
class Payable:
    """Which debts can be paid now.

    ``changes`` has the changes of commits, by id. ``others`` says that something else can be read, which is then read
    in its own place: the trees of a merge, the mailmap, the list of svn revisions or NEWS files. ``revisions`` says
    that it is the list of svn revisions.
    """

    changes: Mapping[int, Sequence[Change]] = field(default_factory=dict)
    others: bool = False
    revisions: bool = False

    def __bool__(self) -> bool:
        return bool(self.changes) or self.others or self.revisions


def find_payable(connection: Connection, repository: Repository, tip: str | None) -> Payable:
    """Return which debts this clone can pay; ``tip`` is the commit whose mailmap counts, None if it is not known."""
    kinds = set(connection.scalars(text(_GAPS)))
    changes: dict[int, Sequence[Change]] = {}
    if "changes" in kinds:
        commits = {sha: commit for commit, sha in connection.execute(text(_UNCOMPARED))}
        found, unread = read_one_by_one(repository.raw, list(commits), {})
        lost = {gap.where for gap in unread}
        changes = {commits[sha]: rows for sha, rows in found.items() if sha not in lost}
    others = (
        ("merge" in kinds and _can_compare(connection, repository))
        or ("blob" in kinds and tip is not None and repository.mailmap(tip)[2] is None)
        or ("news" in kinds and _has_news(connection, repository))
    )
    return Payable(changes, others, "revisions" in kinds and _has_revisions(connection, repository))


def pay(connection: Connection, repository: Repository, changes: Mapping[int, Sequence[Change]]) -> bool:
    """Store the changes of commits, by id, that could not be compared before, and let merges be judged by them.

    Return whether there were any.
    """
    if not changes:
        return False
    from miner.reading.change_ids import change_ids  # noqa: PLC0415 - seldom needed
    from miner.store.writer import add_changes  # noqa: PLC0415

    add_changes(connection, {commit: (rows, change_ids(rows)) for commit, rows in changes.items()})
    # Those that only another repository has could not be judged again.
    again = [commit for commit, sha in connection.execute(text(_MERGES)) if repository.holds(sha)]
    with bulk.holding(connection, "again", again):
        connection.execute(text("DELETE FROM merges WHERE commit_id IN (SELECT id FROM again)"))
    return True


def _can_compare(connection: Connection, repository: Repository) -> bool:
    from miner.graph.merges import unread_merges  # noqa: PLC0415 - seldom needed

    merges = unread_merges(connection)
    _, unread = read_one_by_one(repository.raw, list(merges), merges)
    return len(unread) < len(merges)


def _has_news(connection: Connection, repository: Repository) -> bool:
    return any(repository.holds(blob) for blob in gaps.missing_news(connection))


def _has_revisions(connection: Connection, repository: Repository) -> bool:
    from miner.resolve.svn_map import list_blob  # noqa: PLC0415 - seldom needed

    blob = list_blob(connection)
    return blob is not None and repository.blob(blob) is not None
