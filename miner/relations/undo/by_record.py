"""Undo by record: a text of a tracker says what the commit takes back, first of all that of its pull request."""

from miner.relations.recorded import DISCUSSION, RECORD, discussed_undos, recorded_undos
from miner.relations.relation_pass import Pass


def find_recorded_undos(this: Pass) -> None:
    """Add a candidate for each commit, or its backport on this line, that an affected commit's pull request undoes."""
    for commit, named, words in recorded_undos(this.affected):
        target = this.counterparts.counterpart(this.had, this.ages, named, commit)
        if target is not None:
            this.candidates.add("undoes", commit, target, RECORD, words)


def confirm_discussed_undos(this: Pass) -> None:
    """Add what is said in comments to the candidates that there are: by themselves comments prove nothing."""
    for commit, named, words in discussed_undos(this.affected):
        target = this.counterparts.counterpart(this.had, this.ages, named, commit)
        if target is not None and this.candidates.get("undoes", commit, target):
            this.candidates.add("undoes", commit, target, DISCUSSION, words)
