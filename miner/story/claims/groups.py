"""What is said of several commits at once: "all three attempts are by X", "the first four commits landed on DAY"."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from miner.story.claims.pairs import at
from miner.story.claims.people import PERSON, did
from miner.story.context import Context
from miner.story.days import Day
from miner.story.facts import Row, days_of
from miner.story.filters import delay
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.names import ASIDE
from miner.story.numbers import NUMBER, number
from miner.story.passages import Passage
from miner.story.places import attempts_of, reverts_of
from miner.story.unstated import unstated

_DONE: Final = (
    r"made|written|authored|pushed|committed|landed|tried|reverted|undone|backed\s+out|rolled\s+back|taken\s+back"
)
# "all three attempts were made by X", "two of the three reverts are by Y", "both were reverted by Z"
_BY = re.compile(
    rf"\b(?P<some>(?i:all|both|none|{NUMBER}))(?:\s+(?i:of))?(?:\s+(?i:the|its|these|those|their|them))?"
    rf"(?:\s+(?P<total>(?i:{NUMBER})))?(?:\s+(?P<noun>(?i:attempts|reverts|landings|tries|commits)))?\s+"
    r"(?i:(?:are|were|was|is)\s+)?(?P<each>(?i:all|both|each)\s+)?"
    rf"(?:(?P<verb>(?i:{_DONE}))\s+)?(?i:by|from)\s+(?P<name>{PERSON})"
)
# A row of a list: "Author of the three attempts: X", "Author: X (all commits)"
_ROW = re.compile(
    rf"^[\s*•-]*(?i:authors?)(?:\s+(?i:of)\s+(?i:(?:all|the|its|these)\s+)*(?P<total>(?i:{NUMBER})\s+)?(?P<noun>(?i:attempts|commits|reverts)))?\s*:\s*"
    rf"(?P<name>{PERSON})(?P<all>\s*\((?i:all\s+(?:of\s+them|(?:the\s+)?commits|[a-z\d]+\s+commits))\))?\W*$"
)
# "the first four commits", "the last two commits", and what is said of the time of all of them
_RUN = re.compile(
    rf"\b(?:the\s+|its\s+)(?:(?P<end1>first|last)\s+(?P<n1>{NUMBER})|(?P<n2>{NUMBER})\s+(?P<end2>first|last))\s+commits\b",
    re.IGNORECASE,
)
_SAID_OF_RUN = re.compile(
    r"(?:\s+(?:of|for|on|under)\s+(?:the\s+)?(?:issue\s+)?[`*(\[]*[\w#-]+(?:\s\d+)?[`*)\]>_]*)?,?\s+"
    r"(?:(?:all|both|were|are|was|is|had\s+been)\s+)*(?:(?:landed|came|followed|made|merged|pushed|committed|dated|date|written|arrived)\s+)?"
    r"(?:all\s+)?(?:(?:on|in|of|from|within|during|over)\s+)?(?:(?P<same>(?:the\s+same|one|a\s+single)\s+day)\s*[(,:–—]*\s*)?(?:on\s+|in\s+)?",
    re.IGNORECASE,
)
# "X, Y and Z", and when all of them landed
_JOINT = re.compile(rf"{ASIDE}(?:,|&|\+|,?\s*\band\b)[\s`*_(\[]*(?:commit\s+)?[`*(\[]*", re.IGNORECASE)
_ALL_ON = re.compile(
    rf"{ASIDE}(?:(?:were|are|both|all|then|have|had|been)\s+)*(?:landed|came|followed|merged|pushed|committed|made|date|are)\s+"
    r"(?:on|in|from|of)\s+(?:the\s+)?",
    re.IGNORECASE,
)
# "on March 18 and 19": each on another day.
_MORE_DAYS = re.compile(r"\s*(?:,|and|or|&|to|[-–])\s*(?:\d{1,2}\b|[A-Z][a-z]{2,8}\s+\d)")
_TWO_DAYS = re.compile(r"\d(?:st|nd|rd|th)?\s*(?:and|to|&|–)\s*\d")
# What stands before a commit that something else is said of.
_OF_ELSE = re.compile(
    r"\b(?:by|in|with|after|before|to|from|than|like|of|reverts?|reverted)\s+(?:commit\s+)?[`*(\[]*$", re.IGNORECASE
)
_NEAR: Final = 60
_REVERTED = re.compile(r"reverted|undone|backed|rolled|taken", re.IGNORECASE)
# Without such words, nothing is said by whom several were made.
_PRE = re.compile(r"\b(?i:by|from)\s+[A-ZÀ-ÞŁ]")
_UNCLEAR: Final = "it is not clear which commits are meant"


class _Group(NamedTuple):
    """Commits of an issue, and who did to each of them what is said: the shas of the doers' commits."""

    noun: str
    done: list[list[str]]


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each statement about a group of commits."""
    for passage in context.prose():
        for match in _BY.finditer(passage.text) if _PRE.search(passage.text) else ():
            if finding := _of_people(context, passage, match):
                yield finding
        if row := _ROW.match(passage.text):
            yield _of_row(context, passage, row)
        yield from _of_days(context, passage)
        for match in _RUN.finditer(passage.text):
            if finding := _of_run(context, passage, match):
                yield finding


def _of_people(context: Context, passage: Passage, match: re.Match[str]) -> Finding | None:
    """Judge who is said to have made, or to have reverted, all or some attempts; None if that is not said."""
    reverts = bool(match["verb"] and _REVERTED.match(match["verb"])) or (match["noun"] or "").lower() == "reverts"
    noun = (match["noun"] or "").lower()
    if noun == "commits":  # how many commits are by somebody is judged with their number
        is_told = not reverts and _is_whole(match)
    else:
        is_told = bool(noun or match["total"]) or (reverts and match["some"].lower() == "both")
    if not is_told:
        return None
    where = passage.line_at(match.start()), "credit of several", in_one_line(match[0])
    issues = context.issues(passage, match.start(), match.end())
    context.grouped.setdefault(passage.number, []).append(match.span())
    # That none are by somebody denies nothing.
    end = match.start() if match["some"].lower() == "none" else match.end()
    if reason := unstated(passage, match.start(), end) or (None if len(issues) == 1 else _UNCLEAR):
        return Finding(*where, "unknown", reason)
    key, name = issues[0], in_one_line(match["name"]).rstrip(".")
    query = asked("commit_revert_cycles", issue=key)
    some = match["some"].lower()
    whole = _whole(match)
    what = noun or ("attempts" if reverts or whole == len(attempts_of(context.facts, key)) else "commits")
    group = _group(context, key, what, whole, reverts=reverts)
    if group is None or (whole is not None and whole != len(group.done)):
        return Finding(*where, "unknown", f"{key} may have another number of them", key, query)
    real = sum(any(did(context, sha, [name]) for sha in shas) for shas in group.done)
    told = {"all": len(group.done), "both": len(group.done), "none": 0}.get(some)
    wanted = whole if match["each"] and whole else number(some) if told is None else told
    if whole is None and told is None:  # of "two attempts by X", there may be more
        return Finding(*where, "unknown", _UNCLEAR, key, query)
    fact = f"{real} of {len(group.done)} {group.noun} of {key}" + (" reverted" if reverts else "") + f" by {name}"
    return Finding(*where, "confirmed" if real == wanted else "corrected", fact, key, query)


def _of_row(context: Context, passage: Passage, match: re.Match[str]) -> Finding:
    """Judge the author of an issue's commits, attempts or reverts; one who is named alone may have written the most."""
    where = passage.line_at(match.start("name")), "credit of several", in_one_line(match[0]).lstrip("*• -")
    issues = context.issues(passage, *match.span())
    if reason := unstated(passage, *match.span()) or (None if len(issues) == 1 else _UNCLEAR):
        return Finding(*where, "unknown", reason)
    key, name, noun = issues[0], in_one_line(match["name"]).rstrip("."), (match["noun"] or "commits").lower()
    whole = number(match["total"].strip()) if match["total"] else None
    group = _group(context, key, noun, whole, reverts=noun == "reverts")
    if group is None or (whole is not None and whole != len(group.done)):
        return Finding(*where, "unknown", f"{key} may have another number of them", key)
    real = sum(any(did(context, sha, [name]) for sha in shas) for shas in group.done)
    fact = f"{real} of {len(group.done)} {group.noun} of {key} by {name}"
    sure = real == 0 or match["noun"] or match["all"]
    verdict: Verdict = "confirmed" if real == len(group.done) else "corrected" if sure else "unknown"
    return Finding(*where, verdict, fact, key, asked("issue_commits", issue=key))


def _whole(match: re.Match[str]) -> float | None:
    """Return how many there are, if that is said: "two of the three", "both", "the four … are all"."""
    some = match["some"].lower()
    if match["total"] or some == "both":
        return number(match["total"]) if match["total"] else 2.0
    return number(some) if match["each"] and some not in {"all", "none"} else None


def _is_whole(match: re.Match[str]) -> bool:
    return bool(match["total"] or match["each"]) or match["some"].lower() in {"all", "both", "none"}


def _group(context: Context, key: str, noun: str, whole: float | None, *, reverts: bool) -> _Group | None:
    """Return the commits, or the attempts or reverts on main, of an issue; None if they may be counted otherwise."""
    if noun == "commits":
        ways = [context.facts.commits(key, line) for line in ("main", None)]
        rows = next((rows for rows in ways if whole in {None, len(rows)}), [])
        return _Group("commits", [[str(row["sha"])] for row in rows]) if rows else None
    attempts = attempts_of(context.facts, key)
    if not attempts or None in attempts:
        return None
    shas = [sha for sha in attempts if sha]
    if not reverts:
        return _Group("attempts", [[sha] for sha in shas])
    undos = [row for row in context.facts.undos_of_issue(key) if row["line"] == "main"]
    if noun == "reverts":
        return _Group("reverts", [[sha] for sha in reverts_of(context.facts, key)])
    return _Group("attempts", [[str(row["undoing_sha"]) for row in undos if row["undone_sha"] == sha] for sha in shas])


def _of_days(context: Context, passage: Passage) -> Iterator[Finding]:
    """Judge "X, Y and Z all landed on DAY" for each of them."""
    named = context.commits_by_id(passage)
    ends = [name.end for name, _ in named]
    for day in passage.dates if len(named) > 1 else ():
        near = bisect_right(ends, day.start) - 1
        last = near if near > 0 and _ALL_ON.fullmatch(passage.text, ends[near], day.start) else 0
        first = last
        while first and _JOINT.fullmatch(passage.text, named[first - 1][0].end, named[first][0].start):
            first -= 1
        told = named[first : last + 1]
        if (
            first == last
            or _is_of_more_days(passage.text, day)
            or _OF_ELSE.search(passage.text, max(0, told[0][0].start - _NEAR), told[0][0].start)
        ):
            continue
        context.judged_days.add((passage.number, day.start))
        where = (
            passage.line_at(told[0][0].start),
            "time of several commits",
            in_one_line(passage.text[told[0][0].start : day.end]),
        )
        wrong = [commit for _, commit in told if not any(map(day.has, commit.days))]
        fact = "; ".join(commit.shown for commit in wrong) or "all of them are"
        evidence = ",".join(commit.sha for _, commit in told)
        reason = unstated(passage, told[0][0].start, day.end)
        verdict: Verdict = "unknown" if reason else "corrected" if wrong else "confirmed"
        yield Finding(*where, verdict, reason or fact, evidence)


def _is_of_more_days(text: str, day: Day) -> bool:
    return _MORE_DAYS.match(text, day.end) is not None or _TWO_DAYS.search(text, day.start, day.end) is not None


def _of_run(context: Context, passage: Passage, match: re.Match[str]) -> Finding | None:
    """Judge when the first or the last few commits of an issue are said to have landed; None if that is not told."""
    _, high = passage.clause(*match.span())
    end, wanted = (match["end1"] or match["end2"]).lower(), int(number(match["n1"] or match["n2"]))
    day = next(
        (
            each
            for each in passage.dates
            if match.end() <= each.start < high and _SAID_OF_RUN.fullmatch(passage.text, match.end(), each.start)
        ),
        None,
    )
    behind = _SAID_OF_RUN.match(passage.text, match.end(), high)
    same = behind is not None and behind["same"] is not None
    if day is None and not same:
        return None
    stop = day.end if day else behind.end() if behind else match.end()
    where = passage.line_at(match.start()), "time of several commits", in_one_line(passage.text[match.start() : stop])
    context.grouped.setdefault(passage.number, []).append((match.start(), stop))
    if day:
        context.judged_days.add((passage.number, day.start))
    issues = context.issues(passage, *match.span())
    if reason := unstated(passage, match.start(), stop) or (None if len(issues) == 1 else _UNCLEAR):
        return Finding(*where, "unknown", reason)
    told = [rows for rows in (context.facts.commits(issues[0]), context.facts.commits(issues[0], "main")) if rows]
    groups = [rows[:wanted] if end == "first" else rows[-wanted:] for rows in told if len(rows) >= wanted]
    query = asked("issue_commits", issue=issues[0])
    if not groups or (end == "last" and any(context.until_dated(rows) != rows for rows in told)):
        return Finding(*where, "unknown", _UNCLEAR, issues[0], query)
    verdict: Verdict = "confirmed" if any(_is_of(rows, day, same=same) for rows in groups) else "corrected"
    first, last = (str(groups[-1][place]["authored_at"])[:10] for place in (0, -1))
    length = delay((at(groups[-1][-1]) - at(groups[-1][0])).total_seconds())
    return Finding(*where, verdict, f"they are of {first} to {last}, within {length}", issues[0], query)


def _is_of(rows: list[Row], day: Day | None, *, same: bool) -> bool:
    """Return whether commits are all of a day or month, or of the same day."""
    clocks = [[days_of(row["authored_at"])[clock] for row in rows] for clock in (0, 1)]
    if day:
        return any(all(map(day.has, days)) for days in clocks)
    return same and any(len(set(days)) == 1 for days in clocks)
