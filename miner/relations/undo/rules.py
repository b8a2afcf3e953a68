"""Which candidates stand: rules that came out of reading real reverts."""

from collections import defaultdict

from sqlalchemy import Connection, text

from miner.relations.candidates import Candidates

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
_NAMES = "SELECT p.path FROM changes x JOIN paths p ON p.id = x.path_id WHERE x.commit_id = :commit"
_STORED = "SELECT source_id, target_id FROM relations WHERE kind = 'undoes'"


def withdraw_reverts_of_reverts(connection: Connection, candidates: Candidates) -> None:
    """Withdraw *S undoes X* where S undoes R and R undoes X.

    ``Revert "Revert "X (GH-1)" (GH-2)" (GH-3)`` names X and its number, but brings X back. Earlier commits are judged
    first, and what is withdrawn counts for later ones no more than if it had never been stored.
    """
    undone: dict[int, set[int]] = defaultdict(set)
    for source, target in connection.execute(text(_STORED)).all():
        undone[source].add(target)
    for candidate in candidates.of("undoes"):
        undone[candidate.source].add(candidate.target)
    for candidate in candidates.of("undoes"):
        reverts = undone[candidate.source] - {candidate.target}
        if any(candidate.target in undone.get(revert, ()) for revert in reverts):
            candidates.withdraw(candidate)
            undone[candidate.source].discard(candidate.target)


def withdraw_strangers(connection: Connection, candidates: Candidates) -> set[int]:
    """Withdraw what is named but has no file in common with the commit, not even one that has moved meanwhile.

    Bodies of squashed pull requests list what their branches took over or took back. Returns the commits that name it.
    """
    naming: set[int] = set()
    found = {(one.source, one.target): one for one in candidates.of("undoes")}
    connection.execute(text("CREATE TEMPORARY TABLE pairs (source INTEGER, target INTEGER)"))
    if found:
        rows = [{"source": source, "target": target} for source, target in found]
        connection.execute(text("INSERT INTO pairs VALUES (:source, :target)"), rows)
    for source, target in connection.execute(text(_STRANGERS)).all():
        if not _files(connection, source) & _files(connection, target):
            candidates.withdraw(found[source, target])
            naming.add(source)
    connection.execute(text("DROP TABLE pairs"))
    return naming


def _files(connection: Connection, commit: int) -> set[str]:
    """Return the names of the files that a commit changed, without their folders."""
    return {path.rpartition("/")[2] for (path,) in connection.execute(text(_NAMES), {"commit": commit})}


def withdraw_doubtful(candidates: Candidates) -> None:
    """Withdraw the undos that are less likely than not, unless they are kept under a nature of their own."""
    for candidate in candidates.of("undoes"):
        if candidate.confidence < THRESHOLD and candidate.nature in {None, "revert"}:
            candidates.withdraw(candidate)
