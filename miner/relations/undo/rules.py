"""Which candidates stand: rules that came out of reading real reverts."""

from collections import defaultdict

from sqlalchemy import Connection, text

from miner.relations.relation_pass import Pass
from miner.store import bulk

#: A tie below this belief is not worth a row.
THRESHOLD = 0.5
# Commits without any change, merges above all, cannot be compared.
_STRANGERS = """
SELECT p.source, p.target FROM pairs p
WHERE EXISTS (SELECT 1 FROM changes x WHERE x.commit_id = p.source)
  AND EXISTS (SELECT 1 FROM changes y WHERE y.commit_id = p.target)
  AND NOT EXISTS (SELECT 1 FROM changes x JOIN changes y ON y.commit_id = p.target AND y.path_id = x.path_id
                  WHERE x.commit_id = p.source)
"""
_NAMES = """
SELECT x.commit_id, p.path FROM compared k CROSS JOIN changes x CROSS JOIN paths p
WHERE x.commit_id = k.id AND p.id = x.path_id
"""
_STORED = "SELECT source_id, target_id FROM relations WHERE kind = 'undoes'"


def withdraw_reverts_of_reverts(this: Pass) -> None:
    """Withdraw *S undoes X* where S undoes R and R undoes X.

    ``Revert "Revert "X (GH-1)" (GH-2)" (GH-3)`` names X and its number, but brings X back. Earlier commits are judged
    first, and what is withdrawn counts for later ones no more than if it had never been stored.
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


def withdraw_strangers(this: Pass) -> None:
    """Withdraw what is named but has no file in common with the commit, not even one that has moved meanwhile.

    Bodies of squashed pull requests list what their branches took over or took back.
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
    """Return the names of the files that each commit changed, without their folders."""
    names: dict[int, set[str]] = {commit: set() for commit in commits}
    with bulk.holding(connection, "compared", commits):
        for commit, path in bulk.rows(connection, _NAMES):
            names[commit].add(path.rpartition("/")[2])
    return names


def withdraw_doubtful(this: Pass) -> None:
    """Withdraw the undos that are less likely than not, unless they are kept under a nature of their own."""
    for candidate in this.candidates.of("undoes"):
        if candidate.confidence < THRESHOLD and candidate.nature in {None, "revert"}:
            this.candidates.withdraw(candidate)
