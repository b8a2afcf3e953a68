"""Numbers of commits, reverts and attempts: "16 commits", "reverted twice", "landed three times"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from miner.story.claims.people import PERSON, did, doers
from miner.story.claims.rounds import IN_CYCLES, of_cycles
from miner.story.claims.shares import (
    LIMITED,
    NEAR,
    WITHIN,
    in_periods,
    is_of_period,
    rows_within,
    wanted_of,
    with_shares,
)
from miner.story.context import Context
from miner.story.days import Day
from miner.story.facts import Row
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.names import ASIDE
from miner.story.numbers import NUMBER, number
from miner.story.passages import Passage
from miner.story.unstated import unstated

_COUNT = re.compile(
    rf"(?<![\w.-])(?P<n>{NUMBER})\s+(?P<part>of\s+(?:its|their|these|those|the|our|my)\s+(?:(?P<whole>{NUMBER})\s+)?)?(?:more\s+|other\s+|different\s+|separate\s+)?"
    r"(?P<noun>commits|changesets|changes|fixes|reverts|attempts)\b"
    rf"|\b(?P<done>reverted|undone|backed\s+out|taken\s+back|(?:re-?)?landed|tried|attempted|merged|applied)\s+"
    rf"(?:exactly\s+|only\s+|again\s+)?(?P<times>once|twice|{NUMBER}\s+times)\b"
    # A row of a list: "Commits: 7"
    r"|^[\s*•-]*(?:number\s+of\s+)?(?P<row>commits|attempts|reverts)\s*[:=]\s*(?P<in_row>\d+)\b(?=\W*$)"
    rf"|(?<![\w.-])(?P<some>{NUMBER})\s+(?:of\s+them\s+)?(?:was|were)\s+(?:later\s+|then\s+)?reverted\b",
    re.IGNORECASE,
)
_NOUNS = {
    **dict.fromkeys(("landed", "tried", "attempted", "merged", "applied"), "attempts"),
    **dict.fromkeys(("relanded", "re-landed"), "relands"),
}
# A passage that says little else is about what the section is about.
_SHORT = 60
# "the last 3 commits" and "3 commits later" count something else.
_PART = re.compile(r"\b(?:last|first|next|latest|previous|these|those|other|of|the|another)\s+$", re.IGNORECASE)
# "the last of 16 commits" tells how many there are.
_LAST_OF = re.compile(r"\b(?:first|last|final|latest)\s+of\s+(?:all\s+|its\s+|their\s+)?$", re.IGNORECASE)
# "Of the 13 commits, 9 are by X"
_OF_THE = re.compile(r"(?:^|[.;:]\s+)\W*of\s+(?:the|its|these)\s+$", re.IGNORECASE)
_OF_ISSUE = re.compile(r"\s+(?:of|for|in|on|under)\s+[`*(\[]*(?:(?:the\s+)?issue\b|bpo-|gh-|#\d)", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:(?:more|less|fewer|greater)\s+than|at\s+(?:least|most)|up\s+to|over|under|below|above|nearly|almost)\s+$",
    re.IGNORECASE,
)
_WORD = r"(by|until|till|before|since|after|in|during|on)\s+(?:the\s+)?(?:end\s+of\s+)?"
_LIMIT = re.compile(
    rf"[^,():\d]{{0,60}}?\b{_WORD}|[^,():]{{0,20}}\b(?:bpo-|gh-)\d+[^,():\d]{{0,40}}?\b{_WORD}", re.IGNORECASE
)
_LED = re.compile(rf"\W*{_WORD}", re.IGNORECASE)
# What may stand before a number that begins a passage, apart from days; between a day and what was so on it.
_LEAD = re.compile(
    r"(?:of\s+(?:the|its|these)\s)?(?:\W|\b(?:from|to|until|till|then|and|on|in|between)\b)*", re.IGNORECASE
)
_COLON = re.compile(r"(?:\s+by\s+[\w .]+)?\s*[:(–—-]+\s*[`*(\[]*(?:commits?\s+)?[`*(\[]*", re.IGNORECASE)
_JOINT = re.compile(rf"{ASIDE}(?:,|;|&|\+|/|,?\s*\band\b)[\s`*_(\[]*(?:commit\s+)?[`*(\[]*", re.IGNORECASE)
_ROW = re.compile(r"\W*[:–—=>-]\W*|\s+\(")
_BY = re.compile(rf"\s+(?i:(?:are|were)\s+)?(?i:by)\s+(?P<name>{PERSON})")
_DISTANCE = re.compile(
    r"\s+(?:later|(?:before|after)(?!\s+(?:[a-z]+\s+|\d+\s+[a-z]+\s+|[a-z]+\s+\d+,?\s+)?(?:19|20)\d\d)|ago|earlier|ahead|behind|per)\b",
    re.IGNORECASE,
)


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each number of commits, changes, reverts or attempts."""
    for passage in context.prose():
        for match in _COUNT.finditer(passage.text):
            part = (
                None
                if _LAST_OF.search(passage.text, max(0, match.start() - NEAR), match.start())
                or _OF_THE.search(passage.text, max(0, match.start() - NEAR), match.start())
                else _PART.search(passage.text, max(0, match.start() - NEAR), match.start())
            )
            whole = part and part[0].strip().lower() == "the" and _OF_ISSUE.match(passage.text, match.end())
            other = context.is_judged(passage, match.start())
            if other or _DISTANCE.match(passage.text, match.end()) or (part and not whole):
                continue
            found = _judged(context, passage, match)
            if found.verdict == "unknown":
                found = _listed(context, passage, match) or found
            # "the two commits of it" may be those that were told.
            of_told = whole or _OF_THE.search(passage.text, max(0, match.start() - NEAR), match.start())
            doubted = of_told and found.verdict == "corrected" and "of them" not in found.fact.rpartition("main")[2]
            yield replace(found, verdict="unknown") if doubted else found


def _listed(context: Context, passage: Passage, match: re.Match[str]) -> Finding | None:
    """Confirm the number of commits that are listed behind it: "4 fixes: A, B, C and D"; None if it is another one."""
    named = context.commits_by_id(passage, match.end())
    if not match["n"] or not named or not _COLON.fullmatch(passage.text, match.end(), named[0][0].start):
        return None
    listed = 1
    while listed < len(named) and _JOINT.fullmatch(passage.text, named[listed - 1][0].end, named[listed][0].start):
        listed += 1
    if listed != number(match["n"]) or unstated(passage, *match.span()):
        return None
    where = passage.line_at(match.start()), f"number of {match['noun'].lower()}", in_one_line(match[0])
    return Finding(*where, "confirmed", "so many are listed", ",".join(commit.sha for _, commit in named[:listed]))


def _judged(context: Context, passage: Passage, match: re.Match[str]) -> Finding:
    noun = match["noun"] or match["row"] or _NOUNS.get(in_one_line(match["done"] or "").lower(), "reverts")
    noun = noun.lower()
    where = passage.line_at(match.start()), f"number of {noun}", in_one_line(match[0])
    issues, scope = context.subject(passage, match.start(), match.end())
    if limit := _limit(passage, match):
        context.judged_days.add((passage.number, limit[1].start))  # nothing else is said of that day
    # In a long passage, a number may be about what the section is not; but not if it begins the passage.
    near = scope != "section" or len(passage.text) <= _SHORT or _leads(passage, match.start())
    clear = len(issues) == 1 and near
    if reason := _doubt(passage, match, clear=clear, limited=limit is not None and noun in IN_CYCLES):
        return Finding(*where, "unknown", reason)
    key = issues[0]
    wanted = wanted_of(match)
    if noun in IN_CYCLES:
        return of_cycles(context, passage, match, where, key, wanted)
    everything = context.facts.commits(key)
    on_main = context.facts.commits(key, "main")
    if match["part"] and (wrong := _whole(context, passage, match, (everything, on_main))):
        return Finding(*where, "corrected", wrong, key, asked("issue_commits", issue=key))
    if match["part"] and not limit:
        return Finding(*where, "unknown", "only a part of the commits is counted", key)
    query = asked("issue_commits", issue=key)
    counted = f"{key} has {len(everything)} commits, {len(on_main)} of them on main"
    ways = [everything, on_main]
    low, high = passage.clause(match.start(), match.end())
    behind = _BY.match(passage.text, match.end())
    if people := [in_one_line(behind["name"])] if behind else doers("landed", passage.text, low, high):
        ways = [[row for row in rows if did(context, row["sha"], people)] for rows in ways]
        counted = f"{key} has {len(ways[0])} commits by {', '.join(people)}"
    if limit:
        found = _within_limit(where, key, query, wanted, limit, *ways)
        found = replace(found, verdict="unknown") if people and found.verdict == "corrected" else found
        return with_shares(context, passage, match, limit, found, everything, on_main)
    verdict, fact = _counted(context, passage, wanted, counted, *ways)
    if verdict == "corrected" and not people and _is_counted_else(context, key, wanted, everything):
        verdict = "unknown"
    # One change may need several commits, and not every commit of an issue is one. Of those by a person, not all may be
    # meant.
    doubted = verdict == "corrected" and (noun in {"changes", "fixes"} or people)
    doubted = doubted and not (people and not ways[0] and _is_of_git(context, everything))
    finding = Finding(*where, "unknown" if doubted else verdict, fact, key, query)
    return with_shares(context, passage, match, limit, finding, everything, on_main)


def _whole(context: Context, passage: Passage, match: re.Match[str], ways: tuple[list[Row], ...]) -> str | None:
    """Return why the second number of "12 of the 16 commits" is wrong, None if it may be right."""
    if not match["whole"]:
        return None
    counted = f"there are {len(ways[0])} commits, {len(ways[1])} of them on main"
    verdict, fact = _counted(context, passage, number(match["whole"]), counted, *ways)
    return fact if verdict == "corrected" and match["noun"].lower() == "commits" else None


def _is_of_git(context: Context, rows: list[Row]) -> bool:
    """Return whether all authors are known: before Git, the author of a commit was whoever pushed it."""
    facts = (fact for row in rows for fact in context.facts.rows("commit_facts", commit=row["sha"]))
    return all(str(fact["era"]).startswith("git") for fact in facts)


def _leads(passage: Passage, end: int) -> bool:
    """Return whether a passage says nothing before a number but days: "2019-01-16 to 2019-02-01: 5 commits"."""
    text = passage.text
    for day in reversed(passage.dates):
        if day.end <= end:
            text = text[: day.start] + " " * (day.end - day.start) + text[day.end :]
    return _LEAD.fullmatch(text, 0, end) is not None


def _counted(context: Context, passage: Passage, wanted: float, counted: str, *ways: list[Row]) -> tuple[Verdict, str]:
    """Judge a number of commits by the ways to count them: all, those on main, those of a period told beside."""
    if wanted in {len(rows) for rows in ways}:
        return "confirmed", counted
    if any(wanted == len(rows) for rows in in_periods(context, passage, *ways)):
        return "confirmed", f"{counted}; so many in the period told beside"
    if wanted in {len(context.until_dated(rows)) for rows in ways}:
        return "extended", f"{counted}; so many when the document was written"
    return "corrected", counted


def _is_counted_else(context: Context, key: str, wanted: float, rows: list[Row]) -> bool:
    """Return whether another way to count the commits of an issue may give a number.

    Before Git, fixes were merged from line to line. Some count only what begins with the number of the issue, as most
    messages do.
    """
    number = re.compile(rf"(?:Revert\b)?\W*(?:\[[\d.]+\]\s*)?{re.escape(key)}\b", re.IGNORECASE)
    begin = [row for row in rows if number.match(str(row["subject"]))]
    if begin and wanted in {len(begin), sum(row["line"] == "main" for row in begin)}:
        return True
    merged = context.facts.rows("issue_commits", issue=key, merges=True)
    return len(merged) > len(rows) and wanted <= len(merged)


def _doubt(passage: Passage, match: re.Match[str], *, clear: bool, limited: bool) -> str | None:
    """Return why a number cannot be judged, if so."""
    if _BOUND.search(passage.text, max(0, match.start() - NEAR), match.start()):
        return "only a bound of the number is told"
    if reason := unstated(passage, match.start(), match.end()):
        return reason
    if limited:
        return "reverts and attempts are not counted within a limit of time"
    return None if clear else "it is not clear which issue the number is about"


def _limit(passage: Passage, match: re.Match[str]) -> tuple[str, Day] | None:
    """Return the word and the day, month or year that limit a number: "7 commits by June", "By June there were 7"."""
    low, high = passage.clause(match.start(), match.end())
    for day in [*passage.dates, *passage.years]:
        if match.end() <= day.start < high:
            word = _LIMIT.fullmatch(passage.text, match.end(), day.start)
        elif low <= day.start < match.start():
            if _ROW.fullmatch(passage.text, day.end, match.start()) and _leads(passage, day.start):
                return None if is_of_period(passage, day) else ("on", day)
            word = _LED.fullmatch(passage.text, low, day.start)
        else:
            continue
        if word:
            return next(filter(None, word.groups())).lower(), day
    return None


def _within_limit(
    where: tuple[int, str, str],
    key: str,
    query: str,
    wanted: float,
    limit: tuple[str, Day],
    *counted: list[Row],
) -> Finding:
    """Judge a number of commits within a limit of time; a limit may include its day or month, or not."""
    word, day = limit
    numbers = {
        len(rows_within(rows, limit, is_in, clock)) for is_in in LIMITED[word] for rows in counted for clock in (0, 1)
    }
    fact = f"{key} has {' or '.join(map(str, sorted(numbers)))} commits {word} that {day.unit}"
    # One change may need several commits; and in a month less may be told than what happened, but not more.
    sure = where[1] == "number of commits" and (word not in WITHIN or wanted > max(numbers))
    return Finding(*where, "confirmed" if wanted in numbers else "corrected" if sure else "unknown", fact, key, query)
