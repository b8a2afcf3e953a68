"""Understand a commit once: what its message says and its change id, as rows ready to be stored."""

from collections.abc import Iterable

from miner.messages.reading import read_message
from miner.model import CPYTHON, Change, Understood, UnderstoodColumns
from miner.reading.change_ids import change_ids


def understand(
    message: str, committed: int, parents: int, changes: Iterable[Change], project: str = CPYTHON
) -> Understood:
    """Return what a commit says and does; ``committed`` is in UTC seconds, ``parents`` the number of parents."""
    reading = read_message(message, committed, is_merge=parents > 1, project=project)
    undo = reading.undo
    ids = change_ids(changes)
    return Understood(
        UnderstoodColumns(
            subject=reading.subject,
            title_key=reading.title_key,
            branch_prefix=reading.branch_prefix,
            merged_line=reading.merged_line,
            change_id=ids.change_id,
            inverse_id=ids.inverse_id,
        ),
        [tuple(mention) for mention in reading.mentions],
        [tuple(credit) for credit in reading.credits],
        undo and (undo.says, undo.sentence, *map(int, undo[2:5]), " ".join(undo.issues) or None, int(undo.carried)),
        [(*quoted[:4], int(quoted.is_cut)) for quoted in reading.quoted_titles],
        [tuple(reason) for reason in reading.reasons],
    )
