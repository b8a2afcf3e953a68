"""Credits: "Contributed by X", "patch by X", "commit … by X"."""

import re
import unicodedata
from collections.abc import Iterator

from miner.story.context import Context
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.passages import Passage

_PERSON = r"[A-ZÀ-ÞŁ][\w'’.-]*(?:\s+(?:[A-ZÀ-ÞŁ][\w'’.-]*|van|de|der|von|da|di|del))+"
_CREDIT = re.compile(
    r"\b(?P<verb>(?i:contributed|patch(?:es)?|authored|written|implemented|fixed|committed|pushed|reverted|landed))\s+"
    rf"(?i:by)\s+(?P<names>{_PERSON}(?:(?:,\s+(?:and\s+)?|\s+and\s+){_PERSON})*)"
)
_BY = re.compile(rf"[\s`*_)\]>]*,?\s+(?:was\s+|is\s+)?(?:made\s+|written\s+)?by\s+(?P<name>{_PERSON})")
_AND = re.compile(r",\s+(?:and\s+)?|\s+and\s+")


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each person who is credited."""
    for passage in context.prose():
        for match in _CREDIT.finditer(passage.text):
            for name in _AND.split(in_one_line(match["names"]).rstrip(".")):
                yield _judged(context, passage, match, name)
        yield from _of_commits(context, passage)


def _of_commits(context: Context, passage: Passage) -> Iterator[Finding]:
    """Yield a finding for each commit that is said to be by somebody."""
    for name, commit in context.commits(passage):
        match = _BY.match(passage.text, name.end)
        if not match:
            continue
        said, author = in_one_line(match["name"]).rstrip("."), str(commit.row["author"])
        where = passage.line_at(name.start), "author of a commit", f"{commit.sha[:10]} by {said}"
        query = asked("commit_facts", commit=commit.sha[:10])
        if _same(said, author) or _plain(said) in _plain(str(commit.row["message"])):
            yield Finding(*where, "confirmed", f"by {author}", commit.sha, query)
        else:
            # Before git the author of a commit was whoever pushed it.
            wrong: Verdict = "corrected" if str(commit.row["era"]).startswith("git") else "unknown"
            yield Finding(*where, wrong, f"by {author}", commit.sha, query)


def _judged(context: Context, passage: Passage, match: re.Match[str], name: str) -> Finding:
    where = passage.line_at(match.start()), "credit", f"{match['verb']} by {name}"
    named = any(each.kind == "issue" for each in context.names(passage)) or context.commits(passage)
    issues = context.issues(passage, match.start(), match.end()) if named else []
    if len(issues) != 1:
        return Finding(*where, "unknown", "it is not clear which issue the credit is for")
    key = issues[0]
    query = asked("issue_people", issue=key)
    rows = context.facts.rows("issue_people", issue=key)
    for row in rows:
        if _same(name, str(row["name"])):
            return Finding(*where, "confirmed", f"{row['name']}: {row['role']}", key, query)
    wanted = _plain(name)
    for text in _texts(context, key):
        if wanted in _plain(text):
            return Finding(*where, "confirmed", f"named in the history of {key}", key, query)
    people = ", ".join(dict.fromkeys(f"{row['name']} ({row['role']})" for row in rows)) or "nobody"
    # In thirty of a thousand credits of the What's New, no message names the person.
    return Finding(*where, "unknown", f"the commits of {key} know {people}", key, query)


def _texts(context: Context, key: str) -> Iterator[str]:
    for row in context.facts.commits(key):
        yield from (str(each["message"]) for each in context.facts.rows("commit_facts", commit=row["sha"]))
    for row in context.facts.rows("news_entries", issue=key):
        yield str(row["text"])


def _same(said: str, name: str) -> bool:
    one, other = _plain(said).split(), _plain(name).split()
    return one == other or (bool(one) and bool(other) and one[-1] == other[-1] and one[0][0] == other[0][0])


def _plain(text: str) -> str:
    """Return a text in lower case without accents, which people leave out."""
    letters = unicodedata.normalize("NFKD", in_one_line(text).replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
