"""Leads: the ancestors that a commit may mean if it claims an undo without naming a commit.

*By author and time*: "Revert my last checkin" means one of the latest changes to the same paths. Only the few latest of
each path are considered: half of all reverts come within five hours of what they undo, nine in ten within a week.

*By issue*: "Revert changes of issue #19466" means the ancestors with that issue. An issue alone is weak evidence,
because most commits of an issue are not reverts; paths and blobs decide which commit is meant.

*By CVS revision*: "Revert 1.30" means the 30th change of a file on the trunk, which can be counted. Only numbers that
begin with 1 count from the file's first change: the number of changes before a jump to 2.1 is unknown. If the message
names a file, that one is meant, otherwise any file that the commit changed. The count may be off by one, because a
revision without changes is not a commit, so it is evidence like any other.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from miner.contents.paths import Paths
from miner.graph.line_names import version_numbers
from miner.relations.relation_pass import Pass
from miner.store import bulk

#: How many changes of a path are looked at, and how many paths a commit may have for that.
LATEST = 8
_PATHS = 40

_HISTORY = """
SELECT x.path_id, x.commit_id FROM asked k CROSS JOIN changes x WHERE x.path_id = k.id ORDER BY k.id, x.commit_id
"""
_SAME_ISSUE = """
SELECT DISTINCT k.id, t.commit_id, i.key
FROM claiming k
CROSS JOIN mentions s
CROSS JOIN mentions t
CROSS JOIN issues i
WHERE s.commit_id = k.id AND t.issue_id = s.issue_id AND t.role IN ('closes', 'tags')
  AND t.commit_id < k.id AND i.id = s.issue_id
ORDER BY k.id, t.commit_id, i.key
"""
_REVISIONS = """
SELECT m.commit_id, m.number, m.text, c.message
FROM undo_claims u CROSS JOIN {affected} a CROSS JOIN mentions m CROSS JOIN commits c
WHERE a.id = u.commit_id AND m.commit_id = u.commit_id AND c.id = u.commit_id
  AND m.tracker = 'cvs' AND m.role = 'undoes' AND m.position <> 'quoted'
ORDER BY m.commit_id, m.ordinal
"""
_NAMES = "SELECT p.id, p.path FROM asked k CROSS JOIN paths p WHERE p.id = k.id"
_TRUNK = """
SELECT x.path_id, x.commit_id FROM asked k CROSS JOIN changes x CROSS JOIN commits c
WHERE x.path_id = k.id AND c.id = x.commit_id AND c.svn_branch = 'legacy-trunk'
  AND c.line IS NOT NULL
ORDER BY x.path_id, x.commit_id
"""
_FIRST_REVISION: Final = re.compile(r"1\.([0-9]+)")


def latest_changes(this: Pass, paths_of: Paths, commits: Iterable[int]) -> dict[int, set[int]]:
    """Return {commit: the ancestors that last changed its paths}."""
    chosen = {commit: paths_of[commit] for commit in commits if len(paths_of[commit]) <= _PATHS}
    with bulk.holding(this.connection, "asked", {path for paths in chosen.values() for path in paths}):
        rows = bulk.rows(this.connection, _HISTORY)
        history = {path: [commit for _, commit in changes] for path, changes in groupby(rows, key=itemgetter(0))}
    this.ages.load({commit for changes in history.values() for commit in changes})
    for changes in history.values():
        changes.sort(key=this.ages.__getitem__, reverse=True)
    return {
        commit: {near for path in paths for near in _nearest(this, history.get(path, []), commit)}
        for commit, paths in chosen.items()
    }


def _nearest(this: Pass, changes: Sequence[int], commit: int) -> set[int]:
    """Return the latest ancestors of a commit among these changes, which begin with the last.

    As many on its own line, and as many on any line but those of an earlier major version: a graft makes all of 2.x
    ancestors of some commits of 3.x.
    """
    own: list[int] = []
    near: list[int] = []
    line = this.lines[commit]
    major = version_numbers(line)[:1]
    for change in changes:
        if change >= commit:
            continue
        made_for = this.lines[change]
        if () < version_numbers(made_for)[:1] < major:
            continue
        if (made_for == line or len(near) < LATEST) and this.had(change, commit):
            if made_for == line:
                own.append(change)
            if len(near) < LATEST:
                near.append(change)
            if len(own) == LATEST:
                break
    return {*own, *near}


def same_issue(this: Pass, commits: Iterable[int]) -> dict[int, dict[int, str]]:
    """Return {commit: {ancestor: key of an issue}} for ancestors that tag or close an issue which the commit names."""
    found: dict[int, dict[int, str]] = {}
    with bulk.holding(this.connection, "claiming", commits):
        for commit, ancestor, key in bulk.rows(this.connection, _SAME_ISSUE):
            if this.had(ancestor, commit):
                found.setdefault(commit, {}).setdefault(ancestor, key)
    return found


def counted_changes(this: Pass, paths_of: Paths, commits: Collection[int]) -> dict[int, dict[int, str]]:
    """Return {commit: {ancestor: CVS revision}} for the revisions that affected commits among these say they undo."""
    asked: list[tuple[int, int, str, str]] = []
    for commit, number, words, message in this.affected.rows(_REVISIONS):
        first = _FIRST_REVISION.fullmatch(number)
        # "Reverted from 1.30.2.1 to 1.30" names the state to restore; the changes after it are meant.
        state = rf"\sto\s+(?:rev\w*\.?\s+)?{re.escape(words)}(?![\w.]\w)"
        if first and commit in commits and not re.search(state, message):
            asked.append((commit, int(first[1]), words, message))
    if not asked:
        return {}
    names: dict[int, str] = {}
    history: dict[int, list[int]] = {}
    with bulk.holding(this.connection, "asked", {path for commit, *_ in asked for path in paths_of[commit]}):
        names.update((path, name.rpartition("/")[2]) for path, name in bulk.rows(this.connection, _NAMES))
        for path, change in bulk.rows(this.connection, _TRUNK):
            history.setdefault(path, []).append(change)
    found: dict[int, dict[int, str]] = {}
    for commit, number, words, message in asked:
        for path in _meant({path: names[path] for path in paths_of[commit]}, words, message):
            changes = history.get(path, [])
            if not 0 < number <= bisect_left(changes, commit):
                continue
            target = changes[number - 1]
            if this.had(target, commit):
                found.setdefault(commit, {})[target] = words
    return found


def _meant(names: dict[int, str], words: str, message: str) -> set[int]:
    """Return the paths that a revision may belong to: those named beside it, or anywhere in the message, or all."""
    said = " ".join(message.split())
    revision = re.escape(" ".join(words.split()))
    for place in (r"(?<![\w.])FILE[ :,(]*REV|REV (?:of|in) FILE(?![\w.]\w)", r"(?<![\w.])FILE(?![\w.]\w)"):
        beside = place.replace("REV", revision)
        if found := {path for path, name in names.items() if re.search(beside.replace("FILE", re.escape(name)), said)}:
            return found
    return set(names)
