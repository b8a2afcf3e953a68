"""Classify commits that invert another without saying so: as reverts, or as something that only looks like one.

Of about 200 silent exact inverses on ``main``, fewer than half are what a reader would call a revert. The rest are kept
under other natures. The two messages and the changed paths decide.
"""

from typing import Final

from miner.contents.paths import Shape
from miner.relations.undo.facts import Facts

REVERT: Final = "revert"
#: A reland that is not announced: the undone commit is itself an undo.
RELAND: Final = "reland"
#: Something that was disabled, skipped or tried for a while, as planned.
TOGGLE: Final = "toggle"
#: Check-ins that test whether checking in works.
TRIAL: Final = "trial"
#: Files or text that moved, or files that a tool generated again.
MOVE: Final = "move"
#: Changes of version numbers, dates, tags or development mode.
BUMP: Final = "bump"
#: Removal of something that was kept for a while and is no longer needed.
REMOVAL: Final = "removal"

_BUMP_PATHS: Final = ("Include/patchlevel.h", "Misc/RPM", ".hgtags", ".hgtouch")


def nature_of(  # noqa: PLR0911 - one return per nature
    this: Facts, undone: Facts, shape: Shape, *, target_undoes: bool, late: bool = False
) -> str:
    """Return the nature of ``this``, an inverse of ``undone`` that does not call itself an undo.

    ``shape`` is what the inverse changed, ``target_undoes`` whether the undone commit is an undo itself, ``late``
    whether more than three months lie between them.
    """
    own, before = this.hints, undone.hints
    either = own | before
    if target_undoes:
        return RELAND
    # Trial check-ins are often taken back under the same title.
    if this.title_key == undone.title_key or "trial" in either:
        return TRIAL
    if "bump" in either or _is_bookkept(shape):
        return BUMP
    if _moves_within(shape) or ("move" in either and "back" not in own):
        return MOVE
    if late and shape.changes and all(new[1] is None for _, new in shape.changes.values()):
        return REMOVAL
    if "temporary" in before:
        return TOGGLE
    if "no-longer" in own:
        return REMOVAL
    return REVERT


def _is_bookkept(shape: Shape) -> bool:
    return bool(shape.names) and all(name.startswith(_BUMP_PATHS) for name in shape.names.values())


def _moves_within(shape: Shape) -> bool:
    """Return whether a blob disappears at one path and appears at another."""
    gone = {old[1] for old, new in shape.changes.values() if new[1] is None}
    come = {new[1] for old, new in shape.changes.values() if old[1] is None}
    return bool((gone & come) - {None})
