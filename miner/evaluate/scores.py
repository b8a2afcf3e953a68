"""Count cases: precision, recall and F1, each with its 95 % confidence interval."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from miner.evaluate.cases import Case, Group

_Z = 1.959963984540054  # the 97.5 % quantile of the normal distribution
ERAS = ("cvs", "svn", "hg", "git-bpo", "git-gh")

Share = tuple[float | None, float | None, float | None]


def wilson(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % score interval of a proportion: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927), 209-212.

    Unlike the normal approximation, it is valid for few cases and for proportions near 0 or 1.
    """
    share, z2 = right / total, _Z * _Z
    middle = share + z2 / (2 * total)
    spread = _Z * sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return max(0.0, (middle - spread) / (1 + z2 / total)), min(1.0, (middle + spread) / (1 + z2 / total))


@dataclass(frozen=True, slots=True)
class Score:
    """The counts of a measure for all its cases, or for those of a group."""

    set: str
    measure: str
    by: str
    group: str
    cases: int
    labelled: int
    found: int
    right: int
    missing: int

    @property
    def precision(self) -> Share:
        """The share of what was found that is right, as (value, low, high)."""
        return share_of(self.right, self.found)

    @property
    def recall(self) -> Share:
        """The share of what is labelled that was found and is right, as (value, low, high)."""
        return share_of(self.right, self.labelled)

    @property
    def f1(self) -> Share:
        """The harmonic mean of precision and recall, as (value, low, high).

        F1 is not a proportion, but equals 2J / (1 + J) for the proportion J of right cases among all that are labelled
        or found (Jaccard). Its interval is that of J, transformed.
        """
        share, low, high = share_of(self.right, self.labelled + self.found - self.right)
        return _doubled(share), _doubled(low), _doubled(high)


def score(cases: Iterable[Case], eras: Mapping[str, str]) -> Iterator[Score]:
    """Yield the scores of each measure: overall, by era, by the cases' other groups, by what is told, and by evidence.

    ``eras`` maps the shas of labelled commits to their eras. For a kind of evidence, precision is that of all answers
    which have it, alone or with others, and recall is the share of all labels that were found with it. So it is for how
    an answer tells an undo.
    """
    measures: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        measures.setdefault((case.set, case.measure), []).append(case)
    for (set_, measure), all_cases in measures.items():
        mined = [case for case in all_cases if case.mined]
        total = _count(Group("all", "", case.labelled, case.found, case.right) for case in mined)
        yield Score(set_, measure, "all", "", *total, missing=len(all_cases) - len(mined))
        for (by, name), groups in _grouped(mined, eras).items():
            yield Score(set_, measure, by, name, *_count(groups), missing=0)
        for told in sorted({case.told for case in mined if case.told}):
            answers = [case for case in mined if case.told == told]
            right = sum(case.right for case in answers)
            yield Score(set_, measure, "told", told, len(mined), total[1], len(answers), right, missing=0)
        for kind in sorted(frozenset[str]().union(*(case.evidence for case in mined))):
            found = sum(kind in case.evidence for case in mined)
            right = sum(kind in case.proof for case in mined)
            yield Score(set_, measure, "evidence", kind, len(mined), total[1], found, right, missing=0)


def _grouped(cases: Sequence[Case], eras: Mapping[str, str]) -> dict[tuple[str, str], list[Group]]:
    by_era: dict[tuple[str, str], list[Group]] = {("era", era): [] for era in ERAS}
    others: dict[tuple[str, str], list[Group]] = {}
    for case in cases:
        era = eras[case.sha]
        by_era.setdefault(("era", era), []).append(Group("era", era, case.labelled, case.found, case.right))
        for group in case.groups:
            others.setdefault((group.by, group.name), []).append(group)
    return {key: groups for key, groups in (*by_era.items(), *sorted(others.items())) if groups}


def _count(groups: Iterable[Group]) -> tuple[int, int, int, int]:
    listed = list(groups)
    return (
        len(listed),
        sum(group.labelled for group in listed),
        sum(group.found for group in listed),
        sum(group.right for group in listed),
    )


def _doubled(share: float | None) -> float | None:
    return None if share is None else 2 * share / (1 + share)


def share_of(right: int, total: int) -> Share:
    """Return a proportion with its 95 % interval, as (value, low, high); Nones if there is nothing to divide by."""
    if not total:
        return None, None, None
    low, high = wilson(right, total)
    return right / total, low, high
