"""Periods: "2019-04-24 to 2019-06-19" says when the work on an issue began and ended."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from miner.story.context import Context
from miner.story.days import Day, Period
from miner.story.denial import REASON as DENIED
from miner.story.facts import Row, days_of, pause, shown
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.passages import Passage
from miner.story.unstated import unstated

#: A longer pause than this ends a period of work, as in the query issue_bursts.
_PAUSE = timedelta(days=30)
# There are several releases in each year.
_BETWEEN_RELEASES = timedelta(days=365)
# What goes on after a period that "and again in November" follows is told.
_AGAIN = re.compile(r"[^.;]{0,20}\bagain\b", re.IGNORECASE)
# How long a commit was in: "X stood from 22 to 26 June 2018".
_STOOD = re.compile(
    r"\b(?:stood|stayed|lasted|survived|lived|held|remained|(?:was|is)\s+in(?:\s+the\s+tree)?)\s+(?:from|between)\s+$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
# What did not happen between two days.
_NOTHING = re.compile(
    r"\b(?:nothing|no\s+(?:other\s+)?(?:commits?|changes?|work|activity))(?:\s+(?:more|else|at\s+all|happened|landed|was\s+(?:done|merged|pushed|made)"
    r"|came|in\s+it|on\s+it|for\s+it))*\s+(?:between|from)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NEAR = 120
_COMMITS = re.compile(r"\bcommits\s+(?:from|between|in)\s+$", re.IGNORECASE)
_NO_ISSUE = "it is not clear which issue the period is about"


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for the beginning and one for the end of each period."""
    for passage in context.prose():
        periods = passage.periods
        for place, period in enumerate(periods):
            context.judged_days |= {(passage.number, day.start) for day in period}
            vague = any(day.is_of_any_year for day in period)
            issues, scope = context.subject(passage, period.first.start, period.last.end)
            counted = _COMMITS.search(passage.text, max(0, period.first.start - _NEAR), period.first.start)
            if scope == "section" and period.first.unit != "day" and not counted:
                issues = []  # months are named for many reasons
            doubt = unstated(passage, period.first.start, period.last.end)
            if not doubt and (stood := _stood(context, passage, period)):
                yield stood
                continue
            if (
                doubt == DENIED
                and len(issues) == 1
                and _NOTHING.search(passage.text, max(0, period.first.start - _NEAR), period.first.start)
            ):
                yield _nothing_within(context, passage, period, issues[0])
                continue
            if vague and (doubt or len(issues) != 1):
                continue
            if doubt or len(issues) != 1:
                said = in_one_line(passage.text[period.first.start : period.last.end])
                yield Finding(passage.line_at(period.first.start), "period", said, "unknown", doubt or _NO_ISSUE)
                continue
            others = periods[place + 1 :]
            more = any(context.issues(passage, other.first.start, other.last.end) == issues for other in others)
            more = more or bool(_AGAIN.match(passage.text, period.last.end))
            found = list(_judged(context, passage, period, issues[0], more=more))
            # Of another year than the one that was told last, something else may be true.
            yield from () if vague and any(finding.verdict == "corrected" for finding in found) else found


def _judged(context: Context, passage: Passage, period: Period, key: str, *, more: bool) -> Iterator[Finding]:
    rows = context.facts.commits(key, context.facts.line_of(key))
    said = in_one_line(passage.text[period.first.start : period.last.end])
    if not rows:
        yield Finding(passage.line_at(period.first.start), "period", said, "unknown", f"no commit names {key}")
        return
    everything = context.facts.commits(key)
    told = (rows if any(_at(rows, day)) else everything for day in period)  # or on another line
    (first, last) = told
    found = (
        _beginning(context, passage, period, key, first, _at(first, period.first)),
        _end(context, passage, period, key, last, _at(last, period.last), more=more),
    )
    # What was made between two days was not made on them.
    loose = _BETWEEN.search(passage.text, 0, period.first.start) and any(_is_within(row, period) for row in rows)
    for finding in found:
        yield replace(finding, verdict="unknown") if loose and finding.verdict == "corrected" else finding


def _nothing_within(context: Context, passage: Passage, period: Period, key: str) -> Finding:
    """Judge that there is no commit of an issue between two days, on which there may be some."""
    said = in_one_line(passage.text[period.first.start : period.last.end])
    where = passage.line_at(period.first.start), "pause", said
    query = asked("issue_commits", issue=key)
    rows = context.facts.commits(key, context.facts.line_of(key))
    inside = [
        row for row in rows if all(period.first.last < day < period.last.first for day in days_of(row["authored_at"]))
    ]
    if not rows:
        return Finding(*where, "unknown", f"no commit names {key}")
    if inside:
        fact = f"{len(inside)} commits of {key} are of that time, such as {shown(inside[0])}"
        return Finding(*where, "corrected", fact, inside[0]["sha"], query)
    return Finding(*where, "confirmed", f"no commit of {key} is of that time", key, query)


def _is_within(row: Row, period: Period) -> bool:
    return any(period.first.first <= day <= period.last.last for day in days_of(row["authored_at"]))


def _stood(context: Context, passage: Passage, period: Period) -> Finding | None:
    """Judge from when to when a commit is said to have stood, None if a period is of something else."""
    low, _ = passage.clause(period.first.start, period.last.end)
    named = context.commits(passage, low, period.first.start)
    stood = _STOOD.search(passage.text, low, period.first.start)
    if not stood or not named:
        return None
    commit = named[-1][1]
    said = in_one_line(passage.text[stood.start() : period.last.end])
    where = passage.line_at(stood.start()), "period of a commit", said
    undos = context.facts.undos(commit.sha)
    query = asked("undo_links", commit=commit.sha[:10])
    if not undos:
        return Finding(*where, "unknown", f"the database knows no revert of {commit.shown}", commit.sha, query)
    landed = any(map(period.first.has, commit.days))
    gone = any(any(map(period.last.has, days_of(undo["undoing_at"]))) for undo in undos)
    fact = f"{commit.shown}, reverted by {undos[0]['undoing_sha'][:10]} ({undos[0]['undoing_at'][:10]})"
    evidence = f"{commit.sha},{undos[0]['undoing_sha']}"
    return Finding(*where, "confirmed" if landed and gone else "corrected", fact, evidence, query)


def _at(rows: list[Row], day: Day) -> tuple[list[Row], list[Row]]:
    """Return the commits of a day by their authors' clocks, and those of the day in UTC alone."""
    local = [row for row in rows if day.has(days_of(row["authored_at"])[0])]
    return local, [row for row in rows if day.has(days_of(row["authored_at"])[1]) and row not in local]


def _beginning(
    context: Context, passage: Passage, period: Period, key: str, rows: list[Row], at: tuple[list[Row], list[Row]]
) -> Finding:
    where = passage.line_at(period.first.start), "period begins", _said(passage, period.first)
    query = asked("issue_commits", issue=key)
    local, utc = at
    if not local and not utc:
        return Finding(
            *where, _wrong(context, period.first, rows), _nothing(context, period.first, key, rows), key, query
        )
    found = min([*local, *utc], key=lambda row: str(row["authored_at"]))
    before = rows[: rows.index(found)]
    if before and pause(before[-1], found) <= _PAUSE and days_of(before[-1]["authored_at"])[0] < period.first.first:
        fact = f"{key} already has {before[-1]['sha'][:10]} of {before[-1]['authored_at'][:10]}"
        return Finding(*where, "extended", fact, before[-1]["sha"], query)
    if local:
        return Finding(*where, "confirmed", shown(local[0]), local[0]["sha"], query)
    return Finding(*where, "confirmed in UTC", f"{shown(utc[0])} at {utc[0]['authored_at']}", utc[0]["sha"], query)


def _end(
    context: Context,
    passage: Passage,
    period: Period,
    key: str,
    rows: list[Row],
    at: tuple[list[Row], list[Row]],
    *,
    more: bool,
) -> Finding:
    where = passage.line_at(period.last.start), "period ends", _said(passage, period.last)
    query = asked("issue_commits", issue=key)
    local, utc = at
    if not local and not utc:
        return Finding(
            *where, _wrong(context, period.last, rows), _nothing(context, period.last, key, rows), key, query
        )
    found = max([*local, *utc], key=rows.index)
    after = [row for row in rows[rows.index(found) + 1 :] if days_of(row["authored_at"])[0] > period.last.last]
    if after and (not more or pause(found, after[0]) <= _PAUSE):
        fact = f"{shown(found)}; {key} went on with {shown(after[0])}, until {after[-1]['authored_at'][:10]}"
        return Finding(*where, "extended", fact, f"{found['sha']},{after[0]['sha']}", query)
    if found in local:
        return Finding(*where, "confirmed", shown(found), found["sha"], query)
    return Finding(*where, "confirmed in UTC", f"{shown(found)} at {found['authored_at']}", found["sha"], query)


def _wrong(context: Context, day: Day, rows: list[Row]) -> Verdict:
    """Return that a day without a commit is wrong, if no backport can be of it: of lines without releases, all lack."""
    beyond = day.last > days_of(rows[-1]["authored_at"])[0]
    tagged = any(abs(days_of(row["released_at"])[0] - day.first) <= _BETWEEN_RELEASES for row in _releases(context))
    return "unknown" if beyond and not tagged else "corrected"


def _releases(context: Context) -> list[Row]:
    return [row for row in context.facts.rows("releases") if row["released_at"]]


def _said(passage: Passage, day: Day) -> str:
    return passage.text[day.start : day.end]


def _nothing(context: Context, day: Day, key: str, rows: list[Row]) -> str:
    """Return what there is instead of a commit on a day."""
    fact = f"no commit of {key} is of that {day.unit}"
    facts = context.facts.issue_facts(key)
    for column, verb in (("opened_at", "opened"), ("closed_at", "closed")):
        if facts[column] and any(map(day.has, days_of(facts[column]))):
            fact += f", on which it was {verb}"
    near = min(rows, key=lambda row: abs((days_of(row["authored_at"])[0] - day.first).days))
    return f"{fact}; the nearest is {shown(near)}"
