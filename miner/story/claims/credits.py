"""Credits: "Contributed by X", "patch by X", "commit … by X", "X wrote …", "merged by X"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from miner.story.claims.people import PERSON, plain, same_person
from miner.story.context import Context
from miner.story.days import is_led
from miner.story.denial import REASON as DENIED
from miner.story.denial import is_plain, turned
from miner.story.facts import Commit, Row, days_of
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.names import ASIDE
from miner.story.passages import Passage
from miner.story.unstated import unstated

_CREDIT = re.compile(
    r"\b(?P<verb>(?i:contributed|patch(?:es)?|authored|written|implemented|fixed|committed|pushed|reverted|landed))\s+"
    rf"(?i:by)\s+(?P<names>{PERSON}(?:(?:,\s+(?:and\s+)?|\s+and\s+){PERSON})*)"
)
# Behind a commit: "X by Eric Snow", "X was merged by Eric Snow".
_BY = re.compile(
    ASIDE
    + r"(?:(?<=\s)(?:of|for|from|on|to)\s+(?:the\s+)?(?:issue\s+)?[`*(\[]*(?:bpo-?|gh-?|\#)?\s?\d+"
    + ASIDE
    + r")?(?:(?:(?<=,\s)|[:–—-]+\s)(?:the|an?|its|his|her|their)\s+[^,;.:()]{1,60},\s+)?"
    r"(?<=\s)(?:(?:which|that)\s+)?(?:(?:was|is|got)\s+)?(?:(?:later|then|soon)\s+)?"
    rf"(?:(?P<verb>made|written|authored|committed|pushed|merged|landed|reverted)\s+)?(?:by|the\s+work\s+of)\s+(?P<name>{PERSON})"
)
# Before a commit: "Eric Snow wrote X".
_ACTIVE = re.compile(
    rf"(?P<name>{PERSON})\s+(?:(?:has|had|then|later|also)\s+)?"
    r"(?P<verb>wrote|authored|contributed|made|committed|pushed|merged|landed|reverted|(?:is|was)\s+the\s+author\s+of)"
    r"\s+(?:the\s+|one\s+)?(?:(?:commit|change)\s+)?[`*(\[]*$"
)
# Behind a commit: "X is Eric Snow's work".
_IS_OWN = re.compile(rf"{ASIDE}(?:is|was)\s+(?:also\s+)?(?P<name>{PERSON})['’]s?(?![\w'’])")
# Before a commit: "Eric Snow's X"; and "repaired by Eric Snow (X)".
_OWN = re.compile(
    rf"(?P<name>{PERSON})['’]s?\s+(?:(?:own|first|second|third|commit|changeset|change|patch|fix|revert|retry)\s+){{0,2}}[`*(\[]*$"
)
_DONE_BY = re.compile(
    rf"\b(?P<deed>[a-z-]+(?:\s+(?:back|out))?)\s+by\s+(?P<name>{PERSON})[\s,]*(?:\(|\b(?:in|with|as)\s+)(?:commit\s+)?[`*(\[]*$"
)
# Before a list of commits, who wrote all of them.
_ALL_ARE = re.compile(
    rf"\b(?i:all|both)(?i:\s+of\s+(?:them|these|those))?(?i:\s+(?:are|were))?\s+(?i:(?:written\s+)?by)\s+(?P<name>{PERSON})\s*[:(–—-]+\s*$"
)
_JOINT = re.compile(rf"{ASIDE}(?:,|&|\+|,?\s*\band\b)[\s`*_(\[]*(?:commit\s+)?[`*(\[]*", re.IGNORECASE)
# Whoever did this wrote the commit that is named then. What was reported by somebody was fixed by anybody.
_AUTHORS: Final = re.compile(
    r"(?:re)?(?:written|wrote|implemented|fixed|repaired|silenced|corrected|undone|added|removed|changed|moved|renamed"
    r"|replaced|restored|relanded|reworked|simplified|(?:backed|taken|rolled|brought|put)\s+(?:back|out)|authored)"
)
# "commits, all written by Eric Snow"
_ALL = re.compile(
    r"(?P<commits>\bcommits\b[^.;]{0,60})?\b(?:all|each|every\s+one)(?:\s+of\s+(?:them|these|those|which))?\s+(?:(?:were|was|are|is)\s+)?$",
    re.IGNORECASE,
)
_AND = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_NEAR: Final = 120
# Who wrote a commit is known since git; before, its author was whoever pushed it.
_PUSHED: Final = frozenset(("committed", "pushed", "landed"))
# Who pressed the button on GitHub, no commit tells.
_NOBODY: Final = frozenset(("github", "miss islington (bot)", "miss-islington"))


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each person who is credited."""
    for passage in context.prose():
        judged: set[int] = set()
        yield from _of_all(context, passage)
        for name, commit in context.commits(passage):
            match = _BY.match(passage.text, name.end) or _ACTIVE.search(
                passage.text, max(0, name.start - _NEAR), name.start
            )
            if match:
                judged.add(match.start("verb") if match["verb"] else match.start("name"))
                yield _of_commit(context, passage, match, match["verb"] or "", commit)
            near = max(0, name.start - _NEAR), name.start
            if own := _OWN.search(passage.text, *near) or _IS_OWN.match(passage.text, name.end):
                yield _of_commit(context, passage, own, "", commit)
                continue
            done = _DONE_BY.search(passage.text, *near)
            if done and done["deed"] != "reverted" and done.start() not in judged:
                judged.add(done.start())
                yield _done_by(context, passage, done, commit)
        for match in _CREDIT.finditer(passage.text):
            if match.start("verb") not in judged and not context.is_judged(passage, match.start("names")):
                for person in _AND.split(in_one_line(match["names"]).rstrip(".")):
                    yield _judged(context, passage, match, person)


def _of_all(context: Context, passage: Passage) -> Iterator[Finding]:
    """Judge who is said to have written all of some commits that are named behind."""
    named = context.commits(passage)
    for place, (name, _) in enumerate(named):
        match = _ALL_ARE.search(passage.text, max(0, name.start - _NEAR), name.start)
        if match is None:
            continue
        end = place + 1
        while end < len(named) and _JOINT.fullmatch(passage.text, named[end - 1][0].end, named[end][0].start):
            end += 1
        for _, commit in named[place:end]:
            yield _of_commit(context, passage, match, "", commit)


def _done_by(context: Context, passage: Passage, match: re.Match[str], commit: Commit) -> Finding:
    """Judge who is said to have done what a commit that is named behind it did."""
    deed = match["deed"]
    if deed in {"merged", *_PUSHED}:
        return _of_commit(context, passage, match, deed, commit)
    found = _of_commit(context, passage, match, "", commit)
    sure = _AUTHORS.fullmatch(deed)
    return replace(found, verdict="unknown") if found.verdict == "corrected" and not sure else found


def _of_commit(context: Context, passage: Passage, match: re.Match[str], verb: str, commit: Commit) -> Finding:
    """Judge who is said to have written, merged or reverted a commit."""
    said = in_one_line(match["name"]).rstrip(".")
    where = (
        passage.line_at(match.start("name")),
        "author of a commit",
        " ".join(filter(None, (commit.sha[:10], verb, "by", said))),
    )
    query = asked("commit_facts", commit=commit.sha[:10])
    if reason := unstated(passage, match.start(), match.end()):
        return Finding(*where, "unknown", reason, commit.sha, query)
    if verb == "reverted":
        return _reverted(context, where, said, [undo["undoing_sha"] for undo in context.facts.undos(commit.sha)])
    author, committer = str(commit.row["author"]), str(commit.row["committer"])
    if verb == "merged":
        if same_person(said, committer):
            return Finding(*where, "confirmed", f"committed by {committer}", commit.sha, query)
        if committer.casefold() in _NOBODY:
            return Finding(*where, "unknown", "commits made on GitHub do not tell who merged them", commit.sha, query)
    elif (
        same_person(said, author)
        or (verb in _PUSHED and same_person(said, committer))
        or plain(said) in plain(str(commit.row["message"]))
    ):
        return Finding(*where, "confirmed", f"by {author}", commit.sha, query)
    wrong: Verdict = "corrected" if str(commit.row["era"]).startswith("git") else "unknown"
    fact = f"by {author}" + (f", committed by {committer}" if verb in {*_PUSHED, "merged"} else "")
    return Finding(*where, wrong, fact, commit.sha, query)


def _reverted(context: Context, where: tuple[int, str, str], said: str, reverts: list[str]) -> Finding:
    """Judge who is said to have reverted something, by those who wrote its reverts."""
    known = [commit for sha in reverts if isinstance(commit := context.facts.commit(sha), Commit)]
    if not known:
        return Finding(*where, "unknown", "the database knows no such revert")
    people = {str(commit.row[role]) for commit in known for role in ("author", "committer")}
    fact = "; ".join(f"{commit.sha[:10]} is by {commit.row['author']}" for commit in known)
    query = asked("undo_links", commit=known[0].sha[:10])
    right = any(same_person(said, person) for person in people)
    return Finding(*where, "confirmed" if right else "corrected", fact, ",".join(reverts), query)


def _judged(context: Context, passage: Passage, match: re.Match[str], name: str) -> Finding:
    where = passage.line_at(match.start()), "credit", f"{match['verb']} by {name}"
    reason = unstated(passage, match.start(), match.end())
    if reason == DENIED and is_plain(passage, match.start("verb")):
        return _denied(context, passage, match, where, name)
    keys = _issues(context, passage, match)
    if reason or not keys:
        return Finding(*where, "unknown", reason or "it is not clear which issue the credit is for")
    if match["verb"].lower() == "reverted":
        return _reverted_for(context, passage, match, where, name, keys)
    if everything := _ALL.search(passage.text, 0, match.start()):
        return _all_by(context, where, keys, name, counted=everything["commits"] is not None)
    return _for_issues(context, where, keys, name)


def _for_issues(context: Context, where: tuple[int, str, str], keys: list[str], name: str) -> Finding:
    """Judge who is credited for something that was done for issues."""
    people: list[str] = []
    for key in keys:
        query = asked("issue_people", issue=key)
        rows = context.facts.rows("issue_people", issue=key)
        for row in rows:
            if same_person(name, str(row["name"])):
                return Finding(*where, "confirmed", f"{row['name']}: {row['role']}", key, query)
        wanted = plain(name)
        if any(wanted in plain(text) for text in _texts(context, key)):
            return Finding(*where, "confirmed", f"named in the history of {key}", key, query)
        people += [f"{row['name']} ({row['role']})" for row in rows]
    # In thirty of a thousand credits of the What's New, no message names the person.
    fact = f"the commits of {', '.join(keys)} know {', '.join(dict.fromkeys(people)) or 'nobody'}"
    return Finding(*where, "unknown", fact, ",".join(keys), asked("issue_people", issue=keys[0]))


def _all_by(context: Context, where: tuple[int, str, str], keys: list[str], name: str, *, counted: bool) -> Finding:
    """Judge that a person wrote all commits of issues, or, if they are not ``counted``, whatever else of them."""
    rows = [row for key in keys for row in context.facts.commits(key, context.facts.line_of(key))]
    others = [row for row in rows if not same_person(name, str(row["author"]))]
    query = asked("issue_commits", issue=keys[0])
    fact = "; ".join(f"{row['sha'][:10]} is by {row['author']}" for row in others) or f"{len(rows)} commits by {name}"
    known = [commit for row in others if isinstance(commit := context.facts.commit(str(row["sha"])), Commit)]
    sure = counted and any(str(commit.row["era"]).startswith("git") for commit in known)
    verdict: Verdict = "confirmed" if rows and not others else "corrected" if sure else "unknown"
    return Finding(*where, verdict, fact, ",".join(keys), query)


def _reverted_for(
    context: Context, passage: Passage, match: re.Match[str], where: tuple[int, str, str], name: str, keys: list[str]
) -> Finding:
    """Judge who is said to have reverted something of issues."""
    undos = [undo for key in keys for undo in context.facts.undos_of_issue(key)]
    meant = _of_the_clause(context, passage, match, undos)
    if undos and not meant:
        return Finding(*where, "unknown", "no revert fits all else that the clause says", ",".join(keys))
    return _reverted(context, where, name, list(dict.fromkeys(undo["undoing_sha"] for undo in meant)))


def _denied(
    context: Context, passage: Passage, match: re.Match[str], where: tuple[int, str, str], name: str
) -> Finding:
    """Judge that a person did not write or revert the only commit that a clause names."""
    named = {commit.sha: commit for _, commit in context.commits(passage, *passage.clause(*match.span()))}
    if len(named) != 1:
        return Finding(*where, "unknown", DENIED)
    ((sha, commit),) = named.items()
    if match["verb"].lower() == "reverted":
        return turned(_reverted(context, where, name, [undo["undoing_sha"] for undo in context.facts.undos(sha)]))
    author = str(commit.row["author"])
    if match["verb"].lower() not in {"authored", "written"} or not str(commit.row["era"]).startswith("git"):
        return Finding(*where, "unknown", DENIED)
    query = asked("commit_facts", commit=sha[:10])
    # Whoever a message names may have written a part of it.
    helped = plain(name) in plain(str(commit.row["message"]))
    verdict: Verdict = "corrected" if same_person(name, author) else "unknown" if helped else "confirmed"
    return Finding(*where, verdict, f"by {author}", sha, query)


def _of_the_clause(context: Context, passage: Passage, match: re.Match[str], undos: list[Row]) -> list[Row]:
    """Return those reverts that have the commits and the day or month which the clause of a credit names."""
    low, high = passage.clause(match.start(), match.end())
    named = {commit.sha for _, commit in context.commits(passage, low, high)}
    if named:  # a revert that was itself reverted is meant as what it is
        by_role = ([undo for undo in undos if undo[role] in named] for role in ("undoing_sha", "undone_sha"))
        undos = next(filter(None, by_role), [])
    # A day before the credit is its own only if none follows: "landed on one day and was reverted by X on another".
    after = [day for day in [*passage.dates, *passage.years] if match.end() <= day.start < high][:1]
    before = [day for day in passage.dates if low <= day.start < match.start() and is_led(passage.text, day)]
    for day in after or before[-1:]:
        undos = [undo for undo in undos if any(map(day.has, days_of(undo["undoing_at"])))]
    return undos


def _issues(context: Context, passage: Passage, match: re.Match[str]) -> list[str]:
    """Return the issues that somebody is credited for: all that follow in the clause, or else what it is about."""
    _, high = passage.clause(match.start(), match.end())
    closing = passage.text.find(")", match.end(), high)
    end = closing if closing >= 0 else high
    following = [
        key
        for name in context.names(passage)
        if name.kind == "issue" and match.end() <= name.start and name.end <= end
        for key in (context.facts.issue(name.key),)
        if isinstance(key, str)
    ]
    if following:
        return list(dict.fromkeys(following))
    named = any(each.kind == "issue" for each in context.names(passage)) or context.commits(passage)
    issues = context.issues(passage, match.start(), match.end()) if named else []
    return issues if len(issues) == 1 else []


def _texts(context: Context, key: str) -> Iterator[str]:
    for row in context.facts.commits(key):
        yield from (str(each["message"]) for each in context.facts.rows("commit_facts", commit=row["sha"]))
    for row in context.facts.rows("news_entries", issue=key):
        yield str(row["text"])
