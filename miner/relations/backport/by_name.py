"""Backports that name their original: trailers, grafts, Mercurial and Gerrit ids, and its pull request in the title."""

from miner.messages.hints import is_undo
from miner.relations.affected import Affected

#: A possible backport: (commit, original, kind of evidence, detail).
Port = tuple[int, int, str, str]

_NAMED = """
SELECT m.commit_id, m.resolved_id, m.tracker, m.text
FROM {affected} a CROSS JOIN mentions m CROSS JOIN commits c
WHERE m.commit_id = a.id AND c.id = a.id
  AND m.role IN ('backports', 'grafts') AND m.tracker IN ('git', 'hg') AND m.resolved_id IS NOT NULL
  AND (m.tracker = 'git' OR c.parent_count < 2)
ORDER BY m.commit_id, m.ordinal
"""
_GRAFTED = """
SELECT g.id, s.id, g.hg_source FROM {affected} a CROSS JOIN commits g CROSS JOIN commits s
WHERE g.id = a.id AND g.hg_source IS NOT NULL AND s.hg_node = g.hg_source ORDER BY g.id, s.sha
"""
_NUMBERED = """
SELECT m.commit_id, p.commit_id, m.text, m.role, c.branch_prefix, c.title_key, t.title_key,
       CASE WHEN EXISTS (SELECT 1 FROM mentions i JOIN mentions j ON j.issue_id = i.issue_id
                         WHERE i.commit_id = m.commit_id AND j.commit_id = p.commit_id
                           AND i.role IN ('closes', 'tags') AND j.role IN ('closes', 'tags')) THEN 1 ELSE 0 END
FROM {affected} a CROSS JOIN mentions m CROSS JOIN commits c CROSS JOIN pull_requests p CROSS JOIN commits t
WHERE m.commit_id = a.id AND c.id = a.id AND p.number = CAST(m.number AS INTEGER) AND t.id = p.commit_id
  AND m.tracker = 'pr' AND p.commit_id <> m.commit_id AND c.parent_count < 2
  -- Of two numbers behind a title the last is the commit's own, so that the other is only mentioned.
  AND (m.role IN ('tags', 'backports')
       OR (m.role = 'mentions' AND m.position = 'trail' AND m.end_offset <= LENGTH(c.subject) + 1))
ORDER BY m.commit_id, m.ordinal
"""
# Gerrit gives a change the same id on all branches. Of two commits with one the earlier is the original, of several the
# first; what is an ancestor of the other is left out later.
_CHANGED = """
SELECT c.id, e.id, m.text
FROM {affected} a CROSS JOIN mentions m CROSS JOIN mentions o CROSS JOIN commits c CROSS JOIN commits e
WHERE m.commit_id = a.id AND m.tracker = 'gerrit' AND o.tracker = 'gerrit' AND o.number = m.number
  AND o.commit_id <> m.commit_id AND c.id = m.commit_id AND e.id = o.commit_id
  AND c.parent_count < 2 AND e.parent_count < 2
  AND (e.committed_utc < c.committed_utc OR (e.committed_utc = c.committed_utc AND e.sha < c.sha))
ORDER BY c.id, e.committed_utc, e.sha
"""
_EVIDENCE = {"git": "trailer", "hg": "hg-changeset"}


def named_originals(affected: Affected) -> list[Port]:
    """Return the originals that affected commits name in a trailer, the header of a graft, or by an id."""
    named: list[Port] = [
        (commit, original, "graft", f"HG:extra source {node[:12]}")
        for commit, original, node in affected.rows(_GRAFTED)
    ]
    named += [
        (commit, original, _EVIDENCE[tracker], words) for commit, original, tracker, words in affected.rows(_NAMED)
    ]
    named += [(commit, original, "trailer", words) for commit, original, words in affected.rows(_CHANGED)]
    return named


def numbered_originals(affected: Affected) -> list[Port]:
    """Return the commits that landed the pull requests whose numbers affected commits repeat in their titles.

    ``[3.9] bpo-1: X (GH-M) (GH-K)`` is pull request K and backports M; before the bots opened a pull request for each
    backport, the title was just ``X (GH-M)``. Numbers may be mistyped, so the issue or the title must agree, or the
    title must begin with a branch. A revert is not a backport of what it reverts, nor the reverse.
    """
    found: list[Port] = []
    for commit, original, words, role, prefix, title, before, shares_issue in affected.rows(_NUMBERED):
        if is_undo(title) != is_undo(before):
            continue
        if shares_issue or role == "backports" or prefix or _same(title, before):
            found.append((commit, original, "pull-request", words))
    return found


def _same(title: str, other: str) -> bool:
    """Return whether two titles are equal, or one is a prefix of the other because GitHub cut it."""
    return bool(title) and bool(other) and (title.startswith(other) or other.startswith(title))
