"""People in prose: who is said to have done something, and whether two names are of one person."""

import re
import unicodedata
from typing import Final

from miner.story.context import Context
from miner.story.facts import Commit
from miner.story.finding import in_one_line

# A full stop ends a sentence, unless it stands behind an initial.
_WORD: Final = r"(?:(?:[A-ZÀ-ÞŁ]\.)+|[A-ZÀ-ÞŁ][\w'’-]*)"
#: A pattern for the name of a person, of two words or more.
PERSON: Final = rf"{_WORD}(?:\s+(?:{_WORD}|van|de|der|von|da|di|del))+"
# By what is said to have been done: the participle, and the past tense.
_VERBS: Final = {
    "reverted": (
        r"reverted|undone|(?:taken|rolled|backed)\s+(?:back|out)",
        r"reverted|undid|(?:took|rolled|backed)\s+(?:it\s+)?(?:back|out)",
    ),
    "landed": (
        r"(?:re-?)?landed|pushed|committed|written|authored|made",
        r"(?:re-?)?landed|pushed|committed|wrote|authored",
    ),
}
_SHORTEST_LOGIN: Final = 4
_DOERS: Final = {
    kind: (
        re.compile(rf"\b(?i:{done})\s+(?i:by)\s+(?P<name>{PERSON})"),
        re.compile(rf"(?P<name>{PERSON})\s+(?:(?:has|had|then|later|also|soon|quickly)\s+)*(?:{did})\b"),
    )
    for kind, (done, did) in _VERBS.items()
}


def doers(kind: str | None, text: str, low: int, high: int) -> list[str]:
    """Return the people who are said, between two offsets, to have ``landed`` or ``reverted`` something."""
    return [
        in_one_line(match["name"]).rstrip(".")
        for pattern in _DOERS.get(kind or "", ())
        for match in pattern.finditer(text, low, high)
    ]


def did(context: Context, sha: str, people: list[str]) -> bool:
    """Return whether a commit is by one of the people, as its author or its committer."""
    commit = context.facts.commit(sha)
    names = [str(commit.row[role]) for role in ("author", "committer")] if isinstance(commit, Commit) else []
    return any(same_person(said, name) for said in people for name in names)


def is_login_of(login: str, name: str) -> bool:
    """Return whether a name in a tracker is made of a person's: vstinner, eric.snow, pablogsal."""
    letters = re.sub(r"[^a-z]", "", plain(login))
    parts = [part for part in (re.sub(r"[^a-z]", "", word) for word in plain(name).split()) if part]
    rests = {letters}
    for part in parts:
        rests |= {rest[size:] for rest in rests for size in range(1, len(part) + 1) if rest.startswith(part[:size])}
    return "" in rests and any(part in letters for part in parts) and len(letters) >= _SHORTEST_LOGIN


def same_person(said: str, name: str) -> bool:
    """Return whether two names are of one person: the same, with an initial, or with a part of the name left out."""
    one, other = plain(said).split(), plain(name).split()
    if min(len(one), len(other)) > 1 and (set(one) <= set(other) or set(other) <= set(one)):
        return True
    return one == other or (bool(one) and bool(other) and one[-1] == other[-1] and one[0][0] == other[0][0])


def plain(text: str) -> str:
    """Return a text in lower case without accents, which people leave out."""
    letters = unicodedata.normalize("NFKD", in_one_line(text).replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
