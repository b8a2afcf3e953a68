"""Decide how much of the undone commit is undone, and add the evidence of blobs and lines.

``inverse-blobs`` is the strongest confirmation, but its absence refutes nothing: a revert with a conflict, a kept test
or a kept NEWS entry is not an exact inverse (of commits with ``This reverts commit``, two thirds are). So a name stands
for the whole unless the message or the files say otherwise. If nothing names the undone commit, but perhaps an issue
that has several, and no blob is put back, how much of it is undone is unknown; and if the undoing one changes a file
right after it and does not put it back, the blobs contradict.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from miner.contents.paths import Shape, read_shapes
from miner.model import UndoClaim
from miner.relations.candidates import Candidate
from miner.relations.relation_pass import Pass

_BULLETS = ("* ", "- ", "+ ")
_BY_LINES = {"inverse-lines", "restored-lines"}
_BY_CONTENT = {*_BY_LINES, "inverse-blobs", "restored-blobs", "last-lines"}
_NAMES = {"sha", "title", "pull-request", "record", "cvs-revision", "svn-revision", "hg-changeset"}
# Before a name, this makes it the place of what is undone.
_FROM = r"(?i:\b(?:in|from|by|since)\s+(?:(?:the\s+)?(?:commit|changeset|revision|rev\.?)\s+)?)"
# "Revert the changes from r74463": all of them.
_CHANGES = (
    r"(?i:\b(?:revert\w*|undo\w*|back\w*[\s-]out)\s+(?:(?:the|all|these|my)\s+)*"
    r"(?:changes?|check-?ins?|commits?|patch)\s+(?:(?:made|done)\s+)?)"
)
_UNDOING = r"(?i:\b(?:revert\w*|undo\w*|back\w*[\s-]out)\s+(?:(?:commit|changeset|revision|rev\.?)\s+)?)"
# Before the number of an issue: "Revert the changes of issue #1234", not "Revert the decision of issue #1234".
_ALL_OF_ISSUE = (
    r"(?i)\b(?:revert\w*|undo\w*|back\w*[\s-]out)\s+(?:(?:the|all|these|my)\s+)*"
    r"(?:(?:changes?|check-?ins?|commits?|patch(?:es)?|fix(?:es)?)\s+)?(?:(?:made|done)\s+)?(?:(?:of|from|for|in)\s+)?"
    r"(?:(?:the|issues?|bugs?|patch|bpo|gh|sf)[-\s]*)*#?"
)
# What ties an undo to its target beside the claim and time.
_TIES = {"issue", "named-issue", "named-place", "named-beside", "same-words"}
# "Revert my last checkin" is about the author's last change, whatever its files hold.
_MY_LAST = re.compile(r"\b(?:my|last|latest|previous|prior|recent)\b", re.IGNORECASE)


def judge_extent(this: Pass, some: Sequence[Candidate] | None = None) -> None:
    """Set the extent of each undo, and its nature if it has none; add the evidence of blobs and lines.

    ``some`` are all undos of some commits; None stands for those of all.
    """
    undos, claims = this.candidates.of("undoes") if some is None else some, this.claims.plain
    shapes = read_shapes(this.connection, {one.source for one in undos} | {one.target for one in undos})
    counted: list[Candidate] = []
    for candidate in undos:
        undone, undoing = shapes.get(candidate.target), shapes.get(candidate.source)
        candidate.nature = candidate.nature or "revert"
        if undone is None or undoing is None:
            candidate.extent = "full"
            counted.append(candidate)
            continue
        if _only_renames(undoing, undone):
            candidate.extent = "unknown"
            candidate.doubts.add("contradicted")
            candidate.evidence = {piece for piece in candidate.evidence if piece[0] not in _BY_CONTENT}
            continue
        _judge_by_blobs(candidate, undone, undoing, claims.get(candidate.source))
        counted.append(candidate)
    _judge_by_lines(this, counted)


def _only_renames(undoing: Shape, undone: Shape) -> bool:
    """Return whether all that a commit does to the files of another is to give them other names."""
    touched = undone.weighty & undoing.changes.keys()
    return bool(touched) and touched <= undoing.moved


def _judge_by_blobs(candidate: Candidate, undone: Shape, undoing: Shape, claim: UndoClaim | None) -> None:
    """Set the extent of an undo by what it changed, and add the evidence and the doubts of blobs."""
    weighty = undone.weighty
    moved = undoing.moved
    touched = {path for path in weighty if path in undoing.changes}
    # A file that has another name now has not gone.
    back = {path for path in touched - moved if undoing.changes[path][1] == undone.changes[path][0]}
    firm = claim is None or claim.says == "undo" or not _NAMES.isdisjoint(kind for kind, _ in candidate.evidence)
    if back and back == weighty:
        candidate.evidence.add(("inverse-blobs", f"{len(back)} of {len(weighty)} paths put back"))
    elif back and (firm or 2 * len(back) >= min(len(weighty), len(undoing.weighty))):
        candidate.evidence.add(("restored-blobs", f"{len(back)} of {len(weighty)} paths put back"))
    kinds = {kind for kind, _ in candidate.evidence}
    part = claim is not None and claim.part
    unchanged = any(undoing.changes[path][0] == undone.changes[path][1] for path in touched - back)
    if back == weighty:
        candidate.extent = "full"
    elif part:
        candidate.extent = "partial"
    elif not kinds.isdisjoint(_NAMES) and not _names_whole(candidate, claim):
        candidate.extent = "unknown"
    elif not kinds.isdisjoint(_NAMES) or ("named-issue" in kinds and claim is not None and claim.says == "undo"):
        # The change was named as a whole, and files that have since moved or gone need not be undone. An issue names a
        # commit if it has no other, or if all of it goes; otherwise some content has to show that the whole is meant.
        named = bool(back) or not kinds.isdisjoint({*_NAMES, "only-attempt"}) or _names_issue(candidate, claim)
        candidate.extent = ("full" if named else "unknown") if 2 * len(touched) >= len(weighty) else "partial"
    elif touched != weighty or not (claim is None or claim.says == "undo") or (back and unchanged):
        candidate.extent = "partial"
    else:
        candidate.extent = "full" if back else "unknown"
        means_last = "own-recent" in kinds and claim is not None and _MY_LAST.search(claim.sentence)
        if unchanged and kinds.isdisjoint(_TIES) and not means_last:
            candidate.doubts.add("contradicted")
    # A squashed body that takes a commit of the history back may have put it in again.
    if unchanged and not back and claim is not None and claim.sentence.lstrip().startswith(_BULLETS):
        candidate.doubts.add("squashed")


def _names_whole(candidate: Candidate, claim: UndoClaim | None) -> bool:
    """Return whether a name stands for the whole: who reverts "the error from r72309" takes back a part of it."""
    names = [re.escape(text) for kind, text in candidate.evidence if kind in _NAMES and kind != "title"]
    if not names:
        return True
    if claim is None or claim.says != "undo":  # "Remove the comment that was added in r59314"
        return claim is not None and any(re.search(f'{_UNDOING}(?:"|{name})', claim.sentence) for name in names)
    return any(
        not re.search(_FROM + name, claim.sentence) or re.search(_CHANGES + _FROM + name, claim.sentence)
        for name in names
    )


def _names_issue(candidate: Candidate, claim: UndoClaim | None) -> bool:
    """Return whether a claim says that all changes of an issue are undone, not only something about them."""
    numbers = [re.escape(text.rpartition("-")[2]) for kind, text in candidate.evidence if kind == "named-issue"]
    return claim is not None and any(re.search(rf"{_ALL_OF_ISSUE}{number}\b", claim.sentence) for number in numbers)


def _judge_by_lines(this: Pass, undos: Sequence[Candidate]) -> None:
    """Add the evidence of lines, and let it decide the extent unless the blobs are an exact inverse."""
    claims, prints = this.claims.plain, this.prints
    prints.load([commit for one in undos for commit in (one.source, one.target)])
    together: dict[int, list[int]] = defaultdict(list)
    for one in undos:
        if one.nature == "revert":
            together[one.source].append(one.target)
    for one in undos:
        shares = prints.shares(one.source, [one.target])
        if shares is None:
            continue
        one.doubts.discard("contradicted")
        if shares.evidence:
            one.doubts.discard("squashed")
        if shares.evidence:
            one.evidence = {piece for piece in one.evidence if piece[0] not in _BY_LINES} | {shares.evidence}
        if any(kind == "inverse-blobs" for kind, _ in one.evidence):
            continue
        extent = shares.extent
        if extent == "partial" and len(together[one.source]) > 1:
            all_together = prints.shares(one.source, together[one.source])
            extent = all_together.extent if all_together else None
        claim = claims.get(one.source)
        if extent == "partial" or (extent and not (claim and claim.part)):
            one.extent = extent
