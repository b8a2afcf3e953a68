"""Delays: "reverted 8 days later", "stood for a year", "two days later it landed again"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

from miner.story.claims.anchors import earlier_of, fits_nothing, of_days, openings
from miner.story.claims.backported import of_backports
from miner.story.claims.between import LEADS, between
from miner.story.claims.pairs import Pair, at, best, follows, revert
from miner.story.claims.people import did, doers
from miner.story.claims.stood import stood_through
from miner.story.context import Context
from miner.story.denial import REASON as DENIED
from miner.story.denial import is_plain, turned
from miner.story.facts import Commit, Row
from miner.story.finding import Finding, asked, in_one_line
from miner.story.lengths import Length
from miner.story.names import ASIDE, Name
from miner.story.passages import Passage
from miner.story.places import find_places
from miner.story.unstated import unstated

# "its revert" is no verb.
_NO_NOUN: Final = "".join(
    rf"(?<!{word} )" for word in ("the", "its", "a", "that", "first", "second", "third", "last", "final")
)
_UNDONE = (
    rf"(?:{_NO_NOUN}revert(?:s|ed|ing)?|undone|undid|backed\s+out|rolled\s+back|taken\s+back"
    r"|withdrawn|(?<=,\s)(?:out|gone)(?=\s+(?:again|after)\b)|(?<=[,>]\s)(?:removed|dropped|pulled))\b"
)
_LANDED = re.compile(
    r"(?:(?:re-?)?landed|came\s+back|(?:re)?merged|pushed|committed|(?:re)?applied|tried\s+again|followed)\b",
    re.IGNORECASE,
)
_UNDONE_BEFORE = re.compile(
    rf"\b(?:{_UNDONE}(?:\s+(?:(?:his|her|its|their|the|own|very|commit|change)\s+){{0,3}}[`*(\[]*[0-9a-f]{{7,40}}[`*)\]]*)?|(?:backed|rolled|took)\s+\S{{2,50}}\s+(?:out|back)\b)(?:\s+(?:it|again|only|just|already|after|in|within|by(?:\s+\S+){{1,3}}?|on)){{0,4}}(?:(?<!revert),|,?\s+(?:as\s+well|too),?)?\s*$",
    re.IGNORECASE,
)
_STOOD = re.compile(
    r"\b(?:stood|stayed|lasted|survived|lived|held|remained|was\s+in|was\s+kept)\b[\s\w.]{0,20}$", re.IGNORECASE
)
_LATER = re.compile(r"\s+(?:later|afterwards|after(?!\w))", re.IGNORECASE)
_AFTER = re.compile(
    r"\s+after\s+(?:(?P<what>(?:the|its|that|this)\s+revert\b)|(?!(?:that|this|which|it)\b))", re.IGNORECASE
)
_UNDONE_AFTER = re.compile(rf",?\s[^.;\n]{{0,60}}?\b{_UNDONE}", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:re-?landed|re-?applied|came\s+back|brought\s+back"
    r"|(?:landed|merged|pushed|committed|applied|tried)\s+(?:once\s+)?(?:again|an?\s+\w+\s+time|the\s+\w+\s+time))\b",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:was|were|been|got|gets|is)\b[\s\w]{0,20}$", re.IGNORECASE)
# Between a length and what followed: it was withdrawn "two days later by Y", or "two days later: Y".
_BY = re.compile(
    r"(?:\s*[:(–—]|\s+(?:by|as|in|with|through|via|when)\b)\s*(?:the\s+)?(?:(?:commit|change|changeset)\s+)?[`*(\[]*",
    re.IGNORECASE,
)
# What begins another statement between two commits that both are named behind a length.
_TURN = re.compile(r"[,:;(]|\b(?:which|that|and|but|while|after|before)\b", re.IGNORECASE)
_LAST = re.compile(r",\s[`*(\[]*(?=[0-9a-f]{7})")
_END = re.compile(r"[\s`*_)\]]*(?:[.;]|$)")
_FOLLOWED = re.compile(
    r"\b(?:follow(?:ed|s)|backported|cherry-picked|(?:re-?)?landed|repaired|(?:re)?merged)\s+$", re.IGNORECASE
)
# Of two commits that nothing but "and" joins, none follows the other.
_VERB = re.compile(
    r"\b(?:[a-z]+ed|came|went|was|were|is|are|did|made|got|put|took|brought|undid|had|has|fell|left|follows)\b|[;:]|,\s+(?!and\b)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[\s`*_]*\)[^()]*")
_PARTLY = re.compile(r"\bpart(?:ial)?ly\b", re.IGNORECASE)
_ANCHOR = re.compile(
    r"\b(?:after|before|than|since)\s+(?:the\s+)?(?:commit\s+|revert\s+of\s+)?[`*(\[]*$", re.IGNORECASE
)
_OPENING = re.compile(r"\b(?:opened|filed|created|reported)\b", re.IGNORECASE)
_NO_REVERT: Final = "it is not clear which revert is meant, or the database knows none"
# Between a commit and what is said to have been done to it.
_OF_IT = re.compile(
    rf"{ASIDE}[\s`*_)\]>,:=(–—-]*(?:(?:which|that|it|was|were|is|got|had|has|been|then|later|soon|itself|quickly|partially|partly)\s+)*",
    re.IGNORECASE,
)
# "X => reverted a day later" is about the end of X.
_ARROW = re.compile(r"[\s`*_)\]]*(?:=+>|-+>|→)")
_IN_BRACKETS = re.compile(r"[\s`*_\]>]*\([^()]*")
_NEAR: Final = 80
_MOST_ISSUES: Final = 8


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each delay between a change and its revert, or what landed next."""
    for passage in context.prose():
        for length in passage.lengths:
            if not context.is_judged(passage, length.start) and (finding := _judged(context, passage, length)):
                yield finding


def _judged(context: Context, passage: Passage, length: Length) -> Finding | None:
    text = passage.text
    low, high = passage.clause(length.start, length.end)
    near = max(low, length.start - _NEAR)
    stood = _STOOD.search(text, near, length.start)
    if stood and not context.commits(passage, low, high):
        stood = None  # of an issue, or of something else
    if not stood and (two := between(context, passage, length)):
        return two
    if ported := of_backports(context, passage, length):
        return ported
    before = _UNDONE_BEFORE.search(text, near, length.start)
    later = _LATER.match(text, length.end, high)
    # "the day before" is a length that has the word.
    is_day = length.days is not None and not text[: length.end].lower().endswith("before")
    is_after = later is not None or is_day or _FOLLOWED.search(text, near, length.start) is not None
    end = later.end() if later else length.end
    after = _UNDONE_AFTER.match(text, end, high) if is_after and not before else None
    if before or after or stood:
        start = before.start() if before else stood.start() if stood else length.start
        return _of_revert(context, passage, length, (start, after.end() if after else end))
    landing = _of_landing(context, passage, length, end) if is_after else None
    if landing and (reason := unstated(passage, length.start, end)):
        return replace(landing, verdict="unknown", fact=reason)
    return landing


def _of_revert(context: Context, passage: Passage, length: Length, span: tuple[int, int]) -> Finding:
    where = passage.line_at(span[0]), "delay of a revert", in_one_line(passage.text[span[0] : span[1]])
    reason = unstated(passage, *span)
    denied = reason == DENIED and is_plain(passage, span[0])
    if reason and not denied:
        return Finding(*where, "unknown", reason)
    if _is_of_unknown_place(context, passage, span):
        return Finding(*where, "unknown", "it is not clear which attempt is meant")
    undos, query, certain = _undos(context, passage, span)
    pairs = [pair for row in undos for pair in _reverts(row)]
    itself = _itself(context, passage, span)
    if itself and not _is_in_revert(context, passage, span, itself):  # those of the issue are of other commits
        doubted = denied or _PARTLY.search(passage.text, max(0, span[0] - _NEAR), span[1])
        fact = None if doubted else stood_through(context, itself, length)
        query = asked("standing", commit=itself.sha[:10])
        return Finding(*where, "corrected" if fact else "unknown", fact or _NO_REVERT, itself.sha, query)
    if not pairs:
        return Finding(*where, "unknown", _NO_REVERT, "", query)
    doubt = None if certain else "several reverts may be meant, none after that time"
    finding = best(where, length, pairs, query, doubt)
    if denied and len({pair.later["sha"] for pair in pairs}) > 1:
        return Finding(*where, "unknown", DENIED)
    return turned(finding) if denied else finding


def _is_of_unknown_place(context: Context, passage: Passage, span: tuple[int, int]) -> bool:
    """Return whether words are about "the ninth attempt", which is none that is known."""
    low, high = passage.clause(*span)
    known = {name.start for name, _ in context.commits(passage, low, high)}
    told = [each for each in find_places(passage.text) if low <= each[0] and each[1] <= span[0]]
    return bool(told) and not known and not any(low <= day.start < high for day in passage.days)


def _is_in_revert(context: Context, passage: Passage, span: tuple[int, int], commit: Commit) -> bool:
    """Return whether reverts are known of a commit or, unless an arrow says that it was reverted, by it."""
    links = context.facts.rows("undo_links", commit=commit.sha)
    arrow = any(_ARROW.match(passage.text, name.end, span[0]) for name, each in context.commits(passage, 0, span[0]))
    return any(row["undone_sha"] == commit.sha or not arrow for row in links)


def _itself(context: Context, passage: Passage, span: tuple[int, int]) -> Commit | None:
    """Return the commit right before the words, of which alone they tell: "X => reverted a day later"."""
    low, high = passage.clause(*span)
    named = context.commits(passage, low, high)
    if len({commit.sha for _, commit in named}) != 1 or not _OF_IT.fullmatch(passage.text, named[-1][0].end, span[0]):
        return None
    return named[-1][1]


def _reverts(row: Row) -> Iterator[Pair]:
    """Yield a commit and its revert: by the clocks of the committers, as everywhere, and by those of the authors."""
    undone, undoing = ({"sha": row[f"{each}_sha"], "authored_at": row[f"{each}_at"]} for each in ("undone", "undoing"))
    words = f"{row['undoing_sha'][:10]} reverted {row['undone_sha'][:10]}"
    if row["delay_seconds"] is not None:
        landed = at(undoing) - timedelta(seconds=row["delay_seconds"])
        yield Pair({**undone, "authored_at": landed.isoformat()}, undoing, words)
    if at(undone) <= at(undoing):
        yield Pair(undone, undoing, words)


def _undos(context: Context, passage: Passage, span: tuple[int, int]) -> tuple[list[Row], str, bool]:
    """Return the reverts that may be meant, how to ask for them, and whether the one that is meant is among them."""
    start, end = span
    low, high = passage.clause(start, end)
    # What landed again before the words is no longer the commit, or that of the day, which was told first.
    low = max([low, *(match.end() for match in _AGAIN.finditer(passage.text, low, start))])
    people = doers("reverted", passage.text, low, high)
    named = context.commits(passage, low, high)
    before = [(name, commit) for name, commit in named if name.end <= end]
    # "X came a week after Y and was reverted" is about X.
    anchors = [each for each in before if _ANCHOR.search(passage.text, low, each[0].start)]
    if len(anchors) < len(before):
        before = [*anchors, *(each for each in before if each not in anchors)]
    for name, commit in [*reversed(before), *(each for each in named if each[0].end > end)]:
        links = context.facts.rows("undo_links", commit=commit.sha)
        undone = [row for row in links if row["undoing_sha"] == commit.sha]
        of_it = context.facts.undos(commit.sha)
        # "X was reverted after an hour" is about the end of X; in a list, a revert may be what has the words.
        passive = (
            (_WAS.search(passage.text, name.end, start) or _ARROW.match(passage.text, name.end, start))
            if (name.end <= start)
            else None
        )
        if passive and passive.re is _ARROW:
            undone = []
        if undos := _by(context, of_it if of_it and (passive or not undone) else [*of_it, *undone], people):
            return undos, asked("undo_links", commit=commit.sha[:10]), bool(of_it) or len(undone) == 1
    issues = context.issues(passage, start, end)
    undos = _by(context, [undo for key in issues[:_MOST_ISSUES] for undo in context.facts.undos_of_issue(key)], people)
    days = [day for day in passage.days if low <= day.start and day.end <= start]
    if days and start - days[-1].end <= _NEAR:
        landed = {
            row["sha"]
            for key in issues[:_MOST_ISSUES]
            for found in context.facts.landings_on(key, days[-1].first)
            for row in found
        }
        undos = [undo for undo in undos if undo["undone_sha"] in landed]
    query = asked("undo_links", issue=issues[0]) if len(issues) == 1 else ""
    return undos, query, len(issues) == 1 and (bool(days) or len(undos) == 1)


def _by(context: Context, undos: list[Row], people: list[str]) -> list[Row]:
    """Return the reverts that the people did who are said to have done it."""
    return [undo for undo in undos if did(context, undo["undoing_sha"], people)] if people else undos


def _of_landing(context: Context, passage: Passage, length: Length, end: int) -> Finding | None:
    """Judge when a commit landed after something else: None if no commit or issue is named for it."""
    low, high = passage.clause(length.start, length.end)
    where = passage.line_at(length.start), "delay of a landing", in_one_line(passage.text[length.start : end])
    # "the day after" is a length that has the word.
    explicit = next(
        filter(None, (_AFTER.match(passage.text, length.end - back, high) for back in (0, len(" after")))), None
    )
    named = context.commits(passage, low, high)
    if explicit and not explicit["what"]:
        return Finding(*where, "unknown", "it is not clear after what") if named else None
    targets, others, sure = _told(passage.text, low, length.start, end, named)
    if not targets:
        named_there = any(low <= name.start and name.end <= high for name in context.names(passage))
        if not named_there or not _LANDED.search(passage.text, low, high):
            return None
        return Finding(*where, "unknown", "it is not clear which commit is meant")
    pairs = []
    for target in targets:
        reverts = [revert(undo) for key in target.issues for undo in context.facts.undos_of_issue(key)]
        beside = [commit for commit in others if commit.sha != target.sha]
        if explicit:
            earlier = reverts
        elif beside:  # after one of them, or after its revert
            earlier = [commit.row for commit in beside] + [
                revert(undo) for commit in beside for undo in context.facts.undos(commit.sha)
            ]
        if not explicit and (not beside or not sure):
            earlier = [*(earlier if beside else []), *reverts, *earlier_of(context, passage, low, target)]
            earlier += of_days([day for day in passage.days if low <= day.start < length.start])
            earlier += openings(context, target) if _OPENING.search(passage.text, 0, length.start) else []
        pairs += [pair for row in earlier if (pair := follows(row, target.row))]
    if not pairs:
        return Finding(*where, "unknown", "it is not clear after what", targets[0].sha)
    doubt = None if (explicit and len(pairs) == 1) or (others and sure) else "it is not clear after what"
    if doubt and len(targets) == 1 and fits_nothing(context, passage, length, targets[0]):
        doubt = None
    return best(where, length, pairs, asked("commit_facts", commit=targets[0].sha[:10]), doubt)


def _told(
    text: str, low: int, start: int, end: int, named: list[tuple[Name, Commit]]
) -> tuple[list[Commit], list[Commit], bool]:
    """Return the commits that may be what followed after a length of time, what they may follow, and if that is sure.

    What a length begins with stands behind it: "X landed and, two days later, Y". One that ends what is said is of
    what stands before it: "X landed two days later".
    """
    before = [(name, commit) for name, commit in named if name.end <= start]
    after = [(name, commit) for name, commit in named if name.start >= end]
    if before and _IN_BRACKETS.fullmatch(text, before[-1][0].end, start):  # "X => Y (a day later) => Z"
        after = []
    if after and (not before or LEADS.search(text, low, start) or _is_its_name(text, end, after[0][0])):
        apart = any(_TURN.search(text, one.end, other.start) for (one, _), (other, _) in pairwise(after))
        if len(after) == 1 or apart:
            return [commit for _, commit in after], [commit for _, commit in before], len(after) == 1
        before = after  # "two days later Y reverted X"
    latest = max((commit for _, commit in before), key=lambda commit: at(commit.row), default=None)
    others = [commit for _, commit in before if latest and commit.sha != latest.sha]
    sure = all(_VERB.search(text, one.end, other.start) for (one, _), (other, _) in pairwise(before))
    # Of a list in brackets, which ends before the length, none follows another.
    sure = sure and not (len(before) > 1 and _LISTED.fullmatch(text, before[-1][0].end, start))
    return [latest] if latest else [], others, sure


def _is_its_name(text: str, end: int, name: Name) -> bool:
    """Return whether a commit behind a length is what is said to have followed: "later by Y", "later: Y", "later, Y."""
    return bool(_BY.fullmatch(text, end, name.start) or (_LAST.match(text, end) and _END.match(text, name.end)))
