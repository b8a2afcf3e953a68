"""Find the commit that added each NEWS entry.

The commit of a blurb is the last one up to the release that added the file with its nonce in the name: if a change was
undone and landed again, its entry is the second landing's. Who moves the file adds nothing, and of several entries with
one nonce each belongs to a commit of its own issue if there is one. Several lines may have
added it: the commits whose first release is the entry's release are preferred, then those on the entry's line, then,
for a release, those on main. Entries older than blurb have only their issue: their commit is the one that tags the
issue and changed ``Misc/NEWS`` for the release, if there is exactly one.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.graph.line_names import MAIN, version_numbers
from miner.news.blurbs import nonce_of
from miner.store import bulk, tables

#: A commit that adds more blurbs than this converts what others had written: the conversions to blurb added thousands.
BULK = 20

_BLURBS = "SELECT id, path FROM paths WHERE path >= 'Misc/NEWS.d/next/' AND path < 'Misc/NEWS.d/next0'"
_ADDED = """
SELECT x.status, b.id, c.id, c.line, c.committed_utc, c.sha, r.version
FROM blurbs b CROSS JOIN changes x CROSS JOIN commits c
LEFT JOIN release_commits f ON f.commit_id = c.id LEFT JOIN releases r ON r.id = f.release_id
WHERE x.path_id = b.id AND c.id = x.commit_id AND x.status IN ('A', 'D')
"""
_ISSUES_OF_ADDING = """
SELECT k.id, m.issue_id FROM adding k CROSS JOIN mentions m
WHERE m.commit_id = k.id AND m.role IN ('closes', 'tags') AND m.issue_id IS NOT NULL
"""
_CONVERSIONS = f"""
SELECT x.commit_id FROM adding k CROSS JOIN changes x CROSS JOIN paths p
WHERE x.commit_id = k.id AND x.status = 'A' AND p.id = x.path_id
  AND p.path >= 'Misc/NEWS.d/next/' AND p.path < 'Misc/NEWS.d/next0'
GROUP BY x.commit_id HAVING COUNT(*) > {BULK}
"""  # noqa: S608 - our own number
_ADDED_AFTER = text("""
SELECT p.path FROM changes x JOIN paths p ON p.id = x.path_id
WHERE x.commit_id > :after AND x.status = 'A' AND p.path >= 'Misc/NEWS.d/next/' AND p.path < 'Misc/NEWS.d/next0'
""")
_NEWS_AFTER = text("""
SELECT 1 FROM paths p JOIN changes x ON x.path_id = p.id WHERE p.path = 'Misc/NEWS' AND x.commit_id > :after
""")
_TAGGED = """
SELECT m.issue_id, c.id, c.line, c.committed_utc, c.sha, r.version FROM paths p
JOIN changes x ON x.path_id = p.id JOIN commits c ON c.id = x.commit_id
JOIN mentions m ON m.commit_id = c.id AND m.role IN ('closes', 'tags')
LEFT JOIN release_commits f ON f.commit_id = c.id LEFT JOIN releases r ON r.id = f.release_id
WHERE p.path = 'Misc/NEWS' AND m.issue_id IS NOT NULL
"""
_RELEASES = "SELECT version, line, phase, released_utc FROM releases ORDER BY position"
# Entries that were read from commits already have theirs: see unreleased.py.
_ENTRIES = """
SELECT id, line, release, nonce, commit_id FROM news_entries WHERE release IS NOT NULL OR fate IS NULL ORDER BY id
"""
_ABOUT = "SELECT entry_id, issue_id FROM news_issues WHERE role = 'tags' ORDER BY entry_id, ordinal"


class _Commit(NamedTuple):
    """A commit that changed NEWS; ``at`` is its committer time in UTC seconds."""

    identity: int
    line: str | None
    at: int
    sha: str
    first: str | None  # its first release


class _Span(NamedTuple):
    """The period in which commits were made for a release, in UTC seconds; only ``until`` is included."""

    after: int
    until: int


_NEVER = _Span(0, 0)


def tie_commits(connection: Connection, after: int, first: int) -> None:
    """Find the commit of every entry and store those that changed.

    ``after`` is the id of a commit: since it was stored, commits were added and nothing else changed. It is 0 if
    anything may have changed. Unless a commit after it changed ``Misc/NEWS``, only entries with an id from ``first`` on
    and entries whose blurb a new commit added are looked up.
    """
    if after and connection.execute(_NEWS_AFTER, {"after": after}).first() is not None:
        after = 0
    entries = list(bulk.rows(connection, _ENTRIES))
    if after:
        paths = connection.scalars(_ADDED_AFTER, {"after": after})
        fresh = {nonce for path in paths if (nonce := nonce_of(path))}
        entries = [entry for entry in entries if entry[0] >= first or entry[3] in fresh]
    if not entries:
        return
    by_nonce, issues_of = _added(connection, {entry[3] for entry in entries if entry[3]})
    by_issue: dict[int, list[_Commit]] = defaultdict(list)
    about: dict[int, list[int]] = defaultdict(list)
    for entry, issue in bulk.rows(connection, _ABOUT):
        about[entry].append(issue)
    if any(entry[3] not in by_nonce for entry in entries):
        for issue, *commit in bulk.rows(connection, _TAGGED):
            by_issue[issue].append(_Commit(*commit))
    spans = _spans(connection)
    changed: list[tuple[object, ...]] = []
    for entry, line, release, nonce, stored in entries:
        if nonce in by_nonce:
            added = _of_line(by_nonce[nonce], line, release, spans.get(release, _NEVER))
            naming = [one for one in added if not issues_of[one.identity].isdisjoint(about[entry])]
            found = (naming or added)[-1].identity if added else None
        else:
            candidates = [by_issue.get(issue, ()) for issue in about[entry]]
            found = _of_issues(candidates, line, release, spans.get(release, _NEVER))
        if found != stored:
            changed.append((found, entry))
    bulk.update(connection, tables.news_entries, ("commit_id",), ("id",), changed)


def _added(connection: Connection, nonces: set[str]) -> tuple[dict[str, list[_Commit]], dict[int, set[int]]]:
    """Return by nonce the commits that added a file with it, oldest first, without conversions and later moves.

    Beside them, return the ids of the issues that each of these commits, by its id, tags or closes.
    """
    named = {path: nonce for path, name in bulk.rows(connection, _BLURBS) if (nonce := nonce_of(name)) in nonces}
    with bulk.holding(connection, "blurbs", named):
        changed = [(status, named[path], _Commit(*commit)) for status, path, *commit in bulk.rows(connection, _ADDED)]
    deleted = {(nonce, commit.identity) for status, nonce, commit in changed if status == "D"}
    rows = [(nonce, commit) for status, nonce, commit in changed if status == "A"]
    with bulk.holding(connection, "adding", {commit.identity for _, commit in rows}):
        bulks = {commit for (commit,) in bulk.rows(connection, _CONVERSIONS)}
        issues_of: dict[int, set[int]] = defaultdict(set)
        for commit, issue in bulk.rows(connection, _ISSUES_OF_ADDING):
            issues_of[commit].add(issue)
    found: dict[str, list[_Commit]] = defaultdict(list)
    for nonce, commit in sorted(rows, key=lambda row: (row[1].at, row[1].sha)):
        # Who moves a file did not add it, unless nobody else did.
        if commit.identity not in bulks and not (nonce in found and (nonce, commit.identity) in deleted):
            found[nonce].append(commit)
    return found, issues_of


def _of_line(candidates: Sequence[_Commit], line: str, release: str | None, span: _Span) -> Sequence[_Commit]:
    """Return those of the commits that added a blurb which may have done it for a line or a release, oldest first."""
    own = [one for one in candidates if release is not None and one.first == release]
    here = own or [one for one in candidates if one.line == line]
    if not here and release is not None:
        here = [one for one in candidates if one.line == MAIN]
    # What was added only after the release is another attempt, unless the release's tag is not known.
    return [one for one in here if one.at <= span.until] or here[:1] if span.until else here


def _of_issues(candidates: Sequence[Sequence[_Commit]], line: str, release: str | None, span: _Span) -> int | None:
    """Return the id of the commit that tags the issues and was made for the release, if there is exactly one.

    In the hg years a change was committed on the oldest line that should have it and then merged into newer lines. So
    if the entry's own line has no such commit, the one on the newest older line counts.
    """
    if release is None:
        return None
    commits = list({one.identity: one for of_issue in candidates for one in of_issue}.values())
    own = [one for one in commits if one.first == release]
    in_time = [one for one in commits if span.after < one.at <= span.until]
    older = {
        version_numbers(one.line) for one in in_time if one.line and version_numbers(one.line) < version_numbers(line)
    }
    newest = max(older, default=())
    for found in (
        own,
        [one for one in own if one.line in {line, MAIN}],
        [one for one in in_time if one.line == line],
        [one for one in in_time if one.line and newest and version_numbers(one.line) == newest],
    ):
        if len(found) == 1:
            return found[0].identity
    return None


def _spans(connection: Connection) -> dict[str, _Span]:
    """Return by version the period in which commits were made for a release.

    It begins with the previous release on the line; for a final release, with the previous final one, because entries
    of its pre-releases were often moved under its name later; for the first release of a line, when the line before
    was released.
    """
    spans: dict[str, _Span] = {}
    last: dict[str, int] = {}
    last_final: dict[str, int] = {}
    begins = 0
    opened: dict[str, int] = {}
    for version, line, phase, released in connection.execute(text(_RELEASES)):
        start = opened.setdefault(line, begins)
        spans[version] = _Span((last_final if phase == "final" else last).get(line, start), released)
        last[line] = released
        if phase == "final":
            if line not in last_final:
                begins = released
            last_final[line] = released
    return spans
