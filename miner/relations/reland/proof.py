"""Decide whether a commit lands an undone change again, or is another attempt at what it was for.

There are three kinds of evidence, the strongest first.

1. Its message names the original or the undo; or it has the same title; or it makes exactly the same change.
2. It belongs to the original's issue and touches at least half of its files, code among them if the original changed
   code; or it touches at least half of the files and its title is at least half similar, its message has the whole
   title of the same issue, it applies the same patch of SourceForge's tracker, it adds a file again that came with the
   original and went with the undo, or it removes something of the same files where the original had removed something.
3. It comes from the author of the original or of the undo within a week, and touches the same files: three or more, or
   some with equal contents, or its title speaks of another try.

Undone lines that come back (:mod:`miner.relations.reland.lines`) are of kind 1 if they are many, or if both sides agree
almost completely, otherwise of kind 2. Few lines only support other evidence.

After a partial undo, later commits to the same files are normal work. So only evidence of kind 1 counts, or the undone
lines coming back. If the original was a firm undo itself, only evidence of kind 1 counts. Of 45 relands of kind 2 that
we read, nine of ten were right if the undo was full and the original was not an undo, and one of three in all other
cases.

A *reland* makes the same change again, perhaps reworked. So something that was taken away comes back, or the message
says that the original lands again; a title that is repeated within the issue says it, too. Everything else that tries
again is a *next attempt*: another solution of the same issue. Without lines, an issue in common is not enough for a
reland: of 58 such commits, 25 brought something back. Nor do common words of their titles prove it, or years in
between. Other evidence of kind 2 does: by their lines, all of 26 commits that added a NEWS entry again under its name
brought something back, and so did 12 of 15 that added another file again, all nine with the number of a patch, all
seven with the original's title in the message, and all eight that removed something from three files or more.
"""

from dataclasses import dataclass
from typing import Final

from miner.messages.hints import is_another_attempt, is_merge, is_undo
from miner.messages.similarity import containment, title_similarity
from miner.relations.candidates import EVIDENCE_OF_NAME
from miner.relations.reland.lines import Again
from miner.relations.reland.signals import MANY, Common, Field, Signs

_HALF = 0.5
# Two words in three, in any form, are as much as half of the words in the same form.
_INFLECTED = 0.75
_FEWEST = 5
#: A commit that touches more than ten times as many files as it shares does something else.
_LARGEST = 10
#: A single file that is added again may hold something else by now.
_SEVERAL = 2
Evidence = tuple[str, str]
RELAND: Final = "reland"
NEXT_ATTEMPT: Final = "next-attempt"
# What ties a commit to the purpose of the original, without making the same change.
_SAME_PURPOSE = frozenset({"issue-and-paths", "same-title", "similar-title"})


@dataclass(frozen=True, slots=True)
class Contender:
    """A commit that may land an original again after an undo."""

    undo: int
    original: int
    commit: int
    signs: Signs
    full: bool  # the undo took all of the original back
    sure: bool  # the undo has a high confidence
    brings_back: bool  # it undoes the undo, though not with high confidence
    undoes: bool  # the original was a firm undo itself
    again: Again | None = None  # the lines that it brings back, None if unknown

    @property
    def firm(self) -> bool:
        """Whether the undo was full, and the original was not an undo itself."""
        return self.full and not self.undoes


@dataclass(frozen=True, slots=True)
class Proof:
    """The kind of the strongest piece of evidence, 1 (strongest) to 3, and all pieces as (kind, detail).

    ``nature`` is :data:`RELAND` or :data:`NEXT_ATTEMPT`.
    """

    strength: int
    evidence: tuple[Evidence, ...]
    nature: str


def prove(field: Field, contender: Contender) -> Proof | None:
    """Return the proof that a commit tries an original again, None if the evidence does not suffice."""
    if is_undo(field.facts[contender.commit].title):
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
    kinds = {kind for kind, _ in pieces}
    if not _is_same(field, contender, kinds):
        return Proof(min(found)[0], tuple(pieces), NEXT_ATTEMPT) if _is_next(field, contender, kinds) else None
    if contender.again and contender.again.is_something and not lines:
        pieces.append(("some-lines", contender.again.words))
    return Proof(min(found)[0], tuple(pieces), RELAND)


def _is_same(field: Field, contender: Contender, kinds: set[str]) -> bool:
    """Return whether a commit with evidence of these kinds makes the same change, perhaps reworked."""
    again, signs = contender.again, contender.signs
    if signs.says_again:
        return True
    titles = (field.facts[one].title for one in (contender.original, contender.commit))
    if signs.same_issue and title_similarity(*titles) == 1.0 and (contender.full or contender.sure):
        return True
    other = kinds - ({"issue-and-paths", "author-and-paths"} if signs.in_project else {"issue-and-paths"})
    if again is None:
        return bool(other) and (contender.full or not other <= _SAME_PURPOSE)
    if other:
        return again.is_something
    return again.is_solution and (again.is_most or not signs.in_project)


def _is_next(field: Field, contender: Contender, kinds: set[str]) -> bool:
    """Return whether a commit tries again what the original was for, and is not just other work on the same files."""
    purpose = {"same-title"} if contender.signs.in_project else _SAME_PURPOSE
    return contender.full and (bool(kinds & purpose) or is_another_attempt(field.facts[contender.commit].title))


def _sayings(field: Field, contender: Contender) -> list[tuple[int, str, str]]:
    """Return the evidence of kind 1 as (1, kind, detail): names, titles, an undone undo and equal changes."""
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
    if contender.signs.same_issue and not merge:  # who names the issue need not use the same forms of its words
        alike = max(alike, _INFLECTED * containment(first.title, again.title, _FEWEST))
    same_issue = contender.signs.same_issue or (contender.signs.undo_issue and contender.signs.soon)
    found: list[tuple[int, str, str]] = []
    if same_issue and (common.code or not code or containment(first.title, again.title) >= _HALF):
        found.append((2, "issue-and-paths", f"the same issue, {paths}"))
    if not contender.signs.same_title and alike >= _HALF:
        found.append((2, "similar-title", f"{alike:.0%} of the words, {paths}"))
    found += _returns(contender, common, field.sizes[contender.commit][0], paths) if not merge else []
    if contender.signs.soon and not merge:
        whole = common.paths == size
        if common.equal or (whole and (size >= MANY or is_another_attempt(again.title))):
            found.append((3, "author-and-paths", f"by the same author within a week, {paths}"))
    return found


def _returns(contender: Contender, common: Common, size: int, paths: str) -> list[tuple[int, str, str]]:
    """Return the evidence that is telling of this very change: its title, patch or files, or that it goes again.

    ``size`` is the number of paths of the commit.
    """
    signs = contender.signs
    found = []
    if signs.quotes:
        found.append((2, "quoted-title", f"the message has the whole title, {paths}"))
    if signs.same_patch:
        found.append((2, "same-patch", f"the same patch of the tracker, {paths}"))
    if signs.added_again and common.paths >= _SEVERAL:
        found.append((2, "added-again", signs.added_again))
    if signs.removed_again and contender.again is None and size <= 2 * common.paths:
        found.append((2, "removed-again", f"removes again what came back, {paths}"))
    return found


def _lines(contender: Contender) -> tuple[int, str, str] | None:
    if contender.again is None or contender.again.kind is None:
        return None
    return (
        1 if contender.again.is_telling else 2,
        contender.again.kind,
        contender.again.words,
    )


def _is_merge(field: Field, commit: int) -> bool:
    return is_merge(field.facts[commit].title)


def _count(paths: int) -> str:
    return f"{paths} path{'s' if paths > 1 else ''}"
