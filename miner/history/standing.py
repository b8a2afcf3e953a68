"""Whether a change is in force, as a value: built from rows of the query ``standing``."""

from dataclasses import dataclass
from typing import Any, Literal

from miner.answers import Rows

Verdict = Literal["yes", "yes, in part", "no"]

_IN_FORCE = frozenset({"stands", "relanded"})


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the changes of ``about`` (an issue's key or a commit's subject) are in force.

    ``rows`` are those of the query. If a release was asked about, ``release`` is its version, ``line`` its line and
    ``on_line`` has the rows of that line, which tell why.
    """

    about: str
    rows: Rows
    release: str | None = None
    line: str | None = None
    on_line: Rows | None = None

    @property
    def elsewhere(self) -> frozenset[str]:
        """The shas of the changes that were made for other lines: no line or release that was asked about has them."""
        rows = [*self.rows.dicts(), *(self.on_line.dicts() if self.on_line else ())]
        known = {row["sha"] for row in rows if row["standing"] != "absent"}
        return frozenset(row["sha"] for row in rows if row["sha"] not in known)

    @property
    def in_force(self) -> dict[str, bool]:
        """The shas of all other changes, with whether they are in force in the release, or else on some line."""
        found: dict[str, bool] = {}
        elsewhere = self.elsewhere
        for row in self.rows.dicts():
            if row["sha"] not in elsewhere:
                found[row["sha"]] = found.get(row["sha"], False) or is_in_force(row)
        return found

    @property
    def verdict(self) -> Verdict:
        """``yes`` if all changes that landed there are in force, ``yes, in part`` if some are, ``no`` if none is."""
        held = self.in_force.values()
        if any(held):
            return "yes" if all(held) else "yes, in part"
        return "no"


def is_in_force(row: dict[str, Any]) -> bool:
    """Return whether a row of the query says that a change is in force."""
    return row["standing"] in _IN_FORCE
