"""Numbers of commits and reverts: "16 commits"."""

import re
from collections.abc import Iterator

from miner.story.context import Context
from miner.story.facts import Row, days_of
from miner.story.finding import Finding, asked, in_one_line
from miner.story.numbers import NUMBER, number
from miner.story.passages import Passage

_COUNT = re.compile(
    rf"(?<![\w.-])(?P<n>{NUMBER})\s+(?:more\s+|other\s+|different\s+|separate\s+)?"
    r"(?P<noun>commits|changesets|changes|reverts|attempts)\b"
    r"|\breverted\s+(?P<times>twice|(?:\d+|two|three|four|five|six)\s+times)\b",
    re.IGNORECASE,
)
# A passage that says little else is about what the section is about.
_SHORT = 60
# "the last 3 commits" and "3 commits later" count something else.
_PART = re.compile(r"\b(?:last|first|next|latest|previous|these|those|other|of|the|another)\s+$", re.IGNORECASE)
_DISTANCE = re.compile(r"\s+(?:later|before|after|ago|earlier|ahead|behind|per)\b", re.IGNORECASE)


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each number of commits, changes, reverts or attempts."""
    for passage in context.prose():
        for match in _COUNT.finditer(passage.text):
            if not _PART.search(passage.text, 0, match.start()) and not _DISTANCE.match(passage.text, match.end()):
                yield _judged(context, passage, match)


def _judged(context: Context, passage: Passage, match: re.Match[str]) -> Finding:
    noun = (match["noun"] or "reverts").lower()
    where = passage.line_at(match.start()), f"number of {noun}", in_one_line(match[0])
    issues, scope = context.subject(passage, match.start(), match.end())
    if len(issues) != 1 or (scope == "section" and len(passage.text) > _SHORT):
        return Finding(*where, "unknown", "it is not clear which issue the number is about")
    key = issues[0]
    wanted = _wanted(match)
    if noun in {"reverts", "attempts"}:
        return _of_cycles(context, where, key, noun, wanted)
    everything = context.facts.commits(key)
    on_main = context.facts.commits(key, "main")
    query = asked("issue_commits", issue=key)
    counted = f"{key} has {len(everything)} commits, {len(on_main)} of them on main"
    if wanted in {len(everything), len(on_main)}:
        return Finding(*where, "confirmed", counted, key, query)
    if any(wanted == len(rows) for rows in _in_periods(context, passage, everything, on_main)):
        return Finding(*where, "confirmed", f"{counted}; so many in the period told beside", key, query)
    if wanted in {len(context.until_dated(rows)) for rows in (everything, on_main)}:
        return Finding(*where, "extended", f"{counted}; so many when the document was written", key, query)
    # One change may need several commits, and not every commit of an issue is one.
    return Finding(*where, "unknown" if noun == "changes" else "corrected", counted, key, query)


def _wanted(match: re.Match[str]) -> float:
    if match["n"]:
        return number(match["n"])
    times = match["times"].lower()
    return 2 if times == "twice" else number(times.split()[0])


def _in_periods(context: Context, passage: Passage, *counted: list[Row]) -> Iterator[list[Row]]:
    """Yield the commits within each period that the same section tells."""
    for each in context.document.section(passage):
        for first, last in each.periods:
            yield from ([row for row in rows if _within(row, first.date, last.last)] for rows in counted)


def _within(row: Row, first: object, last: object) -> bool:
    return any(first <= day <= last for day in days_of(row["authored_at"]))  # type: ignore[operator]


def _of_cycles(context: Context, where: tuple[int, str, str], key: str, noun: str, wanted: float) -> Finding:
    query = asked("commit_revert_cycles", issue=key)
    steps = [row for row in context.facts.rows("commit_revert_cycles", issue=key) if key in (row["issues"] or "")]
    if not steps:
        return Finding(*where, "unknown", f"the database knows no reverts of {key}", key, query)
    role = noun.removesuffix("s")
    by_line = [[row for row in steps if row["cycle_line"] == line] for line in {row["cycle_line"] for row in steps}]
    numbers = {len({row["sha"] for row in rows if row["role"] == role}) for rows in (steps, *by_line)}
    if role == "attempt":
        numbers |= {_rounds(rows) for rows in by_line}
    fact = f"{key} has {' or '.join(map(str, sorted(numbers)))} {noun}, as they are counted"
    if wanted in numbers:
        return Finding(*where, "confirmed", fact, key, query)
    return Finding(*where, "corrected" if role == "revert" else "unknown", fact, key, query)


def _rounds(steps: list[Row]) -> int:
    """Return how often something was tried: attempts that no revert separates are one."""
    roles = [row["role"] for row in steps]
    return sum(role == "attempt" and (place == 0 or roles[place - 1] == "revert") for place, role in enumerate(roles))
