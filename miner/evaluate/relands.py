"""Compare relands with labels that say whether a commit is the same change again.

The measure ``same-change``: a row of the database counts if its confidence is 0.5 or more and it says that the same
change came back, not only that another attempt followed. A row of the labelled original, whichever of its undos it
names, is right if the label says that it is the same change, and wrong if it says that it is not. A row of another
original is about another change, though one revert took both back: if the commit has only such rows, the answer to a
label of the same change is wrong, and to a label of another change it is none.
"""

from collections.abc import Iterator

from miner.evaluate.answers import SAME_CHANGE, Answers
from miner.evaluate.cases import Case, Group, listed, missing
from miner.evaluate.labels import RelandLabel

_SET = "relands2"
_MEASURE = "same-change"


def compare_relands(label: RelandLabel, answers: Answers) -> Iterator[Case]:
    """Yield the case of one label."""
    if not {label.original, label.undoing, label.sha} <= answers.commits.keys():
        yield missing(_SET, _MEASURE, label.sha)
        return
    rows = [row for row in answers.relands.get(label.sha, ()) if row.kind == SAME_CHANGE]
    hits = [row for row in rows if row.original == label.original]
    answer = rows if label.same else hits
    found, right = bool(answer), label.same and bool(hits)
    names = {"kind": label.kind and label.kind.replace(" ", "-"), "source": label.source}
    again = f"lands {label.original} again after {label.undoing}"
    yield Case(
        _SET,
        _MEASURE,
        label.sha,
        labelled=label.same,
        found=found,
        right=right,
        expected=again if label.same else f"not the same as {label.original}",
        answer=f"lands {listed(row.original for row in answer)} again" if found else "",
        evidence=frozenset[str]().union(*(row.evidence for row in answer)),
        proof=frozenset[str]().union(*(row.evidence for row in hits)) if right else frozenset(),
        groups=tuple(Group(by, name, label.same, found, right) for by, name in names.items() if name),
    )
