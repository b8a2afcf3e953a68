"""Commits, pull requests and issues that a document names: whether they exist, and what they are."""

import re
from collections.abc import Iterator
from itertools import pairwise

from miner.story.context import Context
from miner.story.facts import Unknown
from miner.story.finding import Finding, asked, in_one_line
from miner.story.names import Name
from miner.story.numbers import NUMBER
from miner.story.passages import Passage
from miner.story.unstated import unstated

# What stands between an issue and the commit that is said to be made for it.
_TOGETHER = re.compile(
    r"[\s:,(\[<`*\"'–—-]*(?:(?:see|in|by|with|of|for|from|the|its|was|is|also|done|made|belongs\s+to|part\s+of|under|git|hg|change|changeset|commit)\b[\s:(`]*){0,4}",
    re.IGNORECASE,
)
_MENTIONS = re.compile(
    r"[\s`*_)\]]*\s(?:also\s+)?(?:mentions|cites|names|refers\s+to|tags|closes)\s+"
    rf"(?:(?:{NUMBER}|both)\s+issues,?\s+|the\s+issues\s+)?[`*(\[]*",
    re.IGNORECASE,
)
# Between a pull request and the commit that it became.
_AS = re.compile(
    r"[\s`*_)\]]*(?:(?:was|is|got|has\s+been)\s+)?(?:merged|landed|committed|became)(?:\s+\w+)?,?\s+(?:as\s+)?(?:the\s+)?(?:commit\s+)?[`*(\[]*",
    re.IGNORECASE,
)
_MESSAGE = re.compile(r"#msg(?P<number>\d+)")


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each name, and for each issue that stands beside a commit."""
    for passage in context.prose():
        seen: set[tuple[int, str]] = set()
        for name in context.names(passage):
            line = passage.line_at(name.start)
            if (line, name.key) not in seen:
                seen.add((line, name.key))
                yield _issue(context, passage, name) if name.kind == "issue" else _commit(context, passage, name)
            if message := _MESSAGE.match(passage.text, name.end):
                yield Finding(
                    line, "tracker message", message[0], "unknown", "messages of the trackers are not in the database"
                )
        yield from _pairs(context, passage)


def _issue(context: Context, passage: Passage, name: Name) -> Finding:
    line, said = passage.line_at(name.start), in_one_line(passage.text[name.start : name.end])
    key = context.facts.issue(name.key)
    if isinstance(key, Unknown):
        return Finding(line, "issue", said, "unknown", key.reason)
    facts = context.facts.issue_facts(key)
    fact = f"{key}: {facts['title'] or 'no title is known'}; commits: {facts['commits']}"
    return Finding(line, "issue", said, "confirmed", fact, key, asked("issue_facts", issue=key))


def _commit(context: Context, passage: Passage, name: Name) -> Finding:
    line, said = passage.line_at(name.start), in_one_line(passage.text[name.start : name.end])
    claim = "pull request" if name.kind == "pull" else "commit"
    commit = context.commit(name)
    if isinstance(commit, Unknown):
        return Finding(line, claim, said, "unknown", commit.reason)
    fact = commit.shown
    if name.key in context.recognised:
        fact += "; recognised by its message, because nothing else tells which commit that id became"
    return Finding(line, claim, said, "confirmed", fact, commit.sha, asked("commit_facts", commit=commit.sha[:10]))


def _pairs(context: Context, passage: Passage) -> Iterator[Finding]:
    """Yield a finding for each issue and commit that stand side by side."""
    for first, second in pairwise(context.names(passage)):
        if second.kind == "issue" and _MENTIONS.fullmatch(passage.text, first.end, second.start):
            yield from _mention(context, passage, first, second)
        if first.kind == "pull" and second.kind == "commit" and _AS.fullmatch(passage.text, first.end, second.start):
            yield from _merged_as(context, passage, first, second)
        if {first.kind, second.kind} != {"issue", "commit"} or not _TOGETHER.fullmatch(
            passage.text, first.end, second.start
        ):
            continue
        named, made = (first, second) if first.kind == "issue" else (second, first)
        key, commit = context.facts.issue(named.key), context.commit(made)
        if isinstance(key, Unknown) or isinstance(commit, Unknown):
            continue  # said where they are named
        said = in_one_line(passage.text[first.start : second.end])
        where = passage.line_at(first.start), "issue of a commit", said
        query = asked("commit_mentions", commit=commit.sha[:10])
        mentioned = {str(row["resolved"]) for row in context.facts.rows("commit_mentions", commit=commit.sha)}
        if key in commit.issues:
            yield Finding(*where, "confirmed", f"{commit.shown}", f"{commit.sha},{key}", query)
        elif key in mentioned:
            yield Finding(*where, "unknown", f"{commit.shown} only mentions {key}", commit.sha, query)
        elif commit.issues:
            fact = f"{commit.shown} is about {', '.join(commit.issues)}"
            yield Finding(*where, "corrected", fact, commit.sha, query)
        else:
            yield Finding(*where, "unknown", f"{commit.shown} names no issue", commit.sha, query)


def _merged_as(context: Context, passage: Passage, first: Name, second: Name) -> Iterator[Finding]:
    """Yield a finding for a pull request that is said to have been merged as a commit."""
    merged, commit = context.commit(first), context.commit(second)
    if isinstance(merged, Unknown) or isinstance(commit, Unknown):
        return  # said where they are named
    where = (
        passage.line_at(first.start),
        "commit of a pull request",
        in_one_line(passage.text[first.start : second.end]),
    )
    query = asked("commit_facts", commit=merged.sha[:10])
    if reason := unstated(passage, first.start, second.end):
        yield Finding(*where, "unknown", reason, merged.sha, query)
        return
    right = merged.sha == commit.sha
    yield Finding(*where, "confirmed" if right else "corrected", merged.shown, f"{merged.sha},{commit.sha}", query)


def _mention(context: Context, passage: Passage, first: Name, second: Name) -> Iterator[Finding]:
    """Yield a finding for a commit whose message is said to name an issue."""
    key, commit = context.facts.issue(second.key), context.commit(first)
    if isinstance(key, Unknown) or isinstance(commit, Unknown):
        return  # said where they are named
    rows = context.facts.rows("commit_mentions", commit=commit.sha)
    named = list(dict.fromkeys(str(row["resolved"]) for row in rows if row["resolved"]))
    fact = f"{commit.sha[:10]} names {', '.join(named) or 'no issue'}"
    said, query = in_one_line(passage.text[first.start : second.end]), asked("commit_mentions", commit=commit.sha[:10])
    where = passage.line_at(first.start), "mention", said
    if reason := unstated(passage, first.start, second.end):
        yield Finding(*where, "unknown", reason, commit.sha, query)
        return
    right = key in named or key in commit.issues
    yield Finding(*where, "confirmed" if right else "corrected", fact, commit.sha, query)
