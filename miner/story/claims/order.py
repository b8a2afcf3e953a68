"""Places in the work on an issue: first, final, latest, second commit or attempt."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from miner.story.context import Context
from miner.story.days import Day
from miner.story.facts import Commit, Row, days_of, shown
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.numbers import NUMBER, ORDINAL, ordinal
from miner.story.passages import Passage
from miner.story.unstated import unstated

_PLACE = re.compile(
    rf"\b(?:(?P<last>final|last|latest|closing|most\s+recent)|(?P<first>very\s+first|initial|original|opening)|(?P<nth>{ORDINAL}))\s+"
    r"(?P<noun>commit|change|changeset|attempt|landing|try)\b(?!s)"
    # "the last of its 16 commits"
    rf"|\b(?:(?P<last3>final|last|latest)|(?P<nth3>{ORDINAL}))\s+(?:one\s+)?of\s+(?:(?:the|its|their|these|those|all)\s+)*"
    rf"(?:{NUMBER}\s+)?(?P<noun3>commit|change|attempt)s\b"
    r"|\b(?P<noun2>attempt|try)\s+\#?(?P<number>\d{1,2})\b"
    # In a list, the word stands alone: "Last one: X".
    r"|^\W*(?:the\s+)?(?:(?P<last2>final|last|latest)|(?P<first2>first))(?:\s+one)?\b"
    r"(?=\s*(?::|=+>|-+>|→|=|\bis\b|\bwas\b)\s*(?:commit\s+)?[`*(\[]*[0-9a-f]{7,40}\b)",
    re.IGNORECASE,
)
_NEAR = 80
# Between an attempt and the day on which it was made.
_ITS_DAY = re.compile(r"\s*[:(,–—-]*\s*(?:on\s+)?")
# Between a place and a day, what is said of the commit itself.
_LANDED_ON = re.compile(
    r"\s*[:(]?\s*|(?:\s+(?:of|for|on|under)\s+(?:the\s+)?(?:issue\s+)?[`*(\[]*[\w#-]+(?:\s\d+)?[`*)\]]*(?:\s+on\s+main)?)?,?\s+"
    r"(?:(?:was|is|has|had|been|then|finally|only)\s+)*(?:(?:landed|came|followed|made|merged|pushed|committed|dated)\s+)?"
    r"(?:on|in|of|from|at)\s+(?:the\s+)?",
    re.IGNORECASE,
)
# Within which time a commit has its place.
_LIMIT = re.compile(
    r"(?:\s+(?:of|for|on|under)\s+(?:the\s+)?(?:issue\s+)?[`*(\[]*(?:bpo-|gh-|issue\s?\#?)\d+[`*)\]>_]*)?\s+(?P<word>before|after|in|during|of)\s+"
    r"(?:the\s+)?(?:month\s+of\s+|year\s+)?",
    re.IGNORECASE,
)
_AMONG_OTHERS = re.compile(
    r"[^,;:.=`\n]{0,40}?\b(?:I|we|you|he|she|they|who|before|after|until|till|prior|ahead|since|during)\b",
    re.IGNORECASE,
)
_CLOCKS: Final[tuple[tuple[int, Verdict], ...]] = ((0, "confirmed"), (1, "confirmed in UTC"))
_IS = re.compile(
    r"\W{0,4}\s*(?:(?:is|was|has been|being)\s+|[:=(–—]\s*)(?:the|its|an?|our|my|his|her)?\s*$", re.IGNORECASE
)


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each place that is given to a commit."""
    for passage in context.prose():
        for match in _PLACE.finditer(passage.text):
            if finding := _judged(context, passage, match):
                yield finding


def _judged(context: Context, passage: Passage, match: re.Match[str]) -> Finding | None:
    where = passage.line_at(match.start()), "place of a commit", in_one_line(match[0]).lstrip("-*• ")
    commit = _meant(context, passage, match)
    if reason := unstated(passage, match.start(), match.end()):
        return Finding(*where, "unknown", reason)
    placed = match["noun"] and any(name.start <= match.start("noun") < name.end for name, _ in context.commits(passage))
    day = None if commit or (placed and match["noun"].lower() != "commit") else _day_after(passage, match)
    if day:
        return _of_day(context, passage, match, where, day)
    if commit is None and placed:
        return None  # the words only name the commit, and others judge what is said of it
    if commit is None:
        return Finding(*where, "unknown", "it is not clear which commit is meant")
    issues = [key for key in context.issues(passage, match.start(), match.end()) if key in commit.issues]
    keys = issues or list(commit.issues)
    if len(keys) != 1:
        return Finding(*where, "unknown", f"{commit.shown} is about {len(keys)} issues", commit.sha)
    noun = (match["noun"] or match["noun2"] or match["noun3"] or "").lower()
    attempt = noun in {"attempt", "landing", "try"}
    if limit := _limit_behind(passage, match):
        found = _of_limit(context, passage, match, where, commit, keys[0], limit)
    elif match["last"] or match["last2"] or match["last3"]:
        found = _last(context, where, commit, keys[0], attempt=attempt)
    else:
        nth = match["nth"] or match["nth3"]
        wanted = int(match["number"]) if match["number"] else ordinal(nth) if nth else 1
        found = _nth(context, where, commit, keys[0], wanted, attempt=attempt)
    # A change may be any of the commits, such as the first that did what the text is about; so may what has no noun.
    # Behind "the last commit that I saw" or "the last commit before the release", others may follow.
    among_others = not limit and _AMONG_OTHERS.match(passage.text, match.end()) is not None
    doubted = (noun in {"change", ""} or among_others) and found.verdict == "corrected"
    return replace(found, verdict="unknown") if doubted else found


def _limit_behind(passage: Passage, match: re.Match[str]) -> tuple[str, Day] | None:
    """Return the word and the day or month within which a commit has its place: "the last commit before February"."""
    _, high = passage.clause(match.start(), match.end())
    for day in [*passage.dates, *passage.years]:
        near = match.end() <= day.start < min(high, match.end() + _NEAR)
        if near and (limit := _LIMIT.fullmatch(passage.text, match.end(), day.start)):
            return limit["word"].lower(), day
    return None


def _of_limit(
    context: Context,
    passage: Passage,
    match: re.Match[str],
    where: tuple[int, str, str],
    commit: Commit,
    key: str,
    limit: tuple[str, Day],
) -> Finding:
    """Judge the first or the last commit within a limit of time."""
    day = limit[1]
    context.judged_days.add((passage.number, day.start))
    last = match["last"] or match["last2"] or match["last3"]
    told = [
        rows
        for line in (None, "main")
        for clock in (0, 1)
        if (
            rows := [
                row for row in context.facts.commits(key, line) if _is_in(days_of(row["authored_at"])[clock], limit)
            ]
        )
    ]
    query = asked("issue_commits", issue=key)
    if not told or day.is_of_any_year or not (last or match["first"] or (match["nth"] and ordinal(match["nth"]) == 1)):
        return Finding(*where, "unknown", "it is not clear which commit is meant", commit.sha, query)
    ends = [rows[-1 if last else 0] for rows in told]
    verdict: Verdict = "confirmed" if commit.sha in {row["sha"] for row in ends} else "corrected"
    return Finding(*where, verdict, f"it is {shown(ends[-1])}", f"{commit.sha},{ends[-1]['sha']}", query)


def _is_in(day: date, limit: tuple[str, Day]) -> bool:
    word, other = limit
    return day < other.first if word == "before" else day > other.last if word == "after" else other.has(day)


def _day_after(passage: Passage, match: re.Match[str]) -> Day | None:
    """Return the day or month on which the commit is said to have landed: "the last commit of X landed on DAY"."""
    _, high = passage.clause(match.start(), match.end())
    for day in passage.dates:
        if match.end() <= day.start < high and _LANDED_ON.fullmatch(passage.text, match.end(), day.start):
            return day
    return None


def _of_day(context: Context, passage: Passage, match: re.Match[str], where: tuple[int, str, str], day: Day) -> Finding:
    """Judge the day of the first or the last commit of an issue, on any line or on the one on which it is told."""
    context.judged_days.add((passage.number, day.start))
    said = in_one_line(passage.text[match.start() : day.end])
    where = where[0], where[1], said
    issues = context.issues(passage, match.start(), match.end())
    wanted = 1 if match["first"] else ordinal(match["nth"]) if match["nth"] else 0
    if len(issues) != 1 or wanted > 1 or (match["noun"] or "").lower() != "commit":
        return Finding(*where, "unknown", "it is not clear which commit is meant")
    key = issues[0]
    place = 0 if wanted else -1
    told = [rows for rows in (context.facts.commits(key), context.facts.commits(key, "main")) if rows]
    query = asked("issue_commits", issue=key)
    if not told:
        return Finding(*where, "unknown", f"no commit names {key}")
    rows = [each[place] for each in told]
    for clock, verdict in _CLOCKS:
        for row in rows:
            if day.has(days_of(row["authored_at"])[clock]):
                return Finding(*where, verdict, shown(row), row["sha"], query)
    if not wanted and any(
        until and any(map(day.has, days_of(until[-1]["authored_at"]))) for until in map(context.until_dated, told)
    ):
        return Finding(*where, "extended", f"now it is {shown(rows[-1])}", rows[-1]["sha"], query)
    fact = f"the {'first' if wanted else 'last'} one of {key} is {shown(rows[-1])}"
    return Finding(*where, "corrected", fact, rows[-1]["sha"], query)


def _meant(context: Context, passage: Passage, match: re.Match[str]) -> Commit | None:
    """Return the commit that is given a place: "X is the final commit", the next one named, or that of a day before."""
    low, high = passage.clause(match.start(), match.end())
    named = context.commits_by_id(passage, low, high)
    for name, commit in reversed(named):
        if name.end <= match.start() and _IS.fullmatch(passage.text, name.end, match.start()):
            return commit
    after = [commit for name, commit in named if 0 <= name.start - match.end() <= _NEAR]
    if after:
        return after[0]
    days = [day for day in passage.days if low <= day.start and day.end <= match.start()]
    own = [day for day in passage.days if _ITS_DAY.fullmatch(passage.text, match.end(), day.start)]
    context.judged_days.update((passage.number, day.start) for day in own)
    days = own or days
    issues = context.issues(passage, match.start(), match.end())
    if not days or len(issues) != 1:
        return None
    landed = [row for rows in context.facts.landings_on(issues[0], days[-1].first) for row in rows]
    # Of a change and its revert on the same day, the change is meant.
    tried = [row for row in landed if context.facts.undos(row["sha"])] or landed
    found = context.facts.commit(tried[0]["sha"]) if len(tried) == 1 else None
    return found if isinstance(found, Commit) else None


def _last(context: Context, where: tuple[int, str, str], commit: Commit, key: str, *, attempt: bool) -> Finding:
    rows = context.facts.commits(key, commit.row["line"])
    place = [row["sha"] for row in rows].index(commit.sha) if any(row["sha"] == commit.sha for row in rows) else None
    query = asked("issue_commits", issue=key)
    if place is None:
        return Finding(*where, "unknown", f"{commit.shown} is not among the commits of {key}", commit.sha, query)
    undos = [row for row in context.facts.undos(commit.sha) if row["line"] == commit.row["line"]]
    if attempt and undos:
        undo = undos[0]
        fact = f"{commit.sha[:10]} was itself reverted by {undo['undoing_sha'][:10]} ({undo['undoing_at'][:10]})"
        evidence = f"{commit.sha},{undo['undoing_sha']}"
        return Finding(*where, "corrected", fact, evidence, asked("undo_links", commit=commit.sha[:10]))
    after = rows[place + 1 :]
    if attempt:
        after = [row for row in after if _tries(context, row, commit)]
    if not after:
        return Finding(*where, "confirmed", f"no commit of {key} follows {commit.sha[:10]}", commit.sha, query)
    known = context.until_dated(after)
    verdict: Verdict = "corrected" if known else "extended"
    follows = after[0]
    fact = (
        f"{commit.sha[:10]} is followed by {follows['sha'][:10]} ({follows['authored_at'][:10]}) {follows['subject']}"
    )
    return Finding(*where, verdict, fact, f"{commit.sha},{follows['sha']}", query)


def _tries(context: Context, row: Row, commit: Commit) -> bool:
    """Return whether a commit lands the same change again."""
    relands = context.facts.rows("relands", commit=commit.sha)
    return any(row["sha"] == each["reland_sha"] and each["original_sha"] == commit.sha for each in relands)


def _nth(
    context: Context, where: tuple[int, str, str], commit: Commit, key: str, wanted: int, *, attempt: bool
) -> Finding:
    rows = context.facts.commits(key, commit.row["line"])
    steps = context.facts.rows("commit_revert_cycles", commit=commit.sha)
    places = _places(rows, steps, commit.sha)
    if attempt:
        places = places[1:] or places
    elif wanted == 1:  # "2nd commit" often is the second attempt, but nobody calls any attempt but one the first commit
        places = places[:1]
    counted = [place for place in places if place is not None]
    query = asked("issue_commits", issue=key)
    if wanted in counted:
        return Finding(*where, "confirmed", commit.shown, commit.sha, query)
    if not counted:
        return Finding(*where, "unknown", f"{commit.shown} is not among the commits of {key}", commit.sha, query)
    fact = f"{commit.shown} is number {' or '.join(map(str, sorted(set(counted))))}"
    if wanted == 1 and rows and not attempt:
        fact += f"; the first of {key} is {rows[0]['sha'][:10]} ({rows[0]['authored_at'][:10]})"
    # People count attempts in more ways than these.
    return Finding(*where, "corrected" if wanted == 1 else "unknown", fact, commit.sha, query)


def _places(rows: list[Row], steps: list[Row], sha: str) -> list[int | None]:
    """Return the place of a commit among those of the issue; and as an attempt: by rounds, and by the same title."""
    found: list[int | None] = [place for place, row in enumerate(rows, 1) if row["sha"] == sha]
    rounds = 0
    titles: list[str] = []
    before = "revert"
    for row in steps:
        if row["role"] == "attempt":
            rounds += before == "revert"
            titles.append(_title(row))
            if row["sha"] == sha:
                return [*found, rounds, titles.count(_title(row))]
        before = row["role"]
    return found


def _title(row: Row) -> str:
    return re.sub(r"\s*\((?:gh-|#)\d+\)", "", str(row["subject"]).casefold())
