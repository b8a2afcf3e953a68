"""Who opened an issue: "the issue was opened by X", "X opened it", "both issues were opened by X"."""

import re
from collections.abc import Iterator

from miner.story.claims.people import PERSON, is_login_of, same_person
from miner.story.context import Context
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.unstated import unstated

_OPENER = re.compile(
    rf"\b(?i:opened|created|filed|reported)(?:\s+(?i:on|in)\s+[^.;,()]{{4,25}})?,?\s+(?i:by)\s+(?P<name>{PERSON})"
    rf"|\b(?P<name2>{PERSON})(?<!\bI)\s+(?i:(?:had\s+)?(?:opened|created|filed|reported|opens|files))\s+(?i:(?:the|this)\s+)?"
    r"[`*(\[]*(?i:issue|bug|bpo-\d+|it)\b"
)
_WORD = re.compile(r"\b(?:opened|created|filed|reported|opens|files)\b", re.IGNORECASE)
_BOTH = re.compile(r"\bboth\s+(?:issues\s+)?(?:were\s+|are\s+|have\s+been\s+)?$", re.IGNORECASE)


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each person who is said to have opened an issue."""
    for passage in context.prose():
        for match in _OPENER.finditer(passage.text) if _WORD.search(passage.text) else ():
            both = _BOTH.search(passage.text, 0, match.start()) is not None
            issues = context.issues_of_section(passage) if both else context.issues(passage, *match.span())
            where = passage.line_at(match.start()), "opener", in_one_line(match[0])
            reason = unstated(passage, *match.span())
            if reason or len(issues) != (2 if both else 1):
                yield Finding(*where, "unknown", reason or "it is not clear which issue is meant")
                continue
            name = in_one_line(match["name"] or match["name2"]).rstrip(".")
            yield from (_judged(context, where, key, name) for key in issues)


def _judged(context: Context, where: tuple[int, str, str], key: str, name: str) -> Finding:
    login = context.facts.issue_facts(key)["creator"]
    query = asked("issue_facts", issue=key)
    if not login:
        return Finding(*where, "unknown", f"the database does not know who opened {key}", key, query)
    right = is_login_of(login, name) or same_person(name, str(login))
    # A login need not tell the name. It does if it is of two words, or of somebody else who worked on the issue.
    others = {str(row["author"]) for row in context.facts.commits(key)}
    known = "." in login or any(is_login_of(login, each) for each in others if not same_person(each, name))
    verdict: Verdict = "confirmed" if right else "corrected" if known else "unknown"
    return Finding(*where, verdict, f"{key} was opened by {login}", key, query)
