"""Numbers of reverts, attempts and relands of an issue, which may be counted in several ways."""

import re
from typing import Final

from miner.story.context import Context
from miner.story.facts import Row
from miner.story.finding import Finding, asked
from miner.story.passages import Passage

#: What is counted here.
IN_CYCLES: Final = frozenset(("reverts", "attempts", "relands"))


def of_cycles(
    context: Context, passage: Passage, match: re.Match[str], where: tuple[int, str, str], key: str, wanted: float
) -> Finding:
    """Judge how many reverts, attempts or relands an issue is said to have, as :mod:`.counts` found it."""
    noun = where[1].removeprefix("number of ")
    query = asked("commit_revert_cycles", issue=key)
    steps = [row for row in context.facts.rows("commit_revert_cycles", issue=key) if key in (row["issues"] or "")]
    if not steps:
        return Finding(*where, "unknown", f"the database knows no reverts of {key}", key, query)
    named = context.commits(passage, *passage.clause(match.start(), match.end()))
    numbers = _numbers(steps, noun, each=match["done"] is None)
    if noun == "reverts":  # those of one commit may be meant
        numbers |= {len(context.facts.undos(commit.sha)) for _, commit in named} - {0}
    if match["some"]:
        numbers |= {len({row["undone_sha"] for row in context.facts.undos_of_issue(key)})}
    fact = f"{key} has {' or '.join(map(str, sorted(numbers)))} {noun}, as they are counted"
    if wanted in numbers:
        return Finding(*where, "confirmed", fact, key, query)
    sure = noun == "reverts" and not match["some"] and (not named or wanted > max(numbers))
    return Finding(*where, "corrected" if sure else "unknown", fact, key, query)


def _numbers(steps: list[Row], noun: str, *, each: bool) -> set[int]:
    """Return in how many ways the steps of an issue may be counted.

    What "landed three times" was tried three times, but "five attempts" may also be ``each`` of several commits that
    one revert takes back.
    """
    by_line = [[row for row in steps if row["cycle_line"] == line] for line in {row["cycle_line"] for row in steps}]
    role = "revert" if noun == "reverts" else "attempt"
    numbers = {len({row["sha"] for row in rows if row["role"] == role}) for rows in (steps, *by_line)}
    if role == "attempt":
        rounds = {_rounds(rows) for rows in by_line}
        numbers = numbers | rounds if each else rounds
    return {number - 1 for number in numbers} if noun == "relands" else numbers


def _rounds(steps: list[Row]) -> int:
    """Return how often something was tried: attempts that no revert separates are one."""
    roles = [row["role"] for row in steps]
    return sum(role == "attempt" and (place == 0 or roles[place - 1] == "revert") for place, role in enumerate(roles))
