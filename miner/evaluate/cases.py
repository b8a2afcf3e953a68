"""A case: one fact from a label or an answer, and whether they agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Group(NamedTuple):
    """A case's part in a group. The counts differ from the case's if its label and answer are in different groups."""

    by: str
    name: str
    labelled: bool
    found: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison of a label with an answer.

    ``labelled``: the label names something to find. ``found``: the database has an answer. ``right``: the answer agrees
    with the label. ``evidence`` is that of the whole answer, ``proof`` that of its right part. ``expected`` and
    ``answer`` are texts for people. ``mined`` is false if commits are not in the database. ``follows`` is true if a
    disagreement only follows from that of another case. ``told`` is how the answer says that a commit undoes, see
    `claims`.
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
    told: str | None = None

    @property
    def differs(self) -> bool:
        """Whether label and answer differ."""
        return (self.labelled or self.found) and not self.right

    @property
    def disagrees(self) -> bool:
        """Whether label and answer differ, unless that only follows from another case."""
        return self.differs and not self.follows


def missing(set_: str, measure: str, sha: str) -> Case:
    """Return the case of a label whose commits are not in the database."""
    return Case(set_, measure, sha, labelled=False, found=False, right=False, expected="", answer="", mined=False)


def listed(words: Iterable[str | None]) -> str:
    """Return shas or numbers as text, sorted and separated by spaces."""
    return " ".join(sorted(filter(None, words)))
