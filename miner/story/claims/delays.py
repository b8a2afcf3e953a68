"""Delays: "reverted 8 days later"."""

import re
from collections.abc import Iterator

from miner.story.context import Context
from miner.story.facts import Row
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.numbers import NUMBER, number
from miner.story.passages import Passage

_SECONDS = {"s": 1, "mi": 60, "h": 3_600, "d": 86_400, "w": 604_800, "mo": 2_629_800, "y": 31_557_600}
_UNIT = r"(?P<unit{0}>seconds?|min(?:ute)?s?|hours?|hrs?|h|days?|d|weeks?|months?|years?)"
# "1h" and "8-day", but not "an" and "d" in "and".
_GAP = r"(?:(?<=\d)\s*|\s+|-)"
_UNDONE = r"(?:revert(?:s|ed|ing)?|undone|undid|backed\s+out|rolled\s+back|taken\s+back|withdrawn)"
_DELAY = re.compile(
    rf"\b{_UNDONE}\b(?:\s+(?:it|again|only|just|about|some|after|already|within|by\s+\S+)){{0,4}}\s+"
    rf"(?P<n0>{NUMBER}){_GAP}{_UNIT.format(0)}\b(?:\s+(?:later|after|afterwards))?"
    rf"|\b(?P<n1>{NUMBER}){_GAP}{_UNIT.format(1)}\s+(?:later|after(?:wards)?),?\s[^.;\n]{{0,40}}?\b{_UNDONE}\b",
    re.IGNORECASE,
)
_CLOSE = 0.05
_NEAR = 80
_MOST_ISSUES = 8


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each delay between a change and its revert."""
    for passage in context.prose():
        for match in _DELAY.finditer(passage.text):
            yield _judged(context, passage, match)


def _judged(context: Context, passage: Passage, match: re.Match[str]) -> Finding:
    where = passage.line_at(match.start()), "delay of a revert", in_one_line(match[0])
    undos, query, certain = _undos(context, passage, match)
    known = [row for row in undos if row["delay_seconds"] is not None]
    if not known:
        return Finding(
            *where, "unknown", "it is not clear which revert is meant, or the database knows none", "", query
        )
    wanted = number(match["n0"] or match["n1"])
    unit = (match["unit0"] or match["unit1"]).lower()
    seconds = _SECONDS[unit[:2] if unit[:2] in {"mi", "mo"} else unit[0]]
    judged = [(_verdict(row["delay_seconds"] / seconds, wanted), row) for row in known]
    order: list[Verdict] = ["confirmed", "rounded", "corrected"]
    verdict, row = min(judged, key=lambda each: order.index(each[0]))
    after = f"{row['delay_seconds'] / seconds:.2f} {unit}"
    fact = f"{row['undoing_sha'][:10]} reverted {row['undone_sha'][:10]} after {after}"
    if verdict == "corrected" and not certain:
        verdict, fact = "unknown", f"several reverts may be meant, none after that time; {fact}"
    return Finding(*where, verdict, fact, f"{row['undoing_sha']},{row['undone_sha']}", query)


def _verdict(real: float, said: float) -> Verdict:
    if abs(real - said) <= _CLOSE * max(said, 1):
        return "confirmed"
    return "rounded" if abs(real - said) < 1 else "corrected"


def _undos(context: Context, passage: Passage, match: re.Match[str]) -> tuple[list[Row], str, bool]:
    """Return the reverts that may be meant, how to ask for them, and whether the one that is meant is among them."""
    low, _ = passage.clause(match.start(), match.end())
    before = [
        (name, commit) for name, commit in context.commits(passage, low) if name.end <= match.start() + len(match[0])
    ]
    for _, commit in reversed(before):
        if undos := context.facts.undos(commit.sha):
            return undos, asked("undo_links", commit=commit.sha[:10]), True
    issues = context.issues(passage, match.start(), match.end())
    undos = [undo for key in issues[:_MOST_ISSUES] for undo in context.facts.undos_of_issue(key)]
    days = [day for day in passage.days if low <= day.start and day.end <= match.start()]
    if days and match.start() - days[-1].end <= _NEAR:
        landed = {
            row["sha"]
            for key in issues[:_MOST_ISSUES]
            for found in context.facts.landings_on(key, days[-1].date)
            for row in found
        }
        undos = [undo for undo in undos if undo["undone_sha"] in landed]
    query = asked("undo_links", issue=issues[0]) if len(issues) == 1 else ""
    return undos, query, len(issues) == 1 and (bool(days) or len(undos) == 1)
