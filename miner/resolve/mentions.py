"""Resolve mentions of commits: git shas, svn revisions, Mercurial ids and pull requests.

Names are looked up among all commits. Several may match, because 147 svn revisions changed several branches and an
abbreviation may not be unique. Then svn revisions mean a commit on the branch that the message names as the source of
a merge, or else on the message's own branch or line; of the rest the only ancestor is chosen, or else the only one that
is not proposed. If that does not leave exactly one commit, the mention is ``ambiguous``.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Container, Sequence

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.resolve.hg_ids import SHORT
from miner.store import bulk, tables

#: A number of GitHub that is no issue is a pull request: see pull_requests.py.
_GITHUB = frozenset(("pr", "gh"))
_NAMING = """
SELECT m.commit_id, m.ordinal, m.tracker, m.number, m.role FROM {commits} mentions m
WHERE {these} (m.tracker IN ('git', 'hg', 'svn')
               OR (m.tracker = 'pr' AND m.role <> 'tags' AND COALESCE(m.resolution, '') <> 'elsewhere')
               OR (m.tracker = 'gh' AND m.issue_id IS NULL AND COALESCE(m.resolution, '') <> 'elsewhere'))
ORDER BY m.commit_id, m.ordinal
"""
_ALL = {"commits": "", "these": ""}
_SOME = {"commits": "resolving a CROSS JOIN", "these": "m.commit_id = a.id AND"}
_ALL_NAMING, _SOME_NAMING = _NAMING.format(**_ALL), _NAMING.format(**_SOME)
_LANDED = """
SELECT m.number, c.id FROM mentions m JOIN commits c ON c.id = m.commit_id
WHERE m.tracker = 'pr' AND m.role = 'tags' AND c.line IS NOT NULL AND COALESCE(m.resolution, '') <> 'elsewhere' {only}
ORDER BY c.committed_utc, c.sha
"""
_NUMBERS = """
SELECT k.number FROM resolving a JOIN mentions k ON k.commit_id = a.id WHERE k.tracker IN ('pr', 'gh')
"""
_NUMBERED = f"AND m.number IN ({_NUMBERS})"
_KNOWN = f"WHERE CAST(number AS TEXT) IN ({_NUMBERS})"
# cvs2svn made commits for tags; they carry the number of the revision before them.
_SVN = """
SELECT CAST(c.svn_revision AS TEXT), c.id FROM commits c
WHERE c.svn_revision IS NOT NULL {only} AND NOT (c.subject LIKE 'This commit was manufactured%' AND EXISTS (
      SELECT 1 FROM commits o WHERE o.svn_revision = c.svn_revision AND o.svn_branch = c.svn_branch
      AND o.subject NOT LIKE 'This commit was manufactured%'))
UNION
SELECT r.name, c.id FROM revision_map r JOIN commits c ON c.sha = r.sha WHERE r.space = 'svn' ORDER BY 2
"""
_SPOKEN = """
AND c.svn_revision IN (
    SELECT CAST(m.number AS INTEGER) FROM resolving a JOIN mentions m ON m.commit_id = a.id
    WHERE m.tracker = 'svn')
"""
_HASHES = """
SELECT DISTINCT m.number, c.id FROM {{commits}} mentions m CROSS JOIN commits c
WHERE {{these}} m.tracker IN ('git', 'hg') AND c.{column} >= {name} AND c.{column} < {name} || 'g' {more}
"""
# Not LENGTH(m.number) IN (12, 40), which nearly all have: PostgreSQL guesses that one in a hundred does, and then
# compares all with all commits.
_WHOLE = f"AND CASE LENGTH(m.number) WHEN {SHORT} THEN 1 WHEN 40 THEN 1 ELSE 0 END <> 0"
_NODE = {"name": f"SUBSTR(m.number, 1, {SHORT})", "more": _WHOLE}
# The first that matches counts: the beginning of a sha, a Mercurial id. If the source of a graft is not known itself,
# the graft stands for it: it is the same change.
_BY_HASH = (
    _HASHES.format(column="sha", name="m.number", more=""),
    _HASHES.format(column="hg_node", **_NODE),
    _HASHES.format(column="hg_source", **_NODE),
)
_ALL_HASHES = tuple(select.format(**_ALL) for select in _BY_HASH)
_SOME_HASHES = tuple(select.format(**_SOME) for select in _BY_HASH)
# What a record says about a pull request stays, whether or not a commit names it.
_UNLANDED = "UPDATE pull_requests SET commit_id = NULL WHERE number = :number"
_FORGET = "DELETE FROM pull_requests WHERE number = :number AND state IS NULL"
_PROPOSED = "SELECT id FROM commits WHERE line IS NULL"
_PLACE = "SELECT svn_branch, line, message FROM commits WHERE id = :commit"
_SOURCE = re.compile(r"/python/(?:branches/)?([\w.-]+)")


def resolve_mentions(connection: Connection, graph: Graph, commits: Collection[int] | None) -> None:
    """Resolve the mentions of these commits, or of all if None, and store which commit landed which pull request."""
    if commits is None:
        _resolve(connection, graph, whole=True)
    else:
        with bulk.holding(connection, "resolving", commits):
            _resolve(connection, graph, whole=False)


def _resolve(connection: Connection, graph: Graph, *, whole: bool) -> None:
    landed = _pull_requests(connection, whole=whole)
    svn: dict[str, list[int]] = defaultdict(list)
    for name, commit in bulk.rows(connection, _SVN.format(only="" if whole else _SPOKEN)):
        svn[name.partition("@")[0]].append(commit)
    by_hash = _by_hash(connection, whole=whole)
    proposed = {commit for (commit,) in bulk.rows(connection, _PROPOSED)}
    updates = []
    for commit, ordinal, tracker, number, role in list(bulk.rows(connection, _ALL_NAMING if whole else _SOME_NAMING)):
        if role == "stands-for":
            resolved, resolution = None, "elsewhere"
        elif tracker in _GITHUB:
            found = landed.get(number)
            resolved, resolution = (found, "resolved") if found else (None, "unknown")
        elif tracker == "svn":
            candidates: Sequence[int] = [one for one in svn.get(number, ()) if one != commit]
            if len(candidates) > 1:
                candidates = _on_branch(connection, candidates, commit)
            resolved, resolution = _choose(graph, proposed, candidates, commit)
        else:
            resolved, resolution = _choose(graph, proposed, by_hash.get(number, ()), commit)
        updates.append((resolved, resolution, commit, ordinal))
    bulk.update(connection, tables.mentions, ("resolved_id", "resolution"), ("commit_id", "ordinal"), updates)


def _by_hash(connection: Connection, *, whole: bool) -> dict[str, list[int]]:
    """Return {hexadecimal name: the commits that it may mean}, for the names in the mentions that are resolved."""
    found: dict[str, list[int]] = {}
    for select in _ALL_HASHES if whole else _SOME_HASHES:
        more: dict[str, list[int]] = defaultdict(list)
        for number, commit in bulk.rows(connection, select):
            more[number].append(commit)
        found = more | found
    return found


def _on_branch(connection: Connection, candidates: Sequence[int], commit: int) -> Sequence[int]:
    """Return those commits of an svn revision that are on the branch that ``commit`` means; all if none is."""
    own_branch, own_line, message = connection.execute(text(_PLACE), {"commit": commit}).one()
    source = _SOURCE.search(message)
    branch = source and ("legacy-trunk" if source[1] == "trunk" else source[1])
    places = {one: connection.execute(text(_PLACE), {"commit": one}).one() for one in candidates}
    for wanted, column in ((branch, 0), (own_branch, 0), (own_line, 1)):
        if wanted and (found := [one for one in candidates if places[one][column] == wanted]):
            return found
    return candidates


def _choose(graph: Graph, proposed: Container[int], candidates: Sequence[int], commit: int) -> tuple[int | None, str]:
    others = [candidate for candidate in candidates if candidate != commit]
    if len(others) > 1:
        ancestors = [candidate for candidate in others if graph.is_ancestor(candidate, commit)]
        others = ancestors or [candidate for candidate in others if candidate not in proposed] or others
    if not others:
        return None, "unknown"
    return (others[0], "resolved") if len(others) == 1 else (None, "ambiguous")


def _pull_requests(connection: Connection, *, whole: bool) -> dict[str, int]:
    """Return {pull request number: commit that landed it}, and store what changed.

    That is the first commit with the number: later ones are backports from the time before the bots opened a pull
    request for each. Unless ``whole``, only the numbers that affected commits name are looked up.
    """
    landed: dict[str, int] = {}
    for number, commit in bulk.rows(connection, _LANDED.format(only="" if whole else _NUMBERED)):
        landed.setdefault(number, commit)
    select = f"SELECT number, commit_id FROM pull_requests {'' if whole else _KNOWN}"  # noqa: S608 - our own names
    known = {str(number): commit for number, commit in connection.execute(text(select))}
    new = [(int(number), commit) for number, commit in landed.items() if number not in known]
    moved = [
        {"number": int(number), "commit": landed[number]}
        for number, commit in known.items()
        if number in landed and landed[number] != commit
    ]
    gone = [{"number": int(number)} for number, commit in known.items() if number not in landed and commit is not None]
    bulk.insert(connection, tables.pull_requests, ("number", "commit_id"), new)
    if moved:
        connection.execute(text("UPDATE pull_requests SET commit_id = :commit WHERE number = :number"), moved)
    if gone:
        connection.execute(text(_UNLANDED), gone)
        connection.execute(text(_FORGET), gone)
    return landed
