"""Find all undos of the affected commits: by name, by title, by record, by claim, by merge, and silent ones."""

from collections.abc import Callable
from typing import Final

from miner.relations.relation_pass import Pass
from miner.relations.undo.by_claim import find_claimed_undos
from miner.relations.undo.by_merge import find_merged_undos
from miner.relations.undo.by_name import find_named_undos
from miner.relations.undo.by_record import confirm_discussed_undos, find_recorded_undos
from miner.relations.undo.by_title import find_titled_undos
from miner.relations.undo.extent import judge_extent
from miner.relations.undo.repeated import choose_again
from miner.relations.undo.rules import (
    withdraw_doubtful,
    withdraw_empty,
    withdraw_reverts_of_reverts,
    withdraw_strangers,
)
from miner.relations.undo.silent import find_silent_undos
from miner.relations.undo.toggles import tell_toggles

#: Each step adds candidates, or judges those of the steps before it.
STEPS: Final[tuple[Callable[[Pass], None], ...]] = (
    find_named_undos,
    find_titled_undos,
    find_recorded_undos,
    withdraw_empty,
    withdraw_strangers,
    find_claimed_undos,
    withdraw_doubtful,
    tell_toggles,
    find_silent_undos,
    confirm_discussed_undos,
    withdraw_doubtful,
    withdraw_reverts_of_reverts,
    judge_extent,
    withdraw_doubtful,
    choose_again,
    find_merged_undos,
)


def find_undos(this: Pass) -> None:
    """Add every undo of an affected commit, with its extent, nature and evidence."""
    for step in STEPS:
        step(this)
