"""Reverts without a number: "X was reverted by Y", "Y reverts X", "the revert of X is Y"; and what landed again."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from miner.story.context import Context
from miner.story.denial import REASON as DENIED
from miner.story.denial import is_plain, turned
from miner.story.facts import Commit
from miner.story.finding import Finding, asked, in_one_line
from miner.story.names import ASIDE, Name
from miner.story.passages import Passage
from miner.story.unstated import unstated

_DONE = r"(?:reverted|undone|backed\s+out|rolled\s+back|taken\s+back)"
_NOT = r"(?P<not>(?:(?:does|do|did|was|were|is|has)(?:\s+not|n['’]t)|(?:was\s+|has\s+)?never)\s+(?:been\s+)?)"
_PASSIVE = re.compile(
    rf"{ASIDE}(?:which\s+|that\s+|it\s+)?(?:{_NOT}|(?:was|were|is|got|had\s+been|has\s+been)?\s*)"
    rf"(?:later|then|soon|itself|again|quickly|\s)*{_DONE}\s+(?:by|in|with)\s+(?:the\s+)?(?:commit\s+|change\s+)?[`*(\[]*",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    rf"{ASIDE}(?:which\s+|that\s+|then\s+|later\s+|also\s+|(?:partially|partly|fully)\s+)?"
    rf"(?:{_NOT}(?:revert(?:ed)?|undo|undid|back(?:ed)?\s+out|(?:take|took)\s+back)"
    r"|reverts|reverted|undoes|undid|backs\s+out|backed\s+out|takes\s+back|took\s+back)"
    r"\s+(?:the\s+)?(?:commit\s+|change\s+)?[`*(\[]*",
    re.IGNORECASE,
)
# "Y backed X out"
_APART = re.compile(rf"{ASIDE}(?:then\s+|later\s+)?(?:backs|backed|rolls|rolled|takes|took)\s+[`*(\[]*", re.IGNORECASE)
_OUT = re.compile(r"[\s`*_)\]]*(?:out|back)\b", re.IGNORECASE)
_ALONE = re.compile(
    rf"{ASIDE}(?:was|were|got|had\s+been|has\s+been)\s+(?:later|then|soon|itself|again|quickly|\s)*{_DONE}\b"
    r"(?!\s+(?:by|in|with)\b)",
    re.IGNORECASE,
)
# "X, Y and Z", and what is said of all of them
_JOINT = re.compile(rf"{ASIDE}(?:,|&|\+|,?\s*\band\b)[\s`*_(\[]*(?:commit\s+)?[`*(\[]*", re.IGNORECASE)
_ALL_BY = re.compile(
    rf"{ASIDE}(?:[:–—=>-]+\s*|(?:which\s+|that\s+)?(?:were|are|had\s+been|have\s+been)\s+|(?=both\b|all\b))"
    rf"(?:were\s+|are\s+)?(?:both\s+|all(?:\s+(?:two|three|four|of\s+them))?\s+)?(?:were\s+)?(?:later\s+|then\s+|soon\s+)?{_DONE}\s+"
    r"(?:together\s+)?(?:by|in|with)\s+(?:the\s+)?(?:commit\s+|change\s+)?[`*(\[]*",
    re.IGNORECASE,
)
# What stands before a commit that something else is said of: "X was reverted by Y, Z and W were both reverted by V".
_OF_ELSE = re.compile(
    r"\b(?:by|in|with|after|before|to|from|than|like|of|reverts?|reverted)\s+(?:commit\s+)?[`*(\[]*$", re.IGNORECASE
)
# Why something was taken back, which the messages tell in words of their own.
_WHY = re.compile(
    rf"\b(?:{_DONE}|reverts|undoes)\b[^.;()]{{0,60}}?\b(?P<why>(?:because|due\s+to|since|as)\s+(?:it|of|the|they|that|this|an?|some)\b[^.;()]{{3,80}})",
    re.IGNORECASE,
)
_NEAR = 60
# "the revert of X is Y", "Y is the reland of X"
_OF = r"(?P<noun>revert|undo|reland|backport)\s+of\s+(?:the\s+)?(?:commit\s+)?[`*(\[]*$"
_NOUN_OF = re.compile(rf"\b(?:the|its)\s+(?:v?[23]\.\d+\s+)?{_OF}", re.IGNORECASE)
_IS = re.compile(r"[\s`*_)\]\"',]*(?:is|was|being|came\s+as)\s+(?:the\s+)?(?:commit\s+)?[`*(\[]*", re.IGNORECASE)
_IS_OF = re.compile(rf"[\s`*_)\]\"',]*(?:is|was|being)\s+(?:the|a)\s+{_OF}", re.IGNORECASE)
_BROUGHT_BACK = re.compile(
    r"[\s`*_)\]\"',]*(?:(?:re-?lands|re-?landed|restores|restored|brought\s+back|reapplies|reapplied|reinstates|reinstated)\s+|"
    r"(?P<put>put)\s+)(?:the\s+)?(?:commit\s+|change\s+)?[`*(\[]*",
    re.IGNORECASE,
)
_RELATIONS = {
    "revert": ("undo_links", "undoing_sha", "undone_sha"),
    "undo": ("undo_links", "undoing_sha", "undone_sha"),
    "reland": ("relands", "reland_sha", "original_sha"),
    "backport": ("backports", "backport_sha", "original_sha"),
}


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each commit that is said to be reverted."""
    for passage in context.prose():
        named = context.commits(passage)
        for (first, one), (second, other) in pairwise(named):
            if finding := _of_two(context, passage, (first, second), one, other):
                yield finding
        yield from _of_several(context, passage, named)
        for why in _WHY.finditer(passage.text) if named else ():
            if context.commits(passage, *passage.clause(*why.span())):
                said = in_one_line(why["why"])
                yield Finding(passage.line_at(why.start("why")), "reason", said, "unknown", "reasons are not compared")
        for name, commit in named:
            if match := _ALONE.match(passage.text, name.end):
                reason = unstated(passage, name.start, match.end())
                if reason != DENIED:  # told as a statement that nothing is compared with
                    yield _alone(context, passage, name, match.end(), commit, reason)


def _of_several(context: Context, passage: Passage, named: list[tuple[Name, Commit]]) -> Iterator[Finding]:
    """Judge "X and Y: both reverted by Z" for those that the words of two commits beside each other do not reach."""
    for place in range(2, len(named)):
        last, undoing = named[place]
        first = place - 1
        if not _ALL_BY.fullmatch(passage.text, named[first][0].end, last.start):
            continue
        while first and _JOINT.fullmatch(passage.text, named[first - 1][0].end, named[first][0].start):
            first -= 1
        told = named[first:place]
        if _OF_ELSE.search(passage.text, max(0, told[0][0].start - _NEAR), told[0][0].start):
            continue
        reason = unstated(passage, told[0][0].start, last.end)
        plain = _PASSIVE.fullmatch(passage.text, told[-1][0].end, last.start) is not None
        for name, undone in told[: -1 if plain else None] if len(told) > 1 else ():
            found = _judged(context, passage, (name, last), undone=undone, undoing=undoing)
            yield replace(found, verdict="unknown", fact=reason) if reason else found


def _of_two(context: Context, passage: Passage, names: tuple[Name, Name], one: Commit, other: Commit) -> Finding | None:
    """Judge what is said of two commits that stand beside each other, None if it is nothing of this kind."""
    first, second = names
    text, low, high = passage.text, first.end, second.start
    finding: Finding | None = None
    if match := _PASSIVE.fullmatch(text, low, high):
        finding = _judged(context, passage, names, undone=one, undoing=other)
    elif (match := _ACTIVE.fullmatch(text, low, high)) or (
        _APART.fullmatch(text, low, high) and _OUT.match(text, second.end)
    ):
        finding = _judged(context, passage, names, undone=other, undoing=one)
    elif (noun := _NOUN_OF.search(text, max(0, first.start - _NEAR), first.start)) and _IS.fullmatch(text, low, high):
        finding = _related(context, passage, names, noun["noun"], other, one)
    elif noun := _IS_OF.fullmatch(text, low, high):
        finding = _related(context, passage, names, noun["noun"], one, other)
    elif _BROUGHT_BACK.fullmatch(text, low, high):
        finding = _related(context, passage, names, "reland", one, other)
    reason = unstated(passage, first.start, second.end) if finding else None
    if finding is None or reason is None:
        return finding
    if reason == DENIED:
        return turned(finding) if match and match["not"] and is_plain(passage, match.end("not")) else None
    return replace(finding, verdict="unknown", fact=reason)


def _judged(
    context: Context, passage: Passage, names: tuple[Name, Name], *, undone: Commit, undoing: Commit
) -> Finding:
    said = in_one_line(passage.text[names[0].start : names[1].end])
    where = passage.line_at(names[0].start), "revert", said
    query = asked("undo_links", commit=undoing.sha[:10])
    links = context.facts.rows("undo_links", commit=undoing.sha)
    pairs = {(row["undoing_sha"], row["undone_sha"]) for row in links}
    evidence = f"{undoing.sha},{undone.sha}"
    if (undoing.sha, undone.sha) in pairs:
        return Finding(*where, "confirmed", f"{undoing.shown} reverts {undone.sha[:10]}", evidence, query)
    if (undone.sha, undoing.sha) in pairs:
        return Finding(*where, "corrected", f"{undone.sha[:10]} reverts {undoing.sha[:10]}", evidence, query)
    others = [sha for source, sha in pairs if source == undoing.sha]
    reverts = context.facts.undos(undone.sha)
    if reverts:
        by = ", ".join(row["undoing_sha"][:10] for row in reverts)
        return Finding(*where, "corrected", f"{undone.sha[:10]} was reverted by {by}", evidence, query)
    if others:
        fact = f"{undoing.sha[:10]} reverts {', '.join(sha[:10] for sha in sorted(others))}"
        return Finding(*where, "corrected", fact, evidence, query)
    return Finding(*where, "unknown", "the database knows no such revert", evidence, query)


def _related(
    context: Context, passage: Passage, names: tuple[Name, Name], noun: str, later: Commit, earlier: Commit
) -> Finding:
    """Judge whether ``later`` is the revert, the reland or the backport of ``earlier``."""
    noun = noun.lower()
    where = passage.line_at(names[0].start), noun, in_one_line(passage.text[names[0].start : names[1].end])
    name, source, target = _RELATIONS[noun]
    rows = [row for row in context.facts.rows(name, commit=earlier.sha) if row[target] == earlier.sha]
    query = asked(name, commit=earlier.sha[:10])
    evidence = f"{later.sha},{earlier.sha}"
    found = list(dict.fromkeys(str(row[source]) for row in rows))
    if later.sha in found:
        return Finding(*where, "confirmed", f"{later.shown} is a {noun} of {earlier.sha[:10]}", evidence, query)
    # Of each line there may be one, which the database may not know.
    lines = {known.row["line"] for sha in found if isinstance(known := context.facts.commit(sha), Commit)}
    if noun == "backport" and later.row["line"] not in lines:
        return Finding(*where, "unknown", f"the database knows no {noun} of {earlier.shown} there", evidence, query)
    if found:
        fact = f"a {noun} of {earlier.sha[:10]} is {', '.join(sha[:10] for sha in found)}"
        return Finding(*where, "corrected", fact, evidence, query)
    return Finding(*where, "unknown", f"the database knows no {noun} of {earlier.shown}", evidence, query)


def _alone(context: Context, passage: Passage, name: Name, end: int, commit: Commit, reason: str | None) -> Finding:
    where = passage.line_at(name.start), "revert", in_one_line(passage.text[name.start : end])
    if reason:
        return Finding(*where, "unknown", reason, commit.sha)
    query = asked("undo_links", commit=commit.sha[:10])
    undos = context.facts.undos(commit.sha)
    if undos:
        fact = f"reverted by {undos[0]['undoing_sha'][:10]} ({undos[0]['undoing_at'][:10]})"
        return Finding(*where, "confirmed", fact, f"{commit.sha},{undos[0]['undoing_sha']}", query)
    return Finding(*where, "unknown", f"the database knows no revert of {commit.shown}", commit.sha, query)
