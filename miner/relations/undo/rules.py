"""Rules that withdraw candidates, found by reading real reverts."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, text

from miner.relations.candidates import Candidate
from miner.relations.relation_pass import Pass
from miner.store import bulk

#: Reverts with a lower confidence are not stored.
THRESHOLD = 0.5
# Commits without changes, mostly merges, cannot be compared.
_STRANGERS = """
SELECT p.source, p.target FROM pairs p
WHERE EXISTS (SELECT 1 FROM changes x WHERE x.commit_id = p.source)
  AND EXISTS (SELECT 1 FROM changes y WHERE y.commit_id = p.target)
  AND NOT EXISTS (SELECT 1 FROM changes x JOIN changes y ON y.commit_id = p.target AND y.path_id = x.path_id
                  WHERE x.commit_id = p.source)
"""
# Without a parent's tree or its own, a commit only seems to change nothing.
_EMPTY = """
SELECT k.id FROM compared k CROSS JOIN commits c
WHERE c.id = k.id AND c.parent_count = 1 AND c.era NOT IN ('cvs', 'svn')
  AND NOT EXISTS (SELECT 1 FROM changes x WHERE x.commit_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM gaps g WHERE g.commit_id = c.id)
"""
_NAMES = """
SELECT x.commit_id, p.path FROM compared k CROSS JOIN changes x CROSS JOIN paths p
WHERE x.commit_id = k.id AND p.id = x.path_id
"""
_STORED = "SELECT source_id, target_id FROM relations WHERE kind = 'undoes' AND through_id IS NULL"


def withdraw_reverts_of_reverts(this: Pass) -> None:
    """Withdraw *S undoes X* if S undoes R and R undoes X.

    ``Revert "Revert "X (GH-1)" (GH-2)" (GH-3)`` names X and its number, but brings X back. Commits are judged in the
    order of their ids, and a withdrawn undo does not count when later ones are judged.
    """
    undone: dict[int, set[int]] = defaultdict(set)
    for source, target in this.connection.execute(text(_STORED)).all():
        undone[source].add(target)
    for candidate in this.candidates.of("undoes"):
        undone[candidate.source].add(candidate.target)
    for candidate in this.candidates.of("undoes"):
        reverts = undone[candidate.source] - {candidate.target}
        if any(candidate.target in undone.get(revert, ()) for revert in reverts):
            this.candidates.withdraw(candidate)
            undone[candidate.source].discard(candidate.target)


def withdraw_empty(this: Pass) -> None:
    """Withdraw what commits undo that change nothing; in Subversion's years they may have changed a property."""
    undos = this.candidates.of("undoes")
    with bulk.holding(this.connection, "compared", {one.source for one in undos}):
        empty = {commit for (commit,) in bulk.rows(this.connection, _EMPTY)}
    for candidate in undos:
        if candidate.source in empty:
            this.candidates.withdraw(candidate)


def withdraw_strangers(this: Pass) -> None:
    """Withdraw named commits that share no file with the commit, by path or by file name, as after a move.

    Bodies of squashed pull requests list what happened on their branches, which includes commits of others.
    """
    found = {(one.source, one.target): one for one in this.candidates.of("undoes")}
    connection = this.connection
    connection.execute(text("CREATE TEMPORARY TABLE pairs (source INTEGER, target INTEGER)"))
    if found:
        rows = [{"source": source, "target": target} for source, target in found]
        connection.execute(text("INSERT INTO pairs VALUES (:source, :target)"), rows)
    strangers = [(source, target) for source, target in connection.execute(text(_STRANGERS))]
    connection.execute(text("DROP TABLE pairs"))
    names = _file_names(connection, {one for pair in strangers for one in pair})
    for source, target in strangers:
        if names[source].isdisjoint(names[target]):
            this.candidates.withdraw(found[source, target])
            this.misnaming.add(source)


def _file_names(connection: Connection, commits: set[int]) -> dict[int, set[str]]:
    """Return {commit: names of the files that it changed, without folders}."""
    names: dict[int, set[str]] = {commit: set() for commit in commits}
    with bulk.holding(connection, "compared", commits):
        for commit, path in bulk.rows(connection, _NAMES):
            names[commit].add(path.rpartition("/")[2])
    return names


def withdraw_doubtful(this: Pass, some: Sequence[Candidate] | None = None) -> None:
    """Withdraw reverts, all or those among ``some``, that are less likely than not; undos of another nature stay."""
    for candidate in this.candidates.of("undoes") if some is None else some:
        if candidate.confidence < THRESHOLD and candidate.nature in {None, "revert"}:
            this.candidates.withdraw(candidate)
