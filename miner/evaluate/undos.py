"""Compare undo links with labels: whether a commit is a revert, of which commits, and to what extent.

The measures:

* ``is-revert``: a commit counts as a revert if it has an undo link with a confidence of 0.5 or more and of the kind
  ``revert``. A merge that brings a revert to another line is labelled, and so expected, like any other commit.
* ``target`` is right if at least one found target is labelled, ``all-targets`` if found and labelled targets are the
  same set. Both consider only commits whose label names targets. The same change on another line is another commit and
  does not count.
* ``extent`` considers only right targets: ``full`` if all of them are undone in full, else ``partial``. A commit whose
  target was not found has no extent, which lowers recall.
* ``right-target`` is what a reader of an answer relies on: precision is the share of the commits said to undo something
  that do and whose main target is labelled, recall the share of the labelled undos that have such an answer. The main
  target is the one with the highest confidence; of several, one has to be right. Undos whose targets the label does not
  know are left out. It is also given by the claim that the label and the answer tell, see `claims`.
* Silent reverts are counted separately: a link must exist between the two labelled commits in category A, and must not
  in the others. C, where a revert is undone, is left out: there the link is right and means a reland, see `cycles`.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from miner.evaluate.answers import Answers, Link
from miner.evaluate.cases import Case, Group, listed, missing
from miner.evaluate.claims import claim_of, told_by
from miner.evaluate.labels import SilentLabel, UndoLabel

_SILENT = "silent"
#: The category of silent inverses that are reverts.
GENUINE = "A"


def compare(label: UndoLabel, answers: Answers) -> Iterator[Case]:
    """Yield the cases of one labelled commit."""
    if label.sha not in answers.commits:
        yield missing(label.set, "is-revert", label.sha)
        return
    links = answers.undos.get(label.sha, {})
    yield _is_revert(label, links, answers)
    if label.extent is None:
        yield _right_target(label, label.targets, links, answers)
    if not label.targets:
        return
    if targets := label.targets & answers.commits.keys():
        hits = {sha: link for sha, link in links.items() if sha in targets}
        yield _right_target(label, targets, links, answers)
        yield _targets(label, targets, links, hits)
        yield _all_targets(label, targets, links, hits)
        yield _extent(label, hits)
    else:
        yield missing(label.set, "right-target", label.sha)
        yield missing(label.set, "target", label.sha)


def compare_silent(label: SilentLabel, answers: Answers) -> Iterator[Case]:
    """Yield the case of one labelled pair of silent inverses."""
    if label.is_reland:
        return
    if not {label.sha, label.undone} <= answers.commits.keys():
        yield missing(_SILENT, "is-revert", label.sha)
        return
    link = answers.undos.get(label.sha, {}).get(label.undone)
    genuine, evidence = label.category == GENUINE, link.evidence if link else frozenset()
    right = genuine and link is not None
    yield Case(
        _SILENT,
        "is-revert",
        label.sha,
        labelled=genuine,
        found=link is not None,
        right=right,
        expected=f"revert of {label.undone}" if genuine else f"category {label.category}",
        answer=f"revert of {label.undone}" if link else answers.doubt(label.sha),
        evidence=evidence,
        proof=evidence if right else frozenset(),
        groups=(Group("category", label.category, genuine, link is not None, right),),
    )


def _is_revert(label: UndoLabel, links: Mapping[str, Link], answers: Answers) -> Case:
    labelled, found = label.extent is not None, bool(links)
    right = labelled and found
    of = f" revert of {listed(label.targets)}" if label.targets else " revert"
    return Case(
        label.set,
        "is-revert",
        label.sha,
        labelled=labelled,
        found=found,
        right=right,
        expected=f"{label.extent}{of}" if label.extent else "no revert",
        answer=f"revert of {listed(links)}" if links else answers.doubt(label.sha),
        evidence=_evidence(links.values()),
        proof=_evidence(links.values()) if right else frozenset(),
        groups=_groups(label, labelled=labelled, found=found, right=right),
        told=told_by(_evidence(_main(links).values())),
    )


def _right_target(label: UndoLabel, targets: AbstractSet[str], links: Mapping[str, Link], answers: Answers) -> Case:
    main = _main(links)
    hits = [link for sha, link in main.items() if sha in targets]
    labelled, found, right = bool(targets), bool(links), bool(hits)
    return Case(
        label.set,
        "right-target",
        label.sha,
        labelled=labelled,
        found=found,
        right=right,
        expected=f"revert of {listed(targets)}" if targets else "no revert",
        answer=f"revert of {listed(main)}" if found else answers.doubt(label.sha),
        evidence=_evidence(main.values()),
        proof=_evidence(hits),
        groups=_groups(label, labelled=labelled, found=found, right=right),
        follows=targets.isdisjoint(links),  # then is-revert or target tells the same
        told=told_by(_evidence(main.values())),
    )


def _main(links: Mapping[str, Link]) -> dict[str, Link]:
    """Return the links with the highest confidence."""
    most = max((link.confidence for link in links.values()), default=0.0)
    return {sha: link for sha, link in links.items() if link.confidence == most}


def _groups(label: UndoLabel, *, labelled: bool, found: bool, right: bool) -> tuple[Group, ...]:
    names = {"claim": claim_of(label.kind), "confidence": label.confidence, "source": label.source}
    return tuple(Group(by, name, labelled, found, right) for by, name in names.items() if name)


def _targets(label: UndoLabel, targets: AbstractSet[str], links: Mapping[str, Link], hits: Mapping[str, Link]) -> Case:
    return Case(
        label.set,
        "target",
        label.sha,
        labelled=True,
        found=bool(links),
        right=bool(hits),
        expected=listed(targets),
        answer=listed(links),
        evidence=_evidence(links.values()),
        proof=_evidence(hits.values()),
        follows=not links,
    )


def _all_targets(
    label: UndoLabel, targets: AbstractSet[str], links: Mapping[str, Link], hits: Mapping[str, Link]
) -> Case:
    right = links.keys() == targets
    return Case(
        label.set,
        "all-targets",
        label.sha,
        labelled=True,
        found=bool(links),
        right=right,
        expected=listed(targets),
        answer=listed(links),
        evidence=_evidence(links.values()),
        proof=_evidence(hits.values()) if right else frozenset(),
        follows=not hits,
    )


def _extent(label: UndoLabel, hits: Mapping[str, Link]) -> Case:
    extents = {link.detail for link in hits.values()}
    answer = "full" if extents == {"full"} else "partial" if extents else None
    right = answer == label.extent
    groups = [Group("extent", str(label.extent), labelled=True, found=right, right=right)]
    if answer and not right:
        groups.append(Group("extent", answer, labelled=False, found=True, right=False))
    return Case(
        label.set,
        "extent",
        label.sha,
        labelled=True,
        found=answer is not None,
        right=right,
        expected=str(label.extent),
        answer=f"{answer} of {listed(hits)}" if answer else "",
        evidence=_evidence(hits.values()),
        proof=_evidence(hits.values()) if right else frozenset(),
        groups=tuple(groups),
        follows=not hits,
    )


def _evidence(links: Iterable[Link]) -> frozenset[str]:
    return frozenset[str]().union(*(link.evidence for link in links))
