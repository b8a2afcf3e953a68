"""One thing that a label says or an answer claims, and whether they agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Group(NamedTuple):
    """A case as one of a kind: within it, the label or the answer may be of another kind."""

    by: str
    name: str
    labelled: bool
    found: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison.

    ``labelled`` says that the label names something to be found, ``found`` that the database has an answer,
    ``right`` that the answer is what the label says. ``evidence`` is that of the answer, ``proof`` that of what is
    right in it. ``expected`` and ``answer`` are for people. ``mined`` is false where commits are not in the database,
    ``follows`` is true where a disagreement is but the consequence of one that another case tells.
    """

    set: str
    measure: str
    sha: str
    labelled: bool
    found: bool
    right: bool
    expected: str
    answer: str
    evidence: frozenset[str] = frozenset()
    proof: frozenset[str] = frozenset()
    groups: tuple[Group, ...] = ()
    mined: bool = True
    follows: bool = False

    @property
    def disagrees(self) -> bool:
        """Whether label and answer differ, and not only as a consequence of another difference."""
        return (self.labelled or self.found) and not self.right and not self.follows


def missing(set_: str, measure: str, sha: str) -> Case:
    """Return the case of a label whose commits are not in the database."""
    return Case(set_, measure, sha, labelled=False, found=False, right=False, expected="", answer="", mined=False)


def listed(words: Iterable[str | None]) -> str:
    """Return shas or numbers as text, always in the same order."""
    return " ".join(sorted(filter(None, words)))
