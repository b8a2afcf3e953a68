"""What lines say about a claimed undo: whether they support it, contradict it, or say nothing.

Words propose, contents decide. A firm claim ("Revert …") needs one common line if all lines are known, or a name. A
weak one ("Restore …", "left by accident") needs lines that vanish or come back rather than change.
"""

from dataclasses import dataclass
from typing import Final

from miner.contents.line_owners import Owned
from miner.contents.line_prints import Shares
from miner.model import Says

# Fewer lines may be the same by chance.
_SOME: Final = 3
_LITTLE, _PART, _HALF, _MOST, _NEARLY = 0.1, 0.15, 0.5, 0.6, 0.8
# The weight of being the last who touched all lines of the commit, and of being gone but for a few lines.
_OWNS: Final = 8.0
_GONE: Final = 4.0


@dataclass(frozen=True, slots=True)
class LineCase:
    """The lines of a commit and of an ancestor that it may undo.

    ``shares`` is how much is taken back, None if a side has no lines; ``owned`` are the lines of the commit that the
    ancestor touched last; ``known`` says that no side has lines that were too many to keep. ``tied`` says that
    something else than words and nearness ties the two, ``named`` that the message names the ancestor somewhere,
    ``sole`` that no other ancestor owns a line of the commit, and ``part`` that the message speaks of a part.
    """

    says: Says
    shares: Shares | None
    owned: Owned
    known: bool
    tied: bool
    named: bool = False
    sole: bool = False
    part: bool = False

    @property
    def support(self) -> bool:
        """Whether lines vanish or come back, and do not change: then they tell of an undo where the words hardly do.

        They do if the commit does little else, or if it puts lines back where it takes others out: a part of the
        commit, or nearly all of the ancestor. If something else ties the two, half of the commit is enough, and so is
        that nearly all of the ancestor is gone: by itself this may be the chance of a small change in the way of a
        large one. Less is enough, too, if the message names the ancestor or speaks of a part, if lines go both ways, or
        if all others own nothing.
        """
        lines, owned = self.shares, self.owned
        if lines is None or (self.says == "mention" and not owned.back):
            return False
        nearly = owned.lines > 0 and lines.gone >= _NEARLY
        both = owned.back > 0 and owned.out > 0
        return (
            lines.is_all
            or owned.lines > _MOST * lines.undoing
            or (both and (nearly or (owned.back >= _SOME and owned.lines >= _PART * lines.undoing)))
            or (owned.back >= _SOME and lines.explained >= _NEARLY)
            or (self.tied and (nearly or owned.lines >= max(_SOME, _HALF * lines.undoing)))
            or (self.named and owned.lines > 0 and lines.gone >= _MOST)
            or (self.part and both and owned.lines >= max(_SOME, _PART * lines.undoing))
            or (self.says != "mention" and self._telling)
        )

    @property
    def _telling(self) -> bool:
        """Whether the lines are few for the commit, and the words say enough to believe them."""
        lines, owned = self.shares, self.owned
        if lines is None or not owned.lines:
            return False
        if min(owned.back, owned.out) >= _SOME and owned.lines >= _LITTLE * lines.undoing:
            return True
        # Whatever changes a line changes what somebody did last: so one has to come back, or few are changed where an
        # accident is told or something else ties the two.
        believed = owned.back > 0 or (owned.lines < _SOME and (self.says == "slip" or self.tied))
        return self.sole and believed and owned.lines >= _HALF * lines.undoing

    def refutes(self, *, named: bool) -> bool:
        """Return whether the lines speak against the undo, ``named`` if the message names the ancestor."""
        if self.shares is None:
            return False
        if self.says == "undo":
            return self.known and not self.shares.common and not named
        return not self.support and not (named and self.shares.common)

    @property
    def evidence(self) -> set[tuple[str, str]]:
        """The evidence of lines: how much is taken back, and how much of the commit its last owner made."""
        if self.shares is None:
            return set()
        found = set()
        if self.shares.evidence and (self.says == "undo" or self.shares.is_purpose):
            found.add(self.shares.evidence)
        if self.owned.lines and (self._owning >= _HALF or self.support):
            found.add(("last-lines", f"{self.owned.lines} of {self.shares.undoing} lines were last changed by it"))
        return found

    @property
    def fit(self) -> float:
        """How well the lines of the ancestor fit, the higher the better."""
        if self.shares is None:
            return 0.0
        fit = _OWNS * self._owning
        if self.support and self.shares.gone >= _NEARLY:
            fit += _GONE
        if self.evidence:
            gone, explained = self.shares.gone, self.shares.explained
            fit += gone * (2.0 + 2.0 * explained) + 3.0 * explained + 3.0 * self.shares.is_all
        return fit

    @property
    def _owning(self) -> float:
        return min(1.0, self.owned.lines / self.shares.undoing) if self.shares else 0.0
