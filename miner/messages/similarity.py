"""How similar two changes are by the words of their titles."""

import re

_WORD = re.compile(r"[a-z0-9_]+")
# Five letters are enough to tell words apart, and make "clear" and "clears", "thread" and "threads" one.
_STEM = 5
# "fix test" is contained in every other title.
_FEWEST_WORDS = 3


def title_similarity(title: str, other: str) -> float:
    """Return how similar two bare titles are, 0 to 1: the share of all their words that both have (Jaccard).

    A title that holds all words of a shorter one of at least three words counts as fully alike: "Removed unused files"
    and "Removed unused files in preparation for a merge".
    """
    words, others = set(_WORD.findall(title)), set(_WORD.findall(other))
    if not words or not others:
        return 0.0
    common = len(words & others)
    shorter = min(len(words), len(others))
    if shorter >= _FEWEST_WORDS and common == shorter:
        return 1.0
    return common / len(words | others)


def containment(title: str, other: str) -> float:
    """Return the share of the shorter title's words, cut to their first letters, that the longer one has too."""
    words = {word[:_STEM] for word in _WORD.findall(title)}
    others = {word[:_STEM] for word in _WORD.findall(other)}
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter >= _FEWEST_WORDS else 0.0
