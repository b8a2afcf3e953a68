"""Understand the stored messages and changes again, with a newer version of the reader."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, text

from miner.model import Change, Understood
from miner.pipeline.progress import Progress
from miner.reading.understanding import understand
from miner.store import bulk
from miner.store.understood import UnderstoodWriter, forget_understood

#: Commits per batch, which limits the memory.
_PART = 4_000
_LAST = text("SELECT COALESCE(MAX(id), 0) FROM commits")
_MESSAGES = """
SELECT c.id, c.message, c.committed_utc, c.parent_count FROM understanding k CROSS JOIN commits c WHERE c.id = k.id
"""
_CHANGES = """
SELECT x.commit_id, p.path, x.status, x.old_mode, x.new_mode, x.old_blob, x.new_blob
FROM understanding k CROSS JOIN changes x CROSS JOIN paths p WHERE x.commit_id = k.id AND p.id = x.path_id
"""


def understand_again(connection: Connection, progress: Progress, project: str) -> None:
    """Understand all stored commits with the current reader and store the result; this needs no clone.

    They are understood by the conventions of ``project``.
    """
    last = int(connection.execute(_LAST).scalar_one())
    progress.stage("Understanding stored messages again", last)
    forget_understood(connection)
    writer = UnderstoodWriter(connection)
    for first in range(1, last + 1, _PART):
        commits = range(first, min(first + _PART, last + 1))
        writer.rewrite(connection, _understood(connection, commits, project))
        progress.advance(len(commits))


def _understood(connection: Connection, commits: range, project: str) -> Iterator[tuple[int, Understood]]:
    changes: dict[int, list[Change]] = defaultdict(list)
    with bulk.holding(connection, "understanding", commits):
        messages = list(bulk.rows(connection, _MESSAGES))
        for commit, *change in bulk.rows(connection, _CHANGES):
            changes[commit].append(tuple(change))
    for commit, message, committed, parents in messages:
        yield commit, understand(message, committed, parents, changes.get(commit, ()), project)
