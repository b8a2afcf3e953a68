"""How long after a commit its backports came: "X was backported to 3.8 and 3.7 the same day"."""

import re
from dataclasses import replace

from miner.story.claims.pairs import best, follows
from miner.story.context import Context
from miner.story.facts import Commit
from miner.story.finding import Finding, asked, in_one_line
from miner.story.lengths import Length
from miner.story.passages import Passage
from miner.story.unstated import unstated

# "X was backported to 3.8 and 3.7 the same day"
_PORTED = re.compile(
    r"[\s`*_)\]>,]*(?:(?:was|were|got|is|has\s+been|had\s+been|and|then|also|both)\s+)*(?:backported|cherry-picked|ported|merged)\s+"
    r"(?:in)?to\s+(?P<lines>(?:(?:Python\s+|branch\s+)?[23]\.\d+(?:\s+branch)?(?:,\s+(?:and\s+)?|\s+and\s+)?)+),?\s*",
    re.IGNORECASE,
)
_LINE = re.compile(r"[23]\.\d+")


def of_backports(context: Context, passage: Passage, length: Length) -> Finding | None:
    """Judge how long after a commit its backports came; None if nothing is said so."""
    low, high = passage.clause(length.start, length.end)
    before = [each for each in context.commits(passage, low, high) if each[0].end <= length.start]
    told = _PORTED.fullmatch(passage.text, before[-1][0].end, length.start) if before else None
    if told is None:
        return None
    commit = before[-1][1]
    where = passage.line_at(length.start), "delay of a backport", in_one_line(passage.text[told.start() : length.end])
    if reason := unstated(passage, length.start, length.end):
        return Finding(*where, "unknown", reason)
    query = asked("backports", commit=commit.sha[:10])
    found = []
    for line in _LINE.findall(told["lines"]):
        rows = [row for row in context.facts.rows("backports", commit=commit.sha) if row["line"] == line]
        ports = [port for row in rows if isinstance(port := context.facts.commit(row["backport_sha"]), Commit)]
        pairs = [pair for port in ports if (pair := follows(commit.row, port.row))]
        if not pairs:
            return Finding(*where, "unknown", f"the database knows no backport of {commit.shown} to {line}", "", query)
        found.append(best(where, length, pairs, query, None))
    # Of several, the last one may be meant.
    wrong = [finding for finding in found if finding.verdict == "corrected"]
    if wrong and len(wrong) < len(found):
        return replace(wrong[0], verdict="unknown")
    return found[-1]
