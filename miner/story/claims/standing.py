"""What is so today: "still in place", "was never reverted", "never came back", "is still open"."""

import re
from collections.abc import Iterator

from miner.story.context import Context
from miner.story.denial import REASON as DENIED
from miner.story.denial import is_denied
from miner.story.facts import Commit, Row, Unknown, days_of
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.names import Name
from miner.story.passages import Passage

_UNDONE = r"(?:reverted|undone|backed\s+out|rolled\s+back|taken\s+back)"
_STATE = re.compile(
    r"(?P<stands>\bstill\s+(?:in\s+(?:place|force|effect|main|master)|stands|there|present|applied|in\s+the\s+tree)\b"
    r"|\b(?:again|back)\s+in\s+(?:the\s+tree|place|force|main)\b|\bin\s+(?:the\s+tree|place|force|main)\s+again\b"
    r"|\bstands\s+(?:to\s+this\s+day|today|since)\b"
    rf"|\b(?:never|not)\s+(?:been\s+)?{_UNDONE}\b)"
    rf"|(?P<undone>\b(?:still|stays|stayed|remains|remained)\s+{_UNDONE}\b"
    r"|\bnever\s+(?:been\s+)?(?:re-?landed|landed\s+again|came\s+back|come\s+back|made\s+it\s+back|returned|re-?applied))\b"
    r"|(?P<open>\b(?:(?:is|are|was)\s+still|still|remains|stays)\s+(?:open|unresolved|not\s+closed)\b)",
    re.IGNORECASE,
)


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each state in which something is said to be."""
    for passage in context.prose():
        for match in _STATE.finditer(passage.text):
            if finding := _judged(context, passage, match):
                yield finding


def _judged(context: Context, passage: Passage, match: re.Match[str]) -> Finding | None:
    low, high = passage.clause(match.start(), match.end())
    named = [name for name in context.names(passage) if low <= name.start and name.end <= high]
    before = [name for name in named if name.end <= match.start()]
    name = before[-1] if before else next(iter(named), None)
    if name is None:
        return None  # of something else than a commit or an issue
    where = passage.line_at(match.start()), "standing", in_one_line(match[0])
    if is_denied(passage, low, match.start()):  # of the words themselves, some deny
        return Finding(*where, "unknown", DENIED)
    if match["open"]:
        return _open(context, where, name)
    if name.kind == "issue":
        return _of_issue(context, where, name, undone=match["undone"] is not None)
    commit = context.commit(name)
    if not isinstance(commit, Commit):
        return Finding(*where, "unknown", commit.reason)
    query = asked("standing", commit=commit.sha[:10])
    under = [key for each in named if each.kind == "issue" for key in (context.facts.issue(each.key),)]
    said = in_one_line(match[0])
    return Finding(*where, *_standing(context, commit, said, under, undone=match["undone"] is not None), query)


def _standing(
    context: Context, commit: Commit, said: str, under: list[str | Unknown], *, undone: bool
) -> tuple[Verdict, str, str]:
    """Judge what is said of a commit; it may have landed again for an issue that is not among those ``under``."""
    undos = context.facts.undos(commit.sha)
    if not undos:
        fact = f"the database knows no revert of {commit.shown}"
        return ("unknown" if undone else "confirmed"), fact, commit.sha
    if commit.row["standing"] == "stands":
        return "unknown", f"only a part of it was reverted by {undos[0]['undoing_sha'][:10]}", commit.sha
    fact = f"reverted by {undos[0]['undoing_sha'][:10]} ({undos[0]['undoing_at'][:10]})"
    evidence = f"{commit.sha},{undos[0]['undoing_sha']}"
    relands = [row for row in context.facts.rows("relands", commit=commit.sha) if row["original_sha"] == commit.sha]
    again = [row for row in relands if row["kind"] == "reland"]
    if commit.row["standing"] == "relanded" and relands:
        row = (again or relands)[0]
        if undone and under and not _is_under(context, str(row["reland_sha"]), under):
            return "unknown", f"{fact}; landed again for another issue by {row['reland_sha'][:10]}", evidence
        fact += f"; landed again by {row['reland_sha'][:10]} ({row['reland_at'][:10]})"
        evidence += f",{row['reland_sha']}"
    back = commit.row["standing"] == "relanded"
    right = not back if undone else back and not said.lower().startswith(("never", "not"))
    return ("confirmed" if right else "corrected"), fact, evidence


def _is_under(context: Context, sha: str, keys: list[str | Unknown]) -> bool:
    commit = context.facts.commit(sha)
    return isinstance(commit, Commit) and bool({*keys} & {*commit.issues})


def _of_issue(context: Context, where: tuple[int, str, str], name: Name, *, undone: bool) -> Finding:
    key = context.facts.issue(name.key)
    if not isinstance(key, str):
        return Finding(*where, "unknown", key.reason)
    query = asked("issue_commits", issue=key)
    reverts = {undo["undoing_sha"] for undo in context.facts.undos_of_issue(key)}
    rows: list[Row] = [row for row in context.facts.commits(key, "main") if row["sha"] not in reverts]
    gone = [row for row in rows if row["standing"] == "undone"]
    if not rows or (gone and len(gone) < len(rows)):
        fact = f"of {len(rows)} commits of {key} on main {len(gone)} are undone"
        return Finding(*where, "unknown", fact, key, query)
    fact = f"all commits of {key} on main {'are undone' if gone else 'stand'}"
    return Finding(*where, "confirmed" if bool(gone) == undone else "corrected", fact, key, query)


def _open(context: Context, where: tuple[int, str, str], name: Name) -> Finding:
    if name.kind != "issue":
        return Finding(*where, "unknown", "the database does not know the state of pull requests at a time")
    key = context.facts.issue(name.key)
    if not isinstance(key, str):
        return Finding(*where, "unknown", key.reason)
    query = asked("issue_facts", issue=key)
    closed = context.facts.issue_facts(key)["closed_at"]
    if closed:
        dated = context.document.dated
        still = dated is not None and dated[0] < min(days_of(closed))
        return Finding(*where, "extended" if still else "corrected", f"{key} was closed on {closed[:10]}", key, query)
    if context.facts.has_record(key):
        return Finding(*where, "confirmed", f"{key} was open when it was fetched", key, query)
    return Finding(*where, "unknown", f"whether {key} was closed is not known: miner fetch {key}", key, query)
