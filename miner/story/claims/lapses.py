"""Time between events of which one is no commit: "closed two days after X", "a week before 3.8.0b1"."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from packaging.version import Version

from miner.story.claims.pairs import at, best, follows
from miner.story.claims.people import PERSON
from miner.story.claims.versions import VERSION, version_of
from miner.story.context import Context
from miner.story.facts import Row
from miner.story.finding import Finding, asked, in_one_line
from miner.story.lengths import Length
from miner.story.passages import Passage
from miner.story.unstated import unstated

_BESIDE = re.compile(r"\s+(?P<word>after|before)\s+", re.IGNORECASE)
_UP_TO = re.compile(r"(?:(?:the|its|that|this|commit|change)\s+)*[`*(\[]*", re.IGNORECASE)
_SPAN = re.compile(r"\b(?:(?P<between>between)|from)\s+", re.IGNORECASE)
_AND = re.compile(r"[\s`*_)\]]*(?:\([^()]{0,40}\)\s*)?,?\s+(?:(?P<and>and)|to)\s+", re.IGNORECASE)
_OPENED: Final = r"open(?:ed|ing)|filed|created|creation|reported"
_CLOSED: Final = r"closed|closing|closure|resolved"
# "the issue was opened", "its opening", "the opening of the issue"
_OF_ISSUE = re.compile(
    r"(?:(?:the|this|that|its)\s+)?(?:(?:issue|bug|ticket)\s+)?(?:it\s+)?(?:[`*(\[]*(?:bpo-|gh-|issue\s?\#?)\d+[`*)\]>_]*\s+)?"
    rf"(?:(?:was|were|had\s+been|is)\s+)?(?:(?P<opened>{_OPENED})|(?P<closed>{_CLOSED}))\b(?:\s+of\s+(?:the\s+(?:issue|bug)|it)\b)?",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    rf"(?:the\s+)?(?:(?:final|first)\s+)?(?:release\s+of\s+)?{VERSION.format(1)}(?:\s+final\b)?"
    r"(?:\s+(?:release|(?:was|is)\s+(?:released|tagged|out)|came\s+out|went\s+out))?",
    re.IGNORECASE,
)
# A pause before what landed then: "after a break of two weeks"
_BREAK = re.compile(
    r"\bafter\s+an?(?:other)?\s+(?:\w+\s+)?(?:break|pause|gap|silence|lull|rest)\s+of\s+$", re.IGNORECASE
)
# "X had opened the issue"
_ACTIVE = re.compile(
    rf"(?:{PERSON}|he|she|they|I)\s+(?i:had\s+|has\s+)?(?:(?P<opened>opened|filed|created|reported)|(?P<closed>closed|resolved))\s+"
    r"(?:(?:the|this)\s+)?(?:issue|bug|it|[`*(\[]*(?:bpo-|gh-)\d+)\b"
)
# What the time is said of, before it: the last of these words, or the last commit.
_TOLD_ISSUE = re.compile(
    r"\b(?:(?P<opened>opened|filed|created|reported)|(?P<closed>closed|resolved))\b", re.IGNORECASE
)
_TOLD_RELEASE = re.compile(
    rf"{VERSION.format(1)}\s+(?:(?:was|is)\s+)?(?:released|tagged|published|came\s+out|went\s+out|followed|appeared)\b",
    re.IGNORECASE,
)
_REVERTED = re.compile(r"\b(?:revert(?:s|ed)?|undone|undid|backed|taken|took|rolled)\b", re.IGNORECASE)
_ENDS: Final = ("00:00:00", "23:59:59")
_ANNOUNCED: Final = 2
_NEAR: Final = 120
_FAR: Final = 300


class _Event(NamedTuple):
    """Something that happened: when it may have been, and up to which offset the words for it go."""

    rows: list[Row]
    end: int
    is_commit: bool = False


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each length of time between two events of which one is no commit."""
    for passage in context.prose():
        for length in passage.lengths:
            if finding := (
                _beside(context, passage, length)
                or _between(context, passage, length)
                or _of_break(context, passage, length)
            ):
                context.judged_lengths.add((passage.number, length.start))
                yield finding


def _beside(context: Context, passage: Passage, length: Length) -> Finding | None:
    """Judge "A, two days after B"; None if that is not said, or both are commits."""
    low, high = passage.clause(length.start, length.end)
    # "the day after" is a length that has the word.
    places = (length.end, length.end - len(" after"), length.end - len(" before"))
    beside = next(filter(None, (_BESIDE.match(passage.text, place, high) for place in places)), None)
    anchor = _event(context, passage, beside.end(), high) if beside else None
    told = _told(context, passage, low, length.start) if anchor else None
    if not beside or not anchor or not told or (anchor.is_commit and told.is_commit):
        return None
    where = passage.line_at(length.start), "lapse of time", in_one_line(passage.text[length.start : anchor.end])
    if reason := unstated(passage, length.start, anchor.end):
        return Finding(*where, "unknown", reason)
    one, other = (told, anchor) if beside["word"].lower() == "before" else (anchor, told)
    return _judged(where, length, one, other)


def _between(context: Context, passage: Passage, length: Length) -> Finding | None:
    """Judge "a year from A to B" and "a year between A and B"; None if that is not said, or both are commits."""
    low, high = passage.clause(length.start, length.end)
    for span in _SPAN.finditer(passage.text, max(low, length.start - _NEAR), min(high, length.end + _NEAR)):
        one = _event(context, passage, span.end(), high)
        joint = _AND.match(passage.text, one.end, high) if one else None
        other = _event(context, passage, joint.end(), high) if joint else None
        if not one or not joint or not other or (one.is_commit and other.is_commit):
            continue
        if bool(span["between"]) != bool(joint["and"]):
            continue
        where = passage.line_at(length.start), "lapse of time", in_one_line(passage.text[length.start : other.end])
        if reason := unstated(passage, length.start, other.end):
            return Finding(*where, "unknown", reason)
        return _judged(where, length, one, other)
    return None


def _of_break(context: Context, passage: Passage, length: Length) -> Finding | None:
    """Judge "after a break of two weeks, X and Y landed": the time from the commit before them on their issue."""
    low, high = passage.clause(length.start, length.end)
    if not _BREAK.search(passage.text, max(low, length.start - _NEAR), length.start):
        return None
    named = context.commits(passage, length.end, high)
    commits = [commit for _, commit in named]
    where = (
        passage.line_at(length.start),
        "lapse of time",
        in_one_line(passage.text[length.start : named[0][0].end]) if named else "",
    )
    issues = {key for commit in commits for key in commit.issues}
    keys = [key for key in issues if all(key in commit.issues for commit in commits)]
    if not named or len(keys) != 1:
        return None
    if reason := unstated(passage, length.start, named[0][0].end):
        return Finding(*where, "unknown", reason)
    first = min(commits, key=lambda commit: at(commit.row))
    before = [row for row in context.facts.commits(keys[0], first.row["line"]) if at(row) < at(first.row)]
    pairs = [pair for row in before[-1:] if (pair := follows(row, first.row))]
    query = asked("issue_commits", issue=keys[0])
    return (
        best(where, length, pairs, query, None) if pairs else Finding(*where, "unknown", "nothing was before", keys[0])
    )


def _judged(where: tuple[int, str, str], length: Length, one: _Event, other: _Event) -> Finding:
    if not one.rows or not other.rows:
        return Finding(*where, "unknown", "the database does not know when both were")
    pairs = [pair for row in one.rows for after in other.rows if (pair := follows(row, after))]
    query = next(
        (
            asked("issue_facts", issue=row["sha"])
            for row in (*one.rows, *other.rows)
            if row["sha"].startswith(("bpo-", "gh-"))
        ),
        "",
    )
    if not pairs:
        later, earlier = (
            f"{event.rows[0]['sha'][:10]} ({event.rows[0]['authored_at'][:10]})" for event in (other, one)
        )
        return Finding(*where, "corrected", f"{later} is not later than {earlier}", "", query)
    return best(where, length, pairs, query, None)


def _event(context: Context, passage: Passage, start: int, high: int) -> _Event | None:
    """Return the event that words at an offset name, None if they name none."""
    if match := _OF_ISSUE.match(passage.text, start, high) or _ACTIVE.match(passage.text, start, high):
        issues = context.issues(passage, match.start(), match.end())
        return _Event(_of_issue(context, issues, closed=match["closed"] is not None), match.end())
    for name, commit in context.commits(passage, start, high):
        if _UP_TO.fullmatch(passage.text, start, name.start):
            return _Event([commit.row], name.end, is_commit=True)
        break
    if match := _RELEASE.match(passage.text, start, high):
        return _Event(_of_release(context, match["version1"]), match.end())
    return None


def _told(context: Context, passage: Passage, low: int, end: int) -> _Event | None:
    """Return what is told before a length of time: an issue that was opened or closed, a release, or a commit."""
    low = max(low, end - _FAR)
    found: list[tuple[int, _Event]] = []
    for match in _TOLD_ISSUE.finditer(passage.text, low, end):
        rows = _of_issue(context, context.issues(passage, *match.span()), closed=match["closed"] is not None)
        found.append((match.end(), _Event(rows, match.end())))
    found += [
        (match.end(), _Event(_of_release(context, match["version1"]), match.end()))
        for match in _TOLD_RELEASE.finditer(passage.text, low, end)
    ]
    named = context.commits(passage, low, end)
    for name, commit in named[-1:]:
        if _REVERTED.search(passage.text, name.end, end):  # of the revert, which need not be named
            return None
        found.append((name.end, _Event([commit.row], name.end, is_commit=True)))
    return max(found, key=lambda each: each[0])[1] if found else None


def _of_issue(context: Context, issues: list[str], *, closed: bool) -> list[Row]:
    """Return when the only issue was opened or closed; of a day without an hour, its begin and its end."""
    moment = context.facts.issue_facts(issues[0])["closed_at" if closed else "opened_at"] if len(issues) == 1 else None
    if not moment:
        return []
    moments = [moment] if "T" in moment else [f"{moment}T{hour}+00:00" for hour in _ENDS]
    return [{"sha": issues[0], "authored_at": each} for each in moments]


def _of_release(context: Context, said: str) -> list[Row]:
    """Return when a release came out: with its tag, or when it was announced, up to two days later."""
    wanted = version_of(said)
    rows = [row for row in context.facts.rows("releases") if row["released_at"] and Version(row["release"]) == wanted]
    tagged = [datetime.fromisoformat(row["released_at"]) for row in rows[:1]]
    tagged = [moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in tagged]
    return [
        {"sha": rows[0]["release"], "authored_at": (moment + timedelta(days=days)).isoformat()}
        for moment in tagged
        for days in range(_ANNOUNCED + 1)
    ]
