"""What became of several attempts: "none of the three attempts survived", "all attempts were reverted the same day"."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from miner.story.context import Context
from miner.story.facts import Row
from miner.story.filters import delay
from miner.story.finding import Finding, asked, in_one_line
from miner.story.lengths import Length
from miner.story.numbers import NUMBER, number
from miner.story.passages import Passage
from miner.story.places import attempts_of
from miner.story.unstated import unstated

_STATE = re.compile(
    rf"\b(?P<some>all|both|none|every|each|{NUMBER})(?:\s+(?:one\s+)?of)?(?:\s+(?:the|its|these|those|their))?"
    rf"(?:\s+(?P<total>{NUMBER}))?\s+(?:attempts?|landings|tries)\s+(?:(?:are|were|was|is|has\s+been|have\s+been|got)\s+)?"
    r"(?:all\s+|both\s+|later\s+|then\s+)*(?:(?P<gone>reverted|undone|backed\s+out|rolled\s+back|taken\s+back)"
    r"|(?P<kept>survived|stuck|stayed|remained|kept|held|stood|stands?|still\s+in\s+(?:place|the\s+tree)))\b(?!\s+by\b)",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\b(?:attempts?|landings|tries)\b", re.IGNORECASE)
# Between what became of them and the time after which it did.
_AFTER = re.compile(r",?\s+(?:(?:again|only|just|about|already|after|in|within|on)\s+)*", re.IGNORECASE)
_ALL: Final = frozenset(("all", "both", "every", "each"))


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each statement of what became of several attempts."""
    for passage in context.prose():
        for match in _STATE.finditer(passage.text) if _NOUN.search(passage.text) else ():
            length = next((each for each in passage.lengths if _follows(passage, match, each)), None)
            span = match.start(), length.end if length else match.end()
            context.grouped.setdefault(passage.number, []).append(span)
            yield _judged(context, passage, match, length)


def _follows(passage: Passage, match: re.Match[str], length: Length) -> bool:
    return _AFTER.fullmatch(passage.text, match.end(), length.start) is not None


def _judged(context: Context, passage: Passage, match: re.Match[str], length: Length | None) -> Finding:
    end = length.end if length else match.end()
    where = passage.line_at(match.start()), "fate of attempts", in_one_line(passage.text[match.start() : end])
    issues = context.issues(passage, *match.span())
    some = match["some"].lower()
    # That none survived denies nothing.
    reason = unstated(passage, match.start(), match.start() if some == "none" else end)
    if reason or len(issues) != 1:
        return Finding(*where, "unknown", reason or "it is not clear which issue the attempts are of")
    query = asked("commit_revert_cycles", issue=issues[0])
    attempts = attempts_of(context.facts, issues[0])
    whole = number(match["total"]) if match["total"] else 2.0 if some == "both" else len(attempts)
    if not attempts or None in attempts or len(attempts) != whole:
        return Finding(*where, "unknown", f"{issues[0]} may have another number of them", issues[0], query)
    undos = [context.facts.undos(str(sha)) for sha in attempts]
    gone = [rows for rows in undos if rows]
    real = len(gone) if match["gone"] else len(attempts) - len(gone)
    wanted = 0.0 if some == "none" else whole if some in _ALL else number(some)
    fact = f"{len(gone)} of {len(attempts)} attempts of {issues[0]} were reverted"
    right = real == wanted
    if right and length and gone:
        right = all(any(_took(row, length) for row in rows) for rows in gone)
        fact += ", after " + ", ".join(delay(rows[0]["delay_seconds"] or 0) for rows in gone)
    # Of "two attempts", there may be more.
    sure = right or some in _ALL or some == "none" or match["total"]
    return Finding(*where, "confirmed" if right else "corrected" if sure else "unknown", fact, issues[0], query)


def _took(row: Row, length: Length) -> bool:
    undone, undoing = (datetime.fromisoformat(row[f"{each}_at"]) for each in ("undone", "undoing"))
    return length.verdict(undone, undoing) != "corrected"
