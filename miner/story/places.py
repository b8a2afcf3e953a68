"""Commits that a document names by their place in the work on an issue: "the second attempt", "the last commit"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from miner.story.facts import Facts, Row
from miner.story.numbers import ORDINAL, ordinal

_ATTEMPT: Final = r"attempt|try|landing"
# What makes of a place one among others: "the first attempt to write it", "the last commit before May".
_AMONG_OTHERS: Final = (
    r"(?!\s+(?:to(?!\s+(?:the|its)\b)|at|by|I|we|you|he|she|they|that|who|with|before|after|in|until|till|since|during|from)\b)"
    r"(?!\s+(?:of|for)\s+(?!(?:the\s+)?(?:issue\b|[`*(\[]*(?:bpo|gh)-|it\b|them\b|all\b|these\b|those\b)))"
)
_PLACE = re.compile(
    rf"(?P<whole>\b(?:the|its|their)\s+(?:very\s+)?(?P<place>{ORDINAL}|last|final|latest)\s+(?P<noun>{_ATTEMPT}|commit|revert))\b"
    rf"{_AMONG_OTHERS}|^\W*(?P<whole2>(?P<place2>{ORDINAL}|last|final|latest)\s+(?P<noun2>{_ATTEMPT}|commit|revert))\b"
    rf"{_AMONG_OTHERS}",
    re.IGNORECASE,
)
# "it was reverted", "X reverted it", "that attempt was taken back"
_IT = re.compile(
    r"\b(?P<it>it|(?:this|that|the)\s+(?:commit|change|changeset|attempt))(?=\s+(?:(?:was|were|got|had|has|been|then|later|soon|also|itself"
    r"|only|quickly|finally)\s+)+(?:reverted|undone|backed\s+out|rolled\s+back|taken\s+back)\b)"
    r"|\b(?:reverted|undid)\s+(?P<it2>it|(?:this|that)\s+(?:commit|change|changeset|attempt))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*\((?:gh-|#)\d+\)", re.IGNORECASE)
_FAR: Final = 80
_LAST: Final = frozenset(("last", "final", "latest"))
# What makes a commit behind such words another one; without it, or with the last words, it is the one that they mean.
_OTHER = re.compile(
    r"\b(?:was|were|is|got|came|by|after|before|followed|reverted|then|and|than|from|to|with)\b", re.IGNORECASE
)
_IS_BEHIND = re.compile(
    r"(?:^|[\s,(])(?:is|was|being|namely|i\.e\.|as)\s+(?:the\s+)?(?:commit\s+)?[`*(\[]*$", re.IGNORECASE
)
_IS_BEFORE = re.compile(
    r"[\s`*_)\]\"',]*(?:(?:is|was|has\s+been|being)\s+|[:=(–—,]\s*)(?:also\s+|itself\s+|thus\s+)?$", re.IGNORECASE
)


@lru_cache(maxsize=8)  # many claims of one passage are looked at one after the other
def find_places(text: str) -> tuple[tuple[int, int, str, str], ...]:
    """Return where a text names a commit by its place, the place in lower case, and what is counted."""
    return tuple(_places(text))


def _places(text: str) -> Iterator[tuple[int, int, str, str]]:
    for match in _PLACE.finditer(text):
        one = "" if match["whole"] else "2"
        yield *match.span(f"whole{one}"), match[f"place{one}"].lower(), match[f"noun{one}"].lower()


def find_pronouns(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text says "it" for a commit that was told before."""
    for match in _IT.finditer(text):
        yield match.span("it" if match["it"] else "it2")


def is_told(text: str, start: int, end: int, low: int, high: int) -> bool:
    """Return whether an id between two offsets says which commit the words between two others mean: "the last, X"."""
    if high <= start:
        return _IS_BEFORE.fullmatch(text, high, start) is not None
    if low - end > _FAR:
        return False
    between = text[end:low]
    return not _OTHER.search(between) or _IS_BEHIND.search(between) is not None


def sha_at(facts: Facts, key: str, place: str, noun: str) -> str | None:
    """Return the commit at a place in the work on an issue, None if people may count otherwise or there is none."""
    shas: list[str | None]
    if noun == "commit":
        # "2nd commit" often is the second attempt.
        shas = [row["sha"] for row in facts.commits(key, "main")]
        shas = shas if place in {"first", "1st", *_LAST} else []
    elif noun == "revert":
        shas = [*reverts_of(facts, key)]
    else:
        shas = attempts_of(facts, key)
    if place in _LAST:
        return str(shas[-1]) if len(shas) > 1 and shas[-1] else None
    wanted = ordinal(place)
    return str(shas[wanted - 1]) if 0 < wanted <= len(shas) and shas[wanted - 1] else None


def reverts_of(facts: Facts, key: str) -> list[str]:
    """Return the reverts of an issue on main, oldest first."""
    rows = (row for row in facts.rows("commit_revert_cycles", issue=key) if row["role"] == "revert")
    shas = (str(row["sha"]) for row in rows if row["cycle_line"] == "main" and key in (row["issues"] or "").split(","))
    return list(dict.fromkeys(shas))


def attempts_of(facts: Facts, key: str) -> list[str | None]:
    """Return the attempts of an issue on main, one for each round; None where several commits of a round may be meant.

    Of several commits that a revert takes back together, the one that was tried again is the attempt.
    """
    rounds: list[list[Row]] = []
    before = "revert"
    for row in facts.rows("commit_revert_cycles", issue=key):
        if row["cycle_line"] != "main" or key not in (row["issues"] or "").split(","):
            continue
        if row["role"] == "attempt":
            if before == "revert":
                rounds.append([])
            rounds[-1].append(row)
        before = row["role"]
    titles = [{_title(row) for row in each} for each in rounds]
    found: list[str | None] = []
    for place, each in enumerate(rounds):
        others = set().union(*(titles[:place] + titles[place + 1 :]))
        again = [row for row in each if _title(row) in others] if len(each) > 1 else each
        found.append(str(again[0]["sha"]) if len(again) == 1 else None)
    return found


def _title(row: Row) -> str:
    return _NUMBER.sub("", str(row["subject"]).casefold())
