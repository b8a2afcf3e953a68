"""Find the commits that the Mercurial ids of the years 2011 to 2017 became.

No list was ever published. An id is proved by

``graft``     a commit that was grafted or transplanted names its source in a header, and the source is the only other
              commit of the same author in the same second;
``back-out``  ``Backed out changeset X`` is the exact inverse of one ancestor, which then is X;
``record``    a comment of the tracker's robot gives author, branch and title, which only one commit has;
``import``    a file that a user gave to ``miner db import-revisions``: this has priority over all else.

An id that could belong to several commits is given to none. Proposed commits prove nothing. The ids of the svn years
come from :mod:`miner.resolve.svn_map`.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, text

from miner.contents.change_ids import inverse_changes
from miner.graph.ancestry import Graph
from miner.store import bulk, tables

# Digits of an abbreviated Mercurial id, as in messages.
SHORT = 12
_TRUST = ("import", "graft", "record", "back-out")

_GRAFTS = """
SELECT g.hg_source, s.sha, CASE WHEN s.title_key = g.title_key THEN 0 ELSE 1 END,
       CASE WHEN s.hg_source IS NULL THEN 0 ELSE 1 END
FROM commits g
JOIN commits s ON s.author_id = g.author_id AND s.authored_utc = g.authored_utc AND s.id <> g.id
WHERE g.hg_source IS NOT NULL AND g.line IS NOT NULL AND s.line IS NOT NULL AND s.parent_count < 2
  AND (s.hg_source IS NULL OR s.hg_source <> g.hg_source)
ORDER BY g.hg_source, s.sha
"""
_BACK_OUTS = """
SELECT m.commit_id, MIN(m.number) FROM mentions m CROSS JOIN commits c
WHERE m.commit_id > :after AND c.id = m.commit_id AND m.tracker = 'hg' AND m.role = 'undoes' AND c.parent_count < 2
  AND c.line IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM commits k
                  WHERE k.hg_node >= m.number AND k.hg_node < m.number || 'g' AND k.svn_revision IS NOT NULL)
GROUP BY m.commit_id HAVING COUNT(DISTINCT m.number) = 1
"""
# New commits that can prove an id: a back-out, a graft, a commit made in the same second by the author of a graft, or
# one that the robot may have reported.
_TELLING = text(f"""
SELECT 1 WHERE EXISTS ({_BACK_OUTS}) OR EXISTS (
    SELECT 1 FROM commits n WHERE n.id > :after AND (n.hg_source IS NOT NULL OR EXISTS (
        SELECT 1 FROM commits g
        WHERE g.author_id = n.author_id AND g.authored_utc = n.authored_utc AND g.hg_source IS NOT NULL)
    OR (n.era = 'hg' AND EXISTS (SELECT 1 FROM record_changesets))))
""")  # noqa: S608 - our own query
# The trunk was the branch "default". Merges have all the same title, so that the only one that is there proves nothing.
_REPORTED = """
SELECT DISTINCT s.hg_node, c.sha FROM record_changesets s
JOIN people a ON a.name = s.author
JOIN commits c ON c.author_id = a.id AND c.subject = s.subject
WHERE c.era = 'hg' AND c.parent_count < 2 AND c.line = CASE s.branch WHEN 'default' THEN 'main' ELSE s.branch END
"""
_MEANT = "SELECT c.id, c.sha FROM meant k CROSS JOIN commits c WHERE c.id = k.id"
_STORED = "SELECT space, name, sha, source FROM revision_map WHERE space = 'hg'"
_NAMED = "SELECT c.id, c.sha, c.hg_node FROM commits c WHERE c.hg_node IS NOT NULL AND c.svn_revision IS NULL"
_MAPPED = """
SELECT DISTINCT c.sha, c.id, c.hg_node, c.svn_revision FROM revision_map r JOIN commits c ON c.sha = r.sha
WHERE r.space = 'hg'
"""
_GRAFTED = "SELECT id, hg_source FROM commits WHERE hg_source IS NOT NULL ORDER BY id"


def name_commits(connection: Connection, graph: Graph, after: int, *, imported: bool) -> list[str]:
    """Store the Mercurial id of every commit whose id is proved; return the ids whose commit has changed.

    Commits with ids greater than ``after`` are new; ``imported`` says that names were imported since the last call.
    """
    if after and not imported and connection.execute(_TELLING, {"after": after}).first() is None:
        return []
    proven = {(name, sha, "graft") for name, sha in _grafts(connection)}
    proven |= {(name, sha, "record") for name, sha in _reported(connection)}
    stored = {(name, sha, source) for _, name, sha, source in connection.execute(text(_STORED))}
    proven |= {row for row in stored if row[2] == "import"}
    proven |= {(name, sha, "back-out") for name, sha in _back_outs(connection, graph)}
    for row in sorted(stored - proven):
        connection.execute(
            text("DELETE FROM revision_map WHERE space = 'hg' AND name = :name AND sha = :sha AND source = :source"),
            dict(zip(("name", "sha", "source"), row, strict=True)),
        )
    columns = ("space", "name", "sha", "source")
    bulk.insert(connection, tables.revision_map, columns, [("hg", *row) for row in sorted(proven - stored)])
    sources = [source for commit, source in connection.execute(text(_GRAFTED)) if commit > after]
    return sources + _apply(connection, _agreed(proven))


def _grafts(connection: Connection) -> Iterable[tuple[str, str]]:
    """Yield (Mercurial id, sha) of the sources of grafts.

    Of several possible sources, those with the same title are preferred, then those that are not grafts themselves.
    """
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for node, sha, other_title, is_graft in connection.execute(text(_GRAFTS)):
        if (rank := (other_title, is_graft, sha)) not in found[node]:
            found[node].append(rank)
    for node, ranks in found.items():
        best = [rank for rank in ranks if rank[:2] == min(ranks)[:2]]
        if len(best) == 1:
            yield node, best[0][2]


def _reported(connection: Connection) -> Iterable[tuple[str, str]]:
    """Yield (Mercurial id, sha) of the commits that the tracker's robot reported, if only one fits."""
    found: dict[str, set[str]] = defaultdict(set)
    for node, sha in connection.execute(text(_REPORTED)):
        found[node].add(sha)
    for node, shas in found.items():
        if len(shas) == 1:
            yield node, shas.pop()


def _back_outs(connection: Connection, graph: Graph) -> Iterable[tuple[str, str]]:
    """Yield (Mercurial id, sha) of backed out commits: the nearest ancestor with exactly the inverse change."""
    named = {commit: number for commit, number in connection.execute(text(_BACK_OUTS), {"after": 0})}
    if not named:
        return
    meant: dict[int, set[str]] = {}
    for commit, others in inverse_changes(connection, named).items():
        ancestors = [other for other in others if graph.is_ancestor(other, commit)]
        nearest = [one for one in ancestors if not any(graph.is_ancestor(one, other) for other in ancestors)]
        if len(nearest) == 1:
            meant.setdefault(nearest[0], set()).add(named[commit])
    with bulk.holding(connection, "meant", meant):
        for commit, sha in bulk.rows(connection, _MEANT):
            yield from ((number, sha) for number in meant[commit])


def _agreed(proven: Iterable[tuple[str, str, str]]) -> dict[str, tuple[str, str]]:
    """Return {sha: (source, Mercurial id)} for ids whose most trusted source names a single commit."""
    by_node: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for name, sha, source in proven:
        by_node[name[:SHORT]].append((_TRUST.index(source), sha, name))
    found: dict[str, tuple[int, str]] = {}
    for claims in by_node.values():
        trust = min(claims)[0]
        shas = {sha for rank, sha, _ in claims if rank == trust}
        if len(shas) == 1:
            sha = shas.pop()
            longest = max((name for _, claimed, name in claims if claimed == sha), key=len)
            found[sha] = min(found.get(sha, (trust, longest)), (trust, longest))
    return {sha: (_TRUST[trust], node) for sha, (trust, node) in found.items()}


def _apply(connection: Connection, wanted: dict[str, tuple[str, str]]) -> list[str]:
    """Store the ids that changed, and return them.

    Commits of the svn years keep the id from the list; only an import can fill in one that the list lacks.
    """
    stored = {sha: (commit, node) for commit, sha, node in connection.execute(text(_NAMED))}
    changed: list[tuple[object, ...]] = [(None, commit) for sha, (commit, _) in stored.items() if sha not in wanted]
    named = [node for sha, (_, node) in stored.items() if sha not in wanted]
    mapped = {sha: rest for sha, *rest in bulk.rows(connection, _MAPPED)}
    for sha, (source, node) in wanted.items():
        if stored.get(sha, (0, None))[1] == node:
            continue
        if sha not in mapped:
            continue
        commit, before, revision = mapped[sha]
        if revision is None or (source == "import" and before is None):
            changed.append((node, commit))
            named += [name for name in (node, before) if name]
    bulk.update(connection, tables.commits, ("hg_node",), ("id",), changed)
    return named
