"""Whether a commit lands an undone change again: the signs weighed, strongest first.

1. Its message names the original or the undo; it bears the same title; or it makes the very same change.
2. It belongs to the original's issue and touches at least half of its files, code among them if the original changed
   code; or its title and its files are both at least half alike.
3. It comes from the author of the original or of the undo within a week, and touches the same files: three or more, or
   some with equal contents, or its title speaks of another try.

Lines that come back (:mod:`miner.relations.reland.lines`) are of the first kind where they are all there is to it, of
the second where they are most, and support whatever else was found where they are few.

What took back only a part leaves the rest in place, so that work on it goes on: there, and where the original was an
undo itself, only the first kind counts, and lines, which are held against that part. Of 45 ties of the second kind read
by hand, those with a full undo of a change that was no undo itself held in nine of ten cases, all others in one of
three.
"""

from dataclasses import dataclass

from miner.messages.similarity import containment, title_similarity
from miner.relations.candidates import EVIDENCE_OF_NAME
from miner.relations.reland.lines import Again
from miner.relations.reland.signals import Common, Field, Signs

_HALF = 0.5
#: A commit that touches ten times as many files does something else.
_LARGEST = 10
_MANY = 3
Evidence = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Contender:
    """A commit that may land an original again after an undo."""

    undo: int
    original: int
    commit: int
    signs: Signs
    firm: bool  # a full undo of a change that was no undo itself
    brings_back: bool  # it undoes the undo, if with some doubt
    undoes: bool  # the original was an undo itself
    again: Again | None = None  # the lines that it brings back, where they are known


@dataclass(frozen=True, slots=True)
class Proof:
    """How strong the best piece of evidence is, 1 to 3, and all of them."""

    strength: int
    evidence: tuple[Evidence, ...]


def prove(field: Field, contender: Contender) -> Proof | None:
    """Return what proves that a contender lands the original again, or None."""
    if "undo" in field.facts[contender.commit].hints:
        return None
    found = _sayings(field, contender) + (_likenesses(field, contender) if contender.firm else [])
    lines = _lines(contender)
    if lines and (found or (contender.again and contender.again.is_telling and not contender.undoes)):
        found.append(lines)
    if not found:
        return None
    pieces = [(kind, detail) for _, kind, detail in found]
    common = field.common.get((contender.original, contender.commit), Common())
    if common.equal and not contender.signs.equal:
        pieces.append(("some-equal-blobs", f"{_count(common.equal)} got the same content"))
    return Proof(min(found)[0], tuple(pieces))


def _sayings(field: Field, contender: Contender) -> list[tuple[int, str, str]]:
    """Return what the commit says itself, and an equal change, which speaks for itself."""
    size, _ = field.sizes.get(contender.original, (0, 0))
    common = field.common.get((contender.original, contender.commit), Common())
    found = [
        (1, EVIDENCE_OF_NAME[tracker], words)
        for tracker, role, words in contender.signs.named
        if (role == "relands" and (common.paths or not size))
        or (size and common.paths / size >= _HALF and not _is_merge(field, contender.commit))
    ]
    alike = not size or common.paths / size >= _HALF or (common.paths and contender.signs.same_issue)
    if contender.signs.same_title and alike and not _is_merge(field, contender.commit):
        found.append((1, "same-title", "the same title after the undo"))
    if contender.brings_back and contender.firm and size and common.paths / size >= _HALF:
        found.append((1, "revert-of-revert", "undoes the undo"))
    if contender.signs.equal:
        found.append((1, "equal-blobs", "the same files had and got the same contents"))
    return found


def _likenesses(field: Field, contender: Contender) -> list[tuple[int, str, str]]:
    size, code = field.sizes.get(contender.original, (0, 0))
    common = field.common.get((contender.original, contender.commit), Common())
    if not size or common.paths / size < _HALF or field.sizes[contender.commit][0] > _LARGEST * common.paths:
        return []
    paths = f"{common.paths} of {_count(size)}"
    first, again = field.facts[contender.original], field.facts[contender.commit]
    merge = _is_merge(field, contender.commit)
    alike = 0.0 if merge else title_similarity(first.title, again.title)
    same_issue = contender.signs.same_issue or (contender.signs.undo_issue and contender.signs.soon)
    found: list[tuple[int, str, str]] = []
    if same_issue and (common.code or not code or containment(first.title, again.title) >= _HALF):
        found.append((2, "issue-and-paths", f"the same issue, {paths}"))
    if not contender.signs.same_title and alike >= _HALF:
        found.append((2, "similar-title", f"{alike:.0%} of the words, {paths}"))
    if contender.signs.soon and not merge:
        whole = common.paths == size
        if common.equal or (whole and (size >= _MANY or "again" in again.hints)):
            found.append((3, "author-and-paths", f"by the same author within a week, {paths}"))
    return found


def _lines(contender: Contender) -> tuple[int, str, str] | None:
    if contender.again is None or contender.again.kind is None:
        return None
    return (
        1 if contender.again.kind == "equal-lines" and contender.again.is_telling else 2,
        contender.again.kind,
        contender.again.words,
    )


def _is_merge(field: Field, commit: int) -> bool:
    return "merge" in field.facts[commit].hints


def _count(paths: int) -> str:
    return f"{paths} path{'s' if paths > 1 else ''}"
