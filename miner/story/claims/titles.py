"""Titles that a document gives to issues and pull requests: ``bpo-33608: …``, and the texts of links."""

import difflib
import re
from collections.abc import Iterator
from itertools import islice

from miner.messages.similarity import title_similarity
from miner.messages.titles import bare_title
from miner.story.claims.news import version_above
from miner.story.context import Context
from miner.story.facts import Unknown
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.numbers import NUMBER, ORDINAL
from miner.story.passages import Passage

_TITLE = re.compile(r"[`*)\]]*:\s+(?P<title>\S[^\n]*(?:\n(?!\s*(?:https?://|[-*+] |\n))[^\n]+)*)")
_PULL = re.compile(r"\s*\((?:GH-|gh-|#)(?P<number>\d+)\)")
_STOP = re.compile(r"\s+(?:https?://|\(?(?:commit\b|reverted\b|=>|-->|→))")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)*]*\s+(?=[A-Z])")
# What begins so tells about commits.
_NO_TITLE = re.compile(
    r"[\d`(]|(?:commit|changeset|see|the|this|it|opened|closed|landed|reverted|nothing)\b"
    rf"|no\s+(?:commits?|changes?)\b|(?:{NUMBER}|{ORDINAL}|last|final)\s+(?:commits?|attempts?|reverts?)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3
# An entry of the NEWS that is nearly the same as what is said was meant.
_NEARLY = 0.85
_LONG = 8
# The share of words that the former title of an issue still has.
_CHANGED = 0.25


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each title."""
    for passage in context.prose():
        linked = _link_texts(context, passage)
        for start, end, key in [*_after_names(context, passage), *linked]:
            yield from _title(context, passage, start, end, key)


def _after_names(context: Context, passage: Passage) -> Iterator[tuple[int, int, str]]:
    names = context.names(passage)
    for place, name in enumerate(names):
        if name.kind != "issue" or passage.text[name.start : name.end].startswith("http"):
            continue
        match = _TITLE.match(passage.text, name.end)
        if not match or _NO_TITLE.match(match["title"]):
            continue
        start, end = match.span("title")
        opened = passage.text.rfind("(", max(0, name.start - 2), name.start)
        # The next issue begins another title, but a pull request may end this one.
        following = (other.start for other in islice(names, place + 1, None) if other.kind == "issue")
        end = min(end, next((other for other in following if other > start), end))
        if opened >= 0 and (closing := _closing(passage.text, opened)) is not None:
            end = min(end, closing)
        if pull := _PULL.search(passage.text, start, end):
            end = pull.end()
        elif stop := _STOP.search(passage.text, start, end):
            end = stop.start()
        yield start, end, name.key


def _closing(text: str, opened: int) -> int | None:
    depth = 0
    for match in re.compile(r"[()]").finditer(text, opened):
        depth += 1 if match[0] == "(" else -1
        if depth == 0:
            return match.start()
    return None


def _link_texts(context: Context, passage: Passage) -> list[tuple[int, int, str]]:
    """Return the links to issues whose text is neither a name nor part of a title."""
    found = []
    for name in context.names(passage):
        for link in passage.links:
            whole = (link.start, link.end) == (name.start, name.end)
            if name.kind == "issue" and whole and len(passage.text[link.start : link.end].split()) >= _FEWEST_WORDS:
                found.append((link.start, link.end, name.key))
    return found


def _title(context: Context, passage: Passage, start: int, end: int, name: str) -> Iterator[Finding]:
    said = in_one_line(passage.text[start:end]).rstrip(" -–—")
    key = context.facts.issue(name)
    if isinstance(key, Unknown) or len(said.split()) < _FEWEST_WORDS:
        return
    line = passage.line_at(start)
    is_entry = version_above(context, passage) is not None
    first = _SENTENCE.split(said, maxsplit=1)[0]
    if not is_entry and len(first.split()) >= _FEWEST_WORDS:  # what follows a title is no part of it
        said = first
    if pull := _PULL.search(said):
        yield _of_pull(context, line, said, f"GH-{pull['number']}", key)
        return
    query = asked("issue_commits", issue=key)
    wanted = _words(said)
    for row in context.facts.commits(key):
        if f" {' '.join(wanted)} " in f" {' '.join(_words(row['subject']))} ":  # or a part of it
            yield Finding(line, "title", said, "confirmed", f"title of {row['sha'][:10]}", row["sha"], query)
            return
    facts = context.facts.issue_facts(key)
    title = facts["title"] or ""
    if _words(title) == wanted and facts["source"] != "derived from a commit":
        yield Finding(line, "title", said, "confirmed", f"title of {key}", key, asked("issue_facts", issue=key))
        return
    if finding := _in_news(context, line, said, key, is_entry=is_entry):
        yield finding
    elif context.facts.has_record(key):
        # Titles are changed, but seldom all of their words.
        was_so = title_similarity(" ".join(wanted), " ".join(_words(title))) >= _CHANGED
        fact = f"{key} is titled {title!r}" + (", perhaps since a change" if was_so else "")
        verdict: Verdict = "unknown" if was_so else "corrected"
        yield Finding(line, "title", said, verdict, fact, key, asked("issue_facts", issue=key))
    else:
        fact = f"the title of {key} is not known, because no record of the tracker was fetched: miner fetch {key}"
        yield Finding(line, "title", said, "unknown", fact, key, query)


def _of_pull(context: Context, line: int, said: str, name: str, key: str) -> Finding:
    commit = context.facts.commit(name)
    if isinstance(commit, Unknown):
        return Finding(line, "title", said, "unknown", commit.reason)
    query = asked("commit_facts", commit=commit.sha[:10])
    if key not in commit.issues and commit.issues:
        return Finding(line, "title", said, "corrected", f"{name} is {commit.shown}", commit.sha, query)
    right = " ".join(_words(said)) in " ".join(_words(commit.subject))
    fact = f"title of {commit.sha[:10]}" if right else f"{name} is titled {commit.subject!r}"
    return Finding(line, "title", said, "confirmed" if right else "corrected", fact, commit.sha, query)


def _in_news(context: Context, line: int, said: str, key: str, *, is_entry: bool) -> Finding | None:
    """Return what the NEWS says about a text: it has it, or what is said to be an entry has nearly its words."""
    query = asked("news_entries", issue=key)
    wanted = " ".join(_words(said))
    near: tuple[float, str] = (0.0, "")
    for row in context.facts.rows("news_entries", issue=key):
        text = " ".join(_words(row["text"]))
        if wanted in text or (len(text.split()) >= _LONG and text in wanted):
            where = row["release"] or "what is not released yet"
            return Finding(line, "title", said, "confirmed", f"in the NEWS of {where}", key, query)
        ratio = difflib.SequenceMatcher(None, wanted.split(), text.split(), autojunk=False).ratio()
        near = max(near, (ratio, in_one_line(row["text"])))
    if is_entry and near[0] >= _NEARLY and len(wanted.split()) >= _LONG:
        return Finding(line, "title", said, "corrected", f"the NEWS says: {near[1]}", key, query)
    return None


def _words(title: str) -> list[str]:
    """Return the words of a title without the numbers around it, markup and punctuation."""
    return re.findall(r"\w+", bare_title(re.sub(r"[`*]|:\w+:", "", _PULL.sub("", title))).casefold())
