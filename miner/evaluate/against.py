"""Compare the answers of two databases on the same labels: the scores side by side, and the labels that changed.

Only labels that both databases can answer are compared, so that a smaller clone does not look worse. A label is
*gained* if this database agrees with it and the other does not, *lost* if it is the other way round. A change that only
follows from another one of the same label is not listed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from miner.evaluate.cases import Case
from miner.evaluate.scores import Score, score

if TYPE_CHECKING:
    from miner.evaluate import Evaluation

_Key = tuple[str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """A label on which the databases differ; a case is None if that database has no wrong answer, and no right one."""

    kind: Literal["gained", "lost"]
    this: Case | None
    other: Case | None

    @property
    def case(self) -> Case:
        """One of the two cases: they have the same commit and measure, and expect the same."""
        case = self.this or self.other
        assert case is not None  # noqa: S101 - a change has a case
        return case


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answers of this database and of another one on the same labels."""

    this: "Evaluation"
    other: "Evaluation"

    def scores(self) -> Iterator[tuple[Score, Score | None]]:
        """Yield the scores of each measure and group, with the other database's; groups only that has are left out."""
        pairs = self._pairs()
        eras = self.this.eras
        theirs = {
            (one.set, one.measure, one.by, one.group): one
            for one in score((other for _, other in pairs.values() if other), eras)
        }
        for one in score((this for this, _ in pairs.values() if this), eras):
            yield one, theirs.get((one.set, one.measure, one.by, one.group))

    def changes(self) -> list[Change]:
        """Return the labels that changed, the gained ones first, measure by measure, each with both answers."""
        found: dict[str, list[Change]] = {"gained": [], "lost": []}
        pairs = self._pairs()
        for this, other in pairs.values():
            if other and other.disagrees and not (this and this.differs):
                found["gained"].append(Change("gained", this, other))
            if this and this.disagrees and not (other and other.differs):
                found["lost"].append(Change("lost", this, other))
        order = {measure: rank for rank, measure in enumerate(dict.fromkeys(key[:2] for key in pairs))}
        return [
            change
            for kind in ("gained", "lost")
            for change in sorted(found[kind], key=lambda change: order[change.case.set, change.case.measure])
        ]

    def _pairs(self) -> dict[_Key, tuple[Case | None, Case | None]]:
        """Return both cases of each label that both can answer, and of what is not labelled and one has found."""
        mined = self.this.commits.keys() & self.other.commits.keys()
        these, those = (_keyed(case for case in one.cases if case.sha in mined) for one in (self.this, self.other))
        pairs = {key: (these.get(key), those.get(key)) for key in (these | those)}
        return {
            key: (this, other)
            for key, (this, other) in pairs.items()
            if (this and other) or not any(case and case.labelled for case in (this, other))
        }


def _keyed(cases: Iterable[Case]) -> dict[_Key, Case]:
    """Return the cases by what they are about; the last part of the key numbers labels that say the same."""
    keyed: dict[_Key, Case] = {}
    seen: Counter[tuple[str, ...]] = Counter()
    for case in cases:
        about = (case.set, case.measure, case.sha, case.expected or case.answer)
        keyed[*about, seen[about]] = case
        seen[about] += 1
    return keyed
