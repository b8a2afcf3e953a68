"""Find the Mercurial ids of svn revisions, from a list in CPython's own tree.

``Misc/svnmap.txt`` was written when Mercurial replaced Subversion. It has 72,546 lines, each with
``<revision> <Mercurial id> <branch>``, and covers every commit with an svn header.
"""

from collections.abc import Callable

from sqlalchemy import Connection, text

from miner.model import Gap
from miner.store import bulk, tables

PATH = "Misc/svnmap.txt"

_NEEDED = """
SELECT 1 WHERE EXISTS (SELECT 1 FROM commits WHERE id > :after AND svn_revision IS NOT NULL)
   OR EXISTS (SELECT 1 FROM changes x JOIN paths p ON p.id = x.path_id WHERE p.path = :path AND x.commit_id > :after)
"""
_BLOB = """
SELECT x.new_blob FROM changes x JOIN paths p ON p.id = x.path_id JOIN commits c ON c.id = x.commit_id
WHERE p.path = :path AND x.new_blob IS NOT NULL ORDER BY c.committed_utc DESC, c.sha DESC LIMIT 1
"""
# cvs2svn made commits for tags, to which hgsubversion gave the revision before them: 91 keys name two commits.
_COMMITS = """
SELECT id, svn_revision, svn_branch, hg_node,
       CASE WHEN subject LIKE 'This commit was manufactured by cvs2svn%' OR subject LIKE 'Restore tag%'
            THEN 1 ELSE 0 END
FROM commits WHERE svn_revision IS NOT NULL ORDER BY svn_revision, svn_branch, 5, committed_utc, sha
"""
_IMPORTED = "SELECT c.id FROM revision_map r JOIN commits c ON c.sha = r.sha WHERE r.space = 'hg'"


def name_svn_commits(
    connection: Connection, after: int, read: Callable[[str], str | None]
) -> tuple[list[str], list[Gap]] | None:
    """Store the Mercurial ids of the commits of the svn years; return the new ids, and the gaps.

    ``read`` returns the text of a blob, None if it is not in the clone. Returns None if no commit after ``after`` can
    change anything.
    """
    if connection.execute(text(_NEEDED), {"after": after, "path": PATH}).first() is None and after:
        return None
    blob = list_blob(connection)
    content = read(blob) if blob else ""
    gaps = []
    if content is None:
        reason = f"blob {blob} is not in this clone: the Mercurial ids of the svn years stay unknown"
        gaps.append(Gap("revisions", PATH, reason))
    nodes = parse_nodes(content or "")
    kept = {commit for (commit,) in connection.execute(text(_IMPORTED))}
    changed: list[tuple[object, ...]] = []
    named = []
    seen: set[tuple[int, str]] = set()
    for commit, revision, branch, stored, _ in bulk.rows(connection, _COMMITS):
        key = (revision, branch)
        node = nodes.get(key) if key not in seen else None
        seen.add(key)
        if node != stored and (node or commit not in kept):
            changed.append((node, commit))
            named += [node] if node else []
    bulk.update(connection, tables.commits, ("hg_node",), ("id",), changed)
    return named, gaps


def list_blob(connection: Connection) -> str | None:
    """Return the id of the blob that is the list, None if no commit has one."""
    found: str | None = connection.scalar(text(_BLOB), {"path": PATH})
    return found


def parse_nodes(content: str) -> dict[tuple[int, str], str]:
    """Return {(revision, branch): Mercurial id} from the text of the list; malformed lines are skipped."""
    nodes = {}
    for line in content.splitlines():
        revision, _, rest = line.partition(" ")
        node, _, branch = rest.partition(" ")
        if revision.isdecimal() and len(node) == 40:
            nodes[int(revision), branch.strip()] = node
    return nodes
