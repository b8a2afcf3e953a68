"""NEWS entries → the commits that added them.

A blurb's nonce is in the name of the file that its commit added; several lines may have added it, so the commit whose
first release is the entry's own goes first, then one of the same line. Before blurb only the issue ties an entry to a
commit: to the one commit that tags it and changed ``Misc/NEWS`` for this release, should there be exactly one.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, text

from miner.graph.line_names import MAIN
from miner.news.blurbs import nonce_of
from miner.store import bulk, tables

#: The conversions to blurb added thousands of files that others had written: more at once than a change brings.
BULK = 20

_BLURBS = "SELECT id, path FROM paths WHERE path >= 'Misc/NEWS.d/next/' AND path < 'Misc/NEWS.d/next0'"
_ADDED = """
SELECT b.id, c.id, c.line, c.committed_utc, c.sha, r.version
FROM blurbs b CROSS JOIN changes x CROSS JOIN commits c
LEFT JOIN release_commits f ON f.commit_id = c.id LEFT JOIN releases r ON r.id = f.release_id
WHERE x.path_id = b.id AND c.id = x.commit_id AND x.status = 'A'
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
# Entries that were read from commits have theirs: see added.py.
_ENTRIES = """
SELECT id, line, release, nonce, commit_id FROM news_entries WHERE release IS NOT NULL OR fate IS NULL ORDER BY id
"""
_ABOUT = "SELECT entry_id, issue_id FROM news_issues WHERE role = 'tags' ORDER BY entry_id, ordinal"


class _Commit(NamedTuple):
    """A commit that touched NEWS."""

    identity: int
    line: str | None
    at: int
    sha: str
    first: str | None  # its first release


class _Span(NamedTuple):
    """The time in which commits were made for a release."""

    after: int
    until: int


_NEVER = _Span(0, 0)


def tie_commits(connection: Connection, after: int, first: int) -> None:
    """Find the commit of every entry and store what differs.

    Where nothing has changed since commit ``after`` but that commits came (0: anything may have), only the entries from
    ``first`` on are looked at, and those that new commits may have added.
    """
    if after and connection.execute(_NEWS_AFTER, {"after": after}).first() is not None:
        after = 0
    entries = list(bulk.rows(connection, _ENTRIES))
    if after:
        paths = connection.scalars(_ADDED_AFTER, {"after": after})
        fresh = {nonce for path in paths if (nonce := nonce_of(path))}
        entries = [entry for entry in entries if entry[0] >= first or entry[3] in fresh]
    by_nonce = _added(connection, {entry[3] for entry in entries if entry[3]})
    by_issue: dict[int, list[_Commit]] = defaultdict(list)
    about: dict[int, list[int]] = defaultdict(list)
    if any(entry[3] not in by_nonce for entry in entries):
        for issue, *commit in bulk.rows(connection, _TAGGED):
            by_issue[issue].append(_Commit(*commit))
        for entry, issue in bulk.rows(connection, _ABOUT):
            about[entry].append(issue)
    spans = _spans(connection)
    changed: list[tuple[object, ...]] = []
    for entry, line, release, nonce, stored in entries:
        if nonce in by_nonce:
            found = _of_blurb(by_nonce[nonce], line, release)
        else:
            candidates = [by_issue.get(issue, ()) for issue in about[entry]]
            found = _of_issues(candidates, line, release, spans.get(release, _NEVER))
        if found != stored:
            changed.append((found, entry))
    bulk.update(connection, tables.news_entries, ("commit_id",), ("id",), changed)


def _added(connection: Connection, nonces: set[str]) -> dict[str, list[_Commit]]:
    """Return the commits that added a file with one of these nonces, oldest first."""
    named = {path: nonce for path, name in bulk.rows(connection, _BLURBS) if (nonce := nonce_of(name)) in nonces}
    with bulk.holding(connection, "blurbs", named):
        rows = [(named[path], _Commit(*commit)) for path, *commit in bulk.rows(connection, _ADDED)]
    with bulk.holding(connection, "adding", {commit.identity for _, commit in rows}):
        bulks = {commit for (commit,) in bulk.rows(connection, _CONVERSIONS)}
    found: dict[str, list[_Commit]] = defaultdict(list)
    for nonce, commit in sorted(rows, key=lambda row: (row[1].at, row[1].sha)):
        if commit.identity not in bulks:
            found[nonce].append(commit)
    return found


def _of_blurb(candidates: Sequence[_Commit], line: str, release: str | None) -> int | None:
    own = [one for one in candidates if release is not None and one.first == release]
    here = own or [one for one in candidates if one.line == line]
    if not here and release is not None:
        here = [one for one in candidates if one.line == MAIN]
    return here[0].identity if here else None


def _of_issues(candidates: Sequence[Sequence[_Commit]], line: str, release: str | None, span: _Span) -> int | None:
    """Return the one commit that tags the issues and was made for the release, if there is exactly one.

    In the hg years a change was made on the oldest line that should have it and merged up, so that an older line's
    commit stands in where the entry's own line has none; of several older lines the newest was merged last.
    """
    if release is None:
        return None
    commits = list({one.identity: one for of_issue in candidates for one in of_issue}.values())
    own = [one for one in commits if one.first == release]
    in_time = [one for one in commits if span.after < one.at <= span.until]
    older = {_number(one.line) for one in in_time if one.line and _number(one.line) < _number(line)}
    newest = max(older, default=())
    for found in (
        own,
        [one for one in own if one.line in {line, MAIN}],
        [one for one in in_time if one.line == line],
        [one for one in in_time if one.line and newest and _number(one.line) == newest],
    ):
        if len(found) == 1:
            return found[0].identity
    return None


@cache
def _number(line: str) -> tuple[int, ...]:
    """Return a line as numbers to compare, () if it is none."""
    parts = line.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


def _spans(connection: Connection) -> dict[str, _Span]:
    """Return for each release since when commits were made for it.

    Since the release before it on its line, for a final one since the final one before it, because its candidates'
    entries were often put under its name later; for the first of a line since the line before was released.
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
