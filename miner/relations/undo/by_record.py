"""Undo by record: the pull request that the commit landed says what it takes back."""

from miner.relations.recorded import RECORD, recorded_undos
from miner.relations.relation_pass import Pass


def find_recorded_undos(this: Pass) -> None:
    """Add a candidate for each commit, or its backport on this line, that an affected commit's pull request undoes."""
    for commit, named, words in recorded_undos(this.affected):
        target = this.counterparts.counterpart(this.had, this.ages, named, commit)
        if target is not None:
            this.candidates.add("undoes", commit, target, RECORD, words)
