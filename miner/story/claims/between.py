"""Time between two commits that both are named: "three days after X, Y landed", "Y landed two months before X"."""

import re
from datetime import datetime
from itertools import pairwise
from typing import Final

from miner.story.claims.pairs import best, follows, revert
from miner.story.context import Context
from miner.story.facts import Commit, Row
from miner.story.finding import Finding, asked, in_one_line
from miner.story.lengths import Length
from miner.story.names import ASIDE, Name
from miner.story.passages import Passage
from miner.story.unstated import unstated

# "three days after X, …", "within a week of X", "two months before X"; between such a word and X nothing else happens.
_BESIDE = re.compile(r"\s+(?P<word>after|before|of)\s+", re.IGNORECASE)
_WORDS: Final = (
    r"the|its|that|this|first|second|third|last|final|earlier|original|commits?"
    r"|change|changeset|attempt|revert|undo|fix"
)
_UP_TO = re.compile(rf"(?:(?:{_WORDS}|of|with)\s+)*[`*(\[]*", re.IGNORECASE)
_FILLED: Final = rf"(?:(?:{_WORDS})\s+)*[`*(\[]*"
_REVERT_OF = re.compile(r"\b(?:revert|undo)\s+of\b", re.IGNORECASE)
_UNDONE: Final = r"(?:reverted|undone|backed\s+out|rolled\s+back|taken\s+back|withdrawn)\b"
_UNDONE_BY = re.compile(
    rf"{ASIDE}(?:which\s+|that\s+)?(?:was|were|got|had\s+been|has\s+been)\s+(?:then\s+|later\s+|itself\s+)?{_UNDONE}"
    r"(?:\s+(?:by|in|with)\s+[`*(\[]*[0-9a-f]{7,40}\b)?",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\bwhich\b", re.IGNORECASE)
# "X, reverted two days after Y"; but "R reverted it two days after Y" is about R.
_UNDONE_THEN = re.compile(rf"\b{_UNDONE}\s*(?:(?:only|just|about|again)\s+)*$", re.IGNORECASE)
#: What stands before a length that begins what is said.
LEADS = re.compile(
    r"(?:^|[,.;:(–—]|\b(?:and|then|but))\s*(?:(?:only|just|about|almost|nearly|some|then|exactly|barely|less\s+than|more\s+than)\s+)*$",
    re.IGNORECASE,
)
# An issue, and behind it, in brackets, the commit that is meant.
_ITS_COMMIT = re.compile(r"[\s`*:(\[]+")
_PAST = re.compile(r",\s|\bthat\s")
_COLON = re.compile(r"[\s`*_)\]]*[:–—-]\s")
# What begins the next statement behind what a length is counted from.
_NEXT = re.compile(r",\s+(?:and|but|while|whereas|then)\b")
# "two hours lie between X and Y", "X and Y are two hours apart"
_BOTH = re.compile(rf"\b(?:(?P<between>between)|from|separat(?:es?|ed|ing))\s+{_FILLED}$", re.IGNORECASE)
_AND = re.compile(rf"{ASIDE}(?:(?P<and>and)|to|from)\s+{_FILLED}", re.IGNORECASE)
# "two hours between X and its revert"
_OPENED = re.compile(
    r"\s+(?:lie\s+|passed\s+|went\s+by\s+)?(?:between|from)\s+(?:the\s+)?(?:commit\s+)?[`*(\[]*", re.IGNORECASE
)
_AND_ITS_REVERT = re.compile(rf"{ASIDE}(?:and|to)\s+(?:its|the)\s+(?:revert|undo)\b(?!\s+of\b)", re.IGNORECASE)
# An arrow between two commits, and behind them the time from one to the other.
_ARROW = re.compile(rf"{ASIDE}(?:=+>|-+>|→|\.{{2,3}}|…)\s*[`*(\[]*")
_THEN = re.compile(r"[\s`*_)\]]*[:,(=–—]\s*")
_ENDS = re.compile(r"\)?[.;]?\s*$|\)?[.;]\s")
_APART = re.compile(r"\s+apart\b", re.IGNORECASE)
_NEAR: Final = 80


def between(context: Context, passage: Passage, length: Length) -> Finding | None:
    """Judge "three days after X, Y landed" and "Y landed three days before X"; None if no commit is told so."""
    text = passage.text
    _, high = passage.clause(length.start, length.end)
    # "the day after" is a length that has the word.
    places = (length.end, length.end - len(" after"), length.end - len(" before"))
    if both := _both(context, passage, length):
        return _of_both(passage, length, *both)
    if its := _its_revert(context, passage, length):
        return its
    beside = next(filter(None, (_BESIDE.match(text, place, high) for place in places)), None)
    if beside is None or (beside["word"].lower() == "of" and (length.exact or length.low)):
        return None
    anchor = _anchor(context, passage, beside.end(), high)
    if anchor is None:
        return _after_clause(context, passage, length, beside.end()) if beside["word"].lower() == "after" else None
    return _from_anchor(context, passage, length, anchor, beside)


def _from_anchor(
    context: Context, passage: Passage, length: Length, anchor: Name, beside: re.Match[str]
) -> Finding | None:
    """Judge a length of time before or after a commit that is named beside it."""
    text = passage.text
    low, high = passage.clause(length.start, length.end)
    where = passage.line_at(length.start), "delay of a landing", in_one_line(text[length.start : anchor.end])
    commits = dict(context.commits(passage, low, high))
    undone = _UNDONE_BY.match(text, anchor.end, high)
    end = undone.end() if undone else anchor.end
    others = [name for name in commits if name.end <= length.start or name.start >= end]
    target = _told(text, low, length.start, end, others)
    if anchor not in commits or target is None or commits[target].sha == commits[anchor].sha:
        return Finding(*where, "unknown", "it is not clear which commits are meant") if others else None
    if reason := unstated(passage, min(length.start, target.start), max(anchor.end, target.end)):
        return Finding(*where, "unknown", reason)
    whole = bool(undone) or bool(_REVERT_OF.search(text, beside.end(), anchor.start))
    first = _events(context, commits[anchor], undone=whole)
    if undone and _WHICH.search(undone[0]):  # "two weeks after X, which was reverted" counts from X
        first = [commits[anchor].row, *first]
    gap = (target.end, length.start if target.end <= length.start else high)
    gone = _UNDONE_BY.match(text, *gap) or (gap[1] == length.start and _UNDONE_THEN.search(text, *gap))
    second = _events(context, commits[target], undone=bool(gone))
    if target.end <= length.start:  # of "R reverted X a week after Y" either may be meant
        told = [name for name in others if name.end <= target.start and low <= name.start]
        second += [commits[name].row for name in told[-1:] if commits[name].sha != commits[anchor].sha]
    if not first or not second:
        return Finding(*where, "unknown", "the database knows no such revert", commits[anchor].sha)
    if beside["word"].lower() == "before":
        first, second = second, first
    return _judged(context, where, length, first, second)


def _both(context: Context, passage: Passage, length: Length) -> tuple[Commit, Commit] | None:
    """Return the two commits between which a length is told: "an hour between X and Y", "X and Y, a day apart"."""
    low, high = passage.clause(length.start, length.end)
    named = context.commits(passage, low, high)
    if _APART.match(passage.text, length.end):
        before = {commit.sha: commit for name, commit in named if name.end <= length.start}
        one, other = before.values() if len(before) == 2 else (None, None)
        return (one, other) if one and other else None
    told = []
    for (first, one), (second, other) in pairwise(named):
        if _ARROW.fullmatch(passage.text, first.end, second.start) and _THEN.fullmatch(
            passage.text, second.end, length.start
        ):
            return (one, other) if _ENDS.match(passage.text, length.end) else None
        opened = _BOTH.search(passage.text, max(low, first.start - _NEAR), first.start)
        joint = _AND.fullmatch(passage.text, first.end, second.start)
        if opened and joint and bool(opened["between"]) == bool(joint["and"]):
            if first.start > length.end and _is_nearest(passage, length, first, second):
                return one, other
            # What another length stands before, that one is told of.
            taken = any(low <= each.start < first.start for each in passage.lengths)
            told += [(one, other)] if not taken and _is_nearest(passage, length, first, second) else []
    return told[-1] if told else None


def _is_nearest(passage: Passage, length: Length, first: Name, second: Name) -> bool:
    """Return whether no other length of time stands between a length and two commits that it may be between."""
    low, high = sorted((length.start, first.start)) if length.start < first.start else (second.end, length.start)
    return not any(low <= each.start < high for each in passage.lengths if each is not length)


def _its_revert(context: Context, passage: Passage, length: Length) -> Finding | None:
    """Judge "two days between X and its revert"; None if nothing is said so."""
    low, high = passage.clause(length.start, length.end)
    for name, commit in context.commits(passage, low, high):
        head = _OPENED.fullmatch(passage.text, length.end, name.start)
        tail = _AND_ITS_REVERT.match(passage.text, name.end)
        if not head or not tail:
            continue
        said = in_one_line(passage.text[length.start : tail.end()])
        where = passage.line_at(length.start), "delay of a revert", said
        if reason := unstated(passage, length.start, tail.end()):
            return Finding(*where, "unknown", reason)
        query = asked("undo_links", commit=commit.sha[:10])
        pairs = [pair for undo in context.facts.undos(commit.sha) if (pair := follows(commit.row, revert(undo)))]
        if not pairs:
            return Finding(*where, "unknown", "the database knows no such revert", commit.sha, query)
        return best(where, length, pairs, query, None)
    return None


def _of_both(passage: Passage, length: Length, one: Commit, other: Commit) -> Finding:
    """Judge the time between two commits, either of which may be the earlier one."""
    where = passage.line_at(length.start), "delay of a landing", in_one_line(passage.text[length.start : length.end])
    if reason := unstated(passage, length.start, length.end):
        return Finding(*where, "unknown", reason)
    pairs = [pair for first, second in ((one, other), (other, one)) if (pair := follows(first.row, second.row))]
    if not pairs:
        return Finding(*where, "unknown", "both are the same commit", one.sha)
    return best(where, length, pairs[:1], asked("commit_facts", commit=other.sha[:10]), None)


def _after_clause(context: Context, passage: Passage, length: Length, start: int) -> Finding | None:
    """Judge "three weeks after Eric did this (X), that followed with Y": X may be a part of what was done."""
    low, high = passage.clause(length.start, length.end)
    named = context.commits(passage, start, high)
    if len(named) != 2 or context.commits(passage, low, length.start):
        return None
    (name, one), (second, other) = named
    if not _PAST.search(passage.text, name.end, second.start):
        return None
    where = passage.line_at(length.start), "delay of a landing", in_one_line(passage.text[length.start : name.end])
    if reason := unstated(passage, length.start, second.end):
        return Finding(*where, "unknown", reason)
    earlier = [one.row, *_events(context, one, undone=True)]
    pairs = [pair for row in earlier if (pair := follows(row, other.row))]
    query = asked("commit_facts", commit=other.sha[:10])
    doubt = "it is not clear after what"
    return best(where, length, pairs, query, doubt) if pairs else Finding(*where, "unknown", doubt, other.sha, query)


def _anchor(context: Context, passage: Passage, start: int, end: int) -> Name | None:
    """Return what a length is counted from: what is named right behind "after", or the commit of such an issue."""
    near = [
        name for name in context.names_and_places(passage) if start <= name.start <= start + _NEAR and name.end <= end
    ][:2]
    if not near or not _UP_TO.fullmatch(passage.text, start, near[0].start):
        return None
    one, other = near[0], near[-1]
    of_issue = one.kind == "issue" and one != other and _ITS_COMMIT.fullmatch(passage.text, one.end, other.start)
    return other if of_issue else one


def _events(context: Context, commit: Commit, *, undone: bool) -> list[Row]:
    """Return a commit or, if it is said to be undone, its reverts."""
    return [revert(undo) for undo in context.facts.undos(commit.sha)] if undone else [commit.row]


def _judged(
    context: Context, where: tuple[int, str, str], length: Length, first: list[Row], second: list[Row]
) -> Finding:
    pairs = [(one, other) for one in first for other in second]
    forward = [pair for one, other in pairs if (pair := follows(one, other))]
    query = asked("commit_facts", commit=str(second[0]["sha"])[:10])
    if forward:
        return best(where, length, forward, query, None if len(pairs) == 1 else "several commits may be meant")
    ((one, other), *more) = pairs
    fact = f"{other['sha'][:10]} ({other['authored_at'][:10]}) is not later than {one['sha'][:10]}"
    sure = not more and _is_committed_before(context, other, one)
    return Finding(*where, "corrected" if sure else "unknown", fact, f"{other['sha']},{one['sha']}", query)


def _told(text: str, low: int, start: int, end: int, others: list[Name]) -> Name | None:
    """Return the commit that is said to follow: what a length begins with stands behind it, else before it."""
    before = [name for name in others if name.end <= start]
    # What is named before a comma belongs to what the length is counted from.
    after = [
        name
        for name in others
        if name.start >= end
        and (_PAST.search(text, end, name.start) or _COLON.match(text, end, name.start))
        and not (before and _NEXT.search(text, end, name.start))
    ]
    if after and (not before or LEADS.search(text, low, start)):
        return after[0]
    return before[-1] if before else None


def _is_committed_before(context: Context, one: Row, other: Row) -> bool:
    """Return whether a commit is older than another by the clocks of the committers, too."""
    first, second = (context.facts.commit(str(row["sha"])) for row in (one, other))
    return (
        isinstance(first, Commit)
        and isinstance(second, Commit)
        and datetime.fromisoformat(first.row["committed_at"]) < datetime.fromisoformat(second.row["committed_at"])
    )
