"""Releases that a change came with: "fixed in 3.9", "landed in 3.8.0b1", "first release with it: 3.9.0a2"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from packaging.version import Version

from miner.story.claims.versions import (
    VERSION,
    judge_absent,
    judge_contained,
    judge_first,
    reverts_of,
    version_of,
    with_ports,
)
from miner.story.context import Context
from miner.story.denial import REASON as DENIED
from miner.story.denial import is_plain, turned
from miner.story.finding import Finding, asked, in_one_line
from miner.story.passages import Passage
from miner.story.unstated import unstated

_LANDED = re.compile(
    r"\b(?:(?P<verb>landed|shipped|released|appeared|arrived|came(?:\s+out)?|went\s+out|made\s+it|debuted|fixed|merged|added|backported|(?:cherry-?)?picked|(?:forward-?)?ported|reverted|undone"
    r"|(?:(?<=did\snot\s)|(?<=didn['’]t\s))(?:land|ship|appear|arrive|come|go\s+out|make\s+it|debut))\s+"
    r"(?:(?!not\b)[\w()-]+\s+){0,2}?(?:in|into|to|with|for)"
    r"|(?<!be\s)(?P<vague>introduced\s+in|removed\s+in|dropped\s+in|new\s+in|in\s+time\s+for|since|(?:is|was|are|were)\s+(?:first\s+)?(?:in|part\s+of)))\s+"
    + VERSION.format(1),
    re.IGNORECASE,
)
# A row of a list: "First release with it: 3.9.0a2".
_FIRST_WITH = re.compile(
    r"\b(?:first\s+(?:python\s+)?(?:release|version)(?:\s+(?:with|to\s+have|that\s+has|containing|that\s+contains)\s+(?:it|this|that|them|both"
    r"|the\s+\w+))?|first\s+(?:released\s+)?in|released\s+in|shipped\s+in)\s*(?::|=|\bis\b|\bwas\b)\s*[`*]*"
    + VERSION.format(1),
    re.IGNORECASE,
)
# "3.9.0a2 is the first release with X"
_IS_FIRST_WITH = re.compile(
    VERSION.format(1)
    + r"\s+(?:is|was)\s+the\s+first\s+(?:release|version)\s+(?:with|to\s+have|that\s+has|containing|that\s+contains)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+)" + VERSION.format(1), re.IGNORECASE)
# Between a commit or an issue and what is said of itself.
_OF_ITSELF = re.compile(
    r"[\s`*_)\]>,]*(?:(?:which|that|was|is|were|are|has\s+been|first|only|still|just|also|already)\s+){0,3}$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\W*(?:(?:is|was|first|available|included|present|there|there\s+is|since|python|cpython|only)\b\W*)*",
    re.IGNORECASE,
)
# A commit, and in brackets behind it the release that had it first: "X (3.9 alpha 2)".
_BEHIND = re.compile(rf"[\s`*_)\]>]*\s\(\s*(?:first\s+|since\s+|in\s+)*{VERSION.format(1)}\+?\s*\)", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?:everything|none\s+of\s+(?:it|this|them)|all\s+of\s+(?:it|this|them)|both|it|they|these|(?:all|both)\s+(?:commits|changes))\s+$",
    re.IGNORECASE,
)
_NONE = re.compile(r"none\b", re.IGNORECASE)
_ALL = re.compile(r"everything|all\b", re.IGNORECASE)
_OPEN = re.compile(r"\s\([`*]*$")
_CLOSED = re.compile(r"[`*_]*\)")
_FOR = re.compile(r"[`*]*,?\s+for\s+", re.IGNORECASE)
_SHORT_REST = 60
_BREAK = re.compile(r",\s+(?:and|but|while|so)\b")
# What is in a release need not be new there.
_CONTAINED = re.compile(r"(?:is|was|are|were)\s+(?!first\b)|shipped|released", re.IGNORECASE)
# A feature is so since a release, or is in it.
_FEATURE = re.compile(r"since|is|was|are|were", re.IGNORECASE)
# What is not there then. That something was not fixed, added or backported there, its commits do not tell.
_LANDED_THERE = re.compile(r"land|ship|release|appear|arrive|came|come|go\b|went|make|made|debut", re.IGNORECASE)
_NOT_NAMED = "no commit or issue is named for it"


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each release that a change is said to have come with."""
    for passage in context.prose():
        yield from _all_landed(context, passage)
        yield from _in_brackets(context, passage)
        for pattern in (_FIRST_WITH, _IS_FIRST_WITH):
            for match in pattern.finditer(passage.text):
                yield _first_with(context, passage, match)


def _all_landed(context: Context, passage: Passage) -> Iterator[Finding]:
    """Judge "landed in 3.8", and the further releases of "landed in 3.8 and 3.7"."""
    for match in _LANDED.finditer(passage.text):
        if any(_FOR.fullmatch(passage.text, match.end(), length.start) for length in passage.lengths):
            continue  # how long it was there is judged
        first = _landed(context, passage, match, match)
        if first:
            yield first
        other: re.Match[str] | None = match
        while first and other and (other := _MORE.match(passage.text, other.end())):
            if found := _landed(context, passage, match, other):
                yield found


def _in_brackets(context: Context, passage: Passage) -> Iterator[Finding]:
    """Judge the release that stands alone in brackets behind a commit."""
    for name, commit in context.commits(passage):
        match = _BEHIND.match(passage.text, name.end)
        wanted = version_of(match["version1"]) if match else None
        if match and wanted:
            where = passage.line_at(name.start), "release", in_one_line(passage.text[name.start : match.end()])
            query = asked("first_release", commit=commit.sha[:10])
            reason = unstated(passage, name.start, match.end())
            found = judge_first(context, with_ports(context, commit.sha), wanted, where, query)
            yield replace(found, verdict="unknown", fact=reason) if reason else found


def _landed(context: Context, passage: Passage, match: re.Match[str], version: re.Match[str]) -> Finding | None:
    """Judge one of the versions that follow a verb; None if words such as "since" are not about a commit or issue."""
    said = match[0] if version is match else f"{match['verb'] or match['vague']} … {version['version1']}"
    where = passage.line_at(version.start("version1")), "release", in_one_line(said)
    itself = _is_of_itself(context, passage, match)
    wanted = version_of(version["version1"])
    if wanted is None:
        return Finding(*where, "unknown", "that is no version")
    low, high = passage.clause(match.start(), match.end())
    shas = _commits_meant(context, passage, match, low, high)
    # Only what is named in the same clause or passage: a section tells of many changes.
    named = [name for name in context.names(passage) if name.kind == "issue"]
    issues = context.issues(passage, match.start(), match.end()) if named and not shas else []
    alone = not issues and not shas and _is_alone(passage, match.start(), version.end())
    if alone:
        key = _issue_of_section(context, passage)  # a row of a list says nothing else
        issues = [key] if key else []
    if match["vague"] and not (itself or shas or (alone and issues)) and (not issues or _FEATURE.match(match["vague"])):
        return _of_pronoun(context, passage, match, wanted, where)
    if reason := unstated(passage, match.start(), match.end()) or (None if shas or issues else _NOT_NAMED):
        is_one = len(shas) == 1 and not _MORE.match(passage.text, match.end())
        if reason == DENIED and is_one and _is_denied_landing(passage, match):
            return judge_absent(context, shas[0], wanted, where)
        return Finding(*where, "unknown", reason)
    if shas and _CONTAINED.match(match["verb"] or match["vague"]):
        found = judge_contained(context, shas[0], wanted, where)
        # "X and its revert were in 3.8" is true of a release that has both.
        both = found.verdict == "corrected" and len(set(shas)) > 1
        return replace(found, verdict="unknown") if both else found
    return _first_of(context, passage, match, shas or issues[0], wanted, where)


def _first_of(
    context: Context,
    passage: Passage,
    match: re.Match[str],
    meant: list[str] | str,
    wanted: Version,
    where: tuple[int, str, str],
) -> Finding:
    """Judge whether the first of the commits that are ``meant``, or one of the issue, is first in a release."""
    rows = context.facts.commits(meant) if isinstance(meant, str) else with_ports(context, meant[0])
    query = (
        asked("issue_commits", issue=meant) if isinstance(meant, str) else asked("first_release", commit=meant[0][:10])
    )
    if (match["verb"] or "").lower() in {"reverted", "undone"}:
        rows = reverts_of(context, rows)
    found = judge_first(context, rows, wanted, where, query)
    # What was introduced in a release, or removed, may be what the change is about.
    doubted = found.verdict == "corrected" and match["vague"] and not _is_of_itself(context, passage, match)
    if doubted and not isinstance(meant, str) and _is_cited(context, passage, match):
        doubted = judge_contained(context, meant[0], wanted, where).verdict != found.verdict
    return replace(found, verdict="unknown") if doubted else found


def _is_cited(context: Context, passage: Passage, match: re.Match[str]) -> bool:
    """Return whether the only commit of a clause stands alone in brackets behind what is said: "since 3.9 … (X)"."""
    named = context.commits_by_id(passage, *passage.clause(*match.span()))
    if len(named) != 1 or named[0][0].start < match.end():
        return False
    name = named[0][0]
    return bool(_OPEN.search(passage.text, match.end(), name.start) and _CLOSED.match(passage.text, name.end))


def _is_alone(passage: Passage, start: int, end: int) -> bool:
    """Return whether a passage says nothing else than a span."""
    rest = len(passage.text) - (end - start)
    return rest <= _SHORT_REST and _ALONE.fullmatch(passage.text[:start] + passage.text[end:]) is not None


def _of_pronoun(
    context: Context, passage: Passage, match: re.Match[str], wanted: Version, where: tuple[int, str, str]
) -> Finding | None:
    """Judge what "everything" is said to be in; what "it" is, is not clear. None if there is no such word."""
    low, _ = passage.clause(*match.span())
    told = _PRONOUN.search(passage.text, low, match.start()) if context.issues_of_section(passage) else None
    if told and _ALL.match(told[0]) and not unstated(passage, *match.span()):
        return _everything(context, context.issues(passage, *match.span()), wanted, where)
    if told and _NONE.match(told[0]) and unstated(passage, *match.span()) == DENIED:
        found = _everything(context, context.issues(passage, *match.span()), wanted, where)
        return turned(found) if found.verdict != "unknown" else found
    return Finding(*where, "unknown", _NOT_NAMED) if told else None


def _everything(context: Context, issues: list[str], wanted: Version, where: tuple[int, str, str]) -> Finding:
    """Judge whether all commits that an issue has on main are in force in a release."""
    rows = context.facts.commits(issues[0], "main") if len(issues) == 1 else []
    found = [judge_contained(context, str(row["sha"]), wanted, where) for row in rows]
    if not found:
        return Finding(*where, "unknown", _NOT_NAMED)
    wrong = [finding for finding in found if finding.verdict != "confirmed"]
    if wrong and len(wrong) < len(found):  # as far as there was something
        return replace(wrong[0], verdict="unknown")
    return found[-1]


def _first_with(context: Context, passage: Passage, match: re.Match[str]) -> Finding:
    """Judge "First release with it: 3.9.0a2" of the commit of the clause, or else of the issue of the section."""
    where = passage.line_at(match.start()), "release", in_one_line(match[0])
    wanted = version_of(match["version1"])
    if reason := unstated(passage, *match.span()):
        return Finding(*where, "unknown", reason)
    shas = {commit.sha for _, commit in context.commits(passage, *passage.clause(*match.span()))}
    key = _issue_of_section(context, passage)
    if wanted is None or len(shas) > 1 or not (shas or key):
        return Finding(*where, "unknown", _NOT_NAMED)
    if shas:
        (sha,) = shas
        return judge_first(context, with_ports(context, sha), wanted, where, asked("first_release", commit=sha[:10]))
    return judge_first(context, context.facts.commits(str(key)), wanted, where, asked("issue_commits", issue=str(key)))


def _issue_of_section(context: Context, passage: Passage) -> str | None:
    """Return the only issue that a section tells of, by name and by its commits."""
    keys = context.issues_of_section(passage)
    commits = (commit for each in context.document.section(passage) for _, commit in context.commits(each))
    return keys[0] if len(keys) == 1 and all(keys[0] in commit.issues for commit in commits) else None


def _is_denied_landing(passage: Passage, match: re.Match[str]) -> bool:
    """Return whether it is denied that something landed: what was not fixed or backported, nobody knows."""
    return bool(_LANDED_THERE.match(match["verb"] or "")) and is_plain(passage, match.start())


def _commits_meant(context: Context, passage: Passage, match: re.Match[str], low: int, high: int) -> list[str]:
    """Return the commits that words may be about: those of the clause, or the last one told if it names nothing."""
    own = [name for name in context.names_and_places(passage) if low <= name.start and name.end <= high]
    told = [name for name in context.names(passage) if name.end <= low]
    if not own:  # what was told last may be another issue than that of the commit
        key = context.facts.issue(told[-1].key) if told and told[-1].kind == "issue" else None
        last = context.commits(passage, 0, match.start())[-1:]
        return [commit.sha for _, commit in last if key is None or key in commit.issues]
    breaks = list(_BREAK.finditer(passage.text, low, match.start()))
    commits = (context.commits(passage, breaks[-1].end(), high) if breaks else []) or context.commits(
        passage, low, high
    )
    nearest = [name for name in own if name.end <= match.start()][-1:]
    if nearest and nearest[0].kind == "issue":
        # "this commit of that issue landed in" is about the commit, but not if the issue is another's.
        key = context.facts.issue(nearest[0].key)
        commits = [(name, commit) for name, commit in commits if key in commit.issues]
    return [commit.sha for _, commit in commits]


def _is_of_itself(context: Context, passage: Passage, match: re.Match[str]) -> bool:
    """Return whether a commit or an issue stands right before the words, so that these are about it."""
    before = [name for name in context.names_and_places(passage) if name.end <= match.start()]
    return bool(before) and bool(_OF_ITSELF.fullmatch(passage.text, before[-1].end, match.start()))
