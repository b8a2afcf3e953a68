"""Which candidates stand: rules that came out of reading real reverts."""

from collections import defaultdict

from sqlalchemy import Connection, text

from miner.relations.candidates import Candidates

#: A tie below this belief is not worth a row.
THRESHOLD = 0.5
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


def withdraw_doubtful(candidates: Candidates) -> None:
    """Withdraw the undos that are less likely than not, unless they are kept under a nature of their own."""
    for candidate in candidates.of("undoes"):
        if candidate.confidence < THRESHOLD and candidate.nature in {None, "revert"}:
            candidates.withdraw(candidate)
