"""What a commit is that inverts another without saying so: a revert, or one of the things that only look like one.

Of about 200 silent exact inverses on ``main`` fewer than half are reverts in a reader's sense. The rest are kept under
their own names, decided from what both messages say and from which paths moved.
"""

from typing import Final

from miner.contents.paths import Shape
from miner.relations.undo.facts import Facts

REVERT: Final = "revert"
#: An unannounced reland: what is undone is itself an undo.
RELAND: Final = "reland"
#: Something was switched off, skipped or tried for a while, and that was the plan.
TOGGLE: Final = "toggle"
#: Check-ins to see whether checking in works.
TRIAL: Final = "trial"
#: Files or text that went elsewhere, files that a tool made again.
MOVE: Final = "move"
#: Version numbers, dates, tags, development mode.
BUMP: Final = "bump"
#: What had been kept for a while is no longer needed.
REMOVAL: Final = "removal"

_BUMP_PATHS: Final = ("Include/patchlevel.h", "Misc/RPM", ".hgtags", ".hgtouch")


def nature_of(  # noqa: PLR0911 - one return per nature
    this: Facts, undone: Facts, shape: Shape, *, target_undoes: bool, late: bool = False
) -> str:
    """Name what an inverse is that does not call itself an undo; ``shape`` is what it did, ``undone`` its target."""
    either = this.hints | undone.hints
    if target_undoes:
        return RELAND
    # People check in a test and take it back in the same words.
    if this.title_key == undone.title_key or "trial" in either:
        return TRIAL
    if "bump" in either or _is_bookkept(shape):
        return BUMP
    if _moves_within(shape) or ("move" in either and "back" not in this.hints):
        return MOVE
    if late and shape.changes and all(new[1] is None for _, new in shape.changes.values()):
        return REMOVAL
    if "temporary" in undone.hints:
        return TOGGLE
    if "no-longer" in this.hints:
        return REMOVAL
    return REVERT


def _is_bookkept(shape: Shape) -> bool:
    return bool(shape.names) and all(name.startswith(_BUMP_PATHS) for name in shape.names.values())


def _moves_within(shape: Shape) -> bool:
    """Tell whether a blob leaves one path and comes in at another."""
    gone = {old[1] for old, new in shape.changes.values() if new[1] is None}
    come = {new[1] for old, new in shape.changes.values() if old[1] is None}
    return bool((gone & come) - {None})
