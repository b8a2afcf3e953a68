"""What is so today: "still in place", "was never reverted", "never came back", "is still open"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from miner.story.context import Context
from miner.story.denial import REASON as DENIED
from miner.story.denial import is_limited
from miner.story.facts import Commit, Row, Unknown, days_of
from miner.story.finding import Finding, asked, in_one_line
from miner.story.names import Name
from miner.story.passages import Passage
from miner.story.unstated import unstated

_UNDONE = r"(?:reverted|undone|backed\s+out|rolled\s+back|taken\s+back)"
_UNDID = r"(?:reverted|undid|backed\s+out|rolled\s+back|took\s+back)"
_NOT = (
    r"(?:(?:was|were|is|are|has|have|had|did)(?:\s+not|n['’]t)|(?:(?:was|were|is|are|has|have|had)\s+)?never|not)"
    r"\s+(?:been\s+|ever\s+)?"
)
# What ends a statement: behind it nothing says by whom, when or where.
_END = r"(?=[`*_\s]*(?:$|[.,;:!?)\]]|\s(?:and|but|so)\b))"
_STATE = re.compile(
    r"(?P<stands>\bstill\s+(?:in\s+(?:place|force|effect|main|master)|stands|there|present|applied|in\s+the\s+tree)\b"
    r"|\b(?:again|back)\s+in\s+(?:the\s+tree|place|force|main)\b|\bin\s+(?:the\s+tree|place|force|main)\s+again\b"
    r"|\bstands\s+(?:to\s+this\s+day|today|since)\b)"
    rf"|(?P<kept>\b{_NOT}{_UNDONE}\b{_END}"
    rf"|\b(?:nobody|no\s+one)\s+(?:has\s+|had\s+)?(?:ever\s+)?{_UNDID}\s+(?:the\s+)?(?:commit\s+|change\s+)?[`*(\[]*[\w-]+{_END}"
    r"|\bnone\s+of\s+(?:the|its|their|these|those|all)\s+(?:\w+\s+)?(?:commits|changes|attempts)\s+"
    r"(?:(?:of|for|on|under|in)\s+(?:the\s+)?(?:issue\s+)?[`*(\[]*[\w#-]+[`*)\]]*\s+)?"
    rf"(?:was|were|has\s+been|have\s+been)\s+(?:ever\s+|later\s+)?{_UNDONE}\b{_END})"
    rf"|(?P<undone>\b(?:still|stays|stayed|remains|remained)\s+{_UNDONE}\b"
    rf"|\b{_NOT}(?:re-?land(?:ed)?|land(?:ed)?\s+again|c[ao]me\s+back|ma[dk]e\s+it\s+back|return(?:ed)?|re-?appl(?:y|ied))\b)"
    r"|(?P<open>\b(?:(?:is|are|was)\s+still|still|remains|stays)\s+(?:open|unresolved|not\s+closed)\b)",
    re.IGNORECASE,
)
_UNCLEAR = "it is not clear which commit is meant"
# "X, which is younger than Y, is still there"
_PARTED = re.compile(r",\s")
_OF_ISSUE = re.compile(r"[\s`*_)\]]*\s(?:of|for|from|under)\s+(?:the\s+)?(?:issue\s+)?[`*(\[]*", re.IGNORECASE)
_LIMITED = "it is not said of all time"


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each state in which something is said to be."""
    for passage in context.prose():
        for match in _STATE.finditer(passage.text):
            # None if it is of something else than a commit or an issue.
            found = [_judged(context, passage, match, name) for name in _meant(context, passage, match)]
            agree = len({finding.verdict for finding in found}) == 1
            yield from found[:1] if agree else (replace(each, verdict="unknown", fact=_UNCLEAR) for each in found[:1])


def _judged(context: Context, passage: Passage, match: re.Match[str], name: Name) -> Finding:
    where = passage.line_at(match.start()), "standing", in_one_line(match[0])
    # Of the words themselves, some deny.
    if reason := unstated(passage, match.start(), match.start()) or _unstated_behind(passage, match):
        return Finding(*where, "unknown", reason)
    if match["open"]:
        return _open(context, where, name)
    commit = context.commit(name) if name.kind != "issue" else None
    if isinstance(commit, Unknown):
        return Finding(*where, "unknown", commit.reason)
    if match["kept"]:
        if commit and match[0].lower().startswith("none"):
            return Finding(*where, "unknown", "it is not clear which issue is meant")
        finding = _kept(context, where, commit) if commit else _kept_of_issue(context, where, name, match[0])
        limited = is_limited(passage, match.start()) and finding.verdict == "corrected"
        return replace(finding, verdict="unknown", fact=f"{_LIMITED}; {finding.fact}") if limited else finding
    undone = match["undone"] is not None
    under = _issues_beside(context, passage, match)
    return (
        _standing(context, where, commit, under, undone=undone)
        if commit
        else _of_issue(context, where, name, undone=undone)
    )


def _issues_beside(context: Context, passage: Passage, match: re.Match[str]) -> list[str | Unknown]:
    low, high = passage.clause(match.start(), match.end())
    named = [each for each in context.names(passage) if low <= each.start and each.end <= high]
    return [context.facts.issue(each.key) for each in named if each.kind == "issue"]


def _meant(context: Context, passage: Passage, match: re.Match[str]) -> list[Name]:
    """Return the commits or the issue of a clause that may be in a state: in the words, or the last before them.

    If the last one stands between commas, the one before them may be meant as well.
    """
    low, high = passage.clause(match.start(), match.end())
    named = [name for name in context.names_and_places(passage) if low <= name.start and name.end <= high]
    inside = [name for name in named if match.start() <= name.start and name.end <= match.end()]
    before = [name for name in named if name.end <= match.start()]
    if (
        len(before) > 1
        and before[-1].kind == "issue"
        and _OF_ISSUE.fullmatch(passage.text, before[-2].end, before[-1].start)
    ):
        before = before[:-1]  # "X of bpo-1 is still there" is about X
    found = [*inside, *before[-1:], *named][:1]
    if not inside and len(before) > 1 and _PARTED.search(passage.text, before[-1].end, match.start()):
        found += [name for name in before[:-1] if _PARTED.search(passage.text, name.end, before[-1].start)][-1:]
    return found


def _unstated_behind(passage: Passage, match: re.Match[str]) -> str | None:
    """Return why the words of a state are not said as a fact, apart from their own denial."""
    reason = unstated(passage, match.start(), match.end())
    return None if reason == DENIED else reason


def _kept(context: Context, where: tuple[int, str, str], commit: Commit) -> Finding:
    """Judge that a commit was never reverted."""
    query = asked("standing", commit=commit.sha[:10])
    undos = context.facts.undos(commit.sha)
    if not undos:
        return Finding(*where, "confirmed", f"the database knows no revert of {commit.shown}", commit.sha, query)
    if commit.row["standing"] == "stands":
        return Finding(*where, "unknown", _in_part(undos), commit.sha, query)
    return Finding(*where, "corrected", _undone_by(undos), f"{commit.sha},{undos[0]['undoing_sha']}", query)


def _kept_of_issue(context: Context, where: tuple[int, str, str], name: Name, said: str) -> Finding:
    """Judge that an issue, of which some commits may have been, or that none of its commits was ever reverted."""
    key = context.facts.issue(name.key)
    if isinstance(key, Unknown):
        return Finding(*where, "unknown", key.reason)
    query = asked("issue_commits", issue=key)
    rows = context.facts.commits(key)
    if not rows or not context.facts.undos_of_issue(key):
        fact = f"the database knows no revert of a commit of {key}" if rows else f"no commit names {key}"
        return Finding(*where, "confirmed" if rows else "unknown", fact, key, query)
    gone = [row for row in rows if row["standing"] in {"undone", "relanded"}]
    fact = f"of {len(rows)} commits of {key} {len(gone)} were reverted"
    sure = gone and (said.lower().startswith("none") or len(gone) == len(rows))
    return Finding(*where, "corrected" if sure else "unknown", fact, key, query)


def _standing(
    context: Context, where: tuple[int, str, str], commit: Commit, under: list[str | Unknown], *, undone: bool
) -> Finding:
    """Judge what is said of a commit; it may have landed again for an issue that is not among those ``under``."""
    query = asked("standing", commit=commit.sha[:10])
    undos = context.facts.undos(commit.sha)
    if not undos:
        fact = f"the database knows no revert of {commit.shown}"
        return Finding(*where, "unknown" if undone else "confirmed", fact, commit.sha, query)
    if commit.row["standing"] == "stands":
        return Finding(*where, "unknown", _in_part(undos), commit.sha, query)
    fact = _undone_by(undos)
    evidence = f"{commit.sha},{undos[0]['undoing_sha']}"
    relands = [row for row in context.facts.rows("relands", commit=commit.sha) if row["original_sha"] == commit.sha]
    again = [row for row in relands if row["kind"] == "reland"]
    back = commit.row["standing"] == "relanded"
    if back and relands:
        row = (again or relands)[0]
        if undone and under and not _is_under(context, str(row["reland_sha"]), under):
            fact += f"; landed again for another issue by {row['reland_sha'][:10]}"
            return Finding(*where, "unknown", fact, evidence, query)
        fact += f"; landed again by {row['reland_sha'][:10]} ({row['reland_at'][:10]})"
        evidence += f",{row['reland_sha']}"
    return Finding(*where, "confirmed" if back != undone else "corrected", fact, evidence, query)


def _in_part(undos: list[Row]) -> str:
    return f"only a part of it was reverted by {undos[0]['undoing_sha'][:10]}"


def _undone_by(undos: list[Row]) -> str:
    return f"reverted by {undos[0]['undoing_sha'][:10]} ({undos[0]['undoing_at'][:10]})"


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
