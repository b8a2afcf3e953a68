"""Whether a change is in force, as a value: built from rows of the query ``standing``."""

from dataclasses import dataclass
from typing import Any

from miner.model import Rows

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
    def yes(self) -> bool:
        """Whether at least one of the changes is in force somewhere, or in the release that was asked about."""
        return any(is_in_force(row) for row in self.rows.dicts())


def is_in_force(row: dict[str, Any]) -> bool:
    """Return whether a row of the query says that a change is in force."""
    return row["standing"] in _IN_FORCE
