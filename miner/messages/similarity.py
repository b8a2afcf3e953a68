"""Measure the similarity of two titles by their words."""

import re

_WORD = re.compile(r"[a-z0-9_]+")
# Five letters are enough to distinguish words, and make "clear" equal to "clears", "thread" to "threads".
_STEM = 5
# Below this containment means nothing: "fix test" is contained in many titles.
_FEWEST_WORDS = 3
# Shorter titles ("fix typo") are phrases that any message may contain.
_LONG_TITLE = 24


def title_similarity(title: str, other: str) -> float:
    """Return the Jaccard similarity of the words of two bare titles, from 0 to 1.

    It is 1 if the longer title contains all words of the shorter one and that has at least three, as in "Removed unused
    files" and "Removed unused files in preparation for a merge".
    """
    words, others = set(_WORD.findall(title)), set(_WORD.findall(other))
    if not words or not others:
        return 0.0
    common = len(words & others)
    shorter = min(len(words), len(others))
    if shorter >= _FEWEST_WORDS and common == shorter:
        return 1.0
    return common / len(words | others)


def containment(title: str, other: str, fewest: int = _FEWEST_WORDS) -> float:
    """Return the overlap coefficient of two titles, from 0 to 1: the share of the shorter one's words in the other.

    Words are compared by their first five letters. The result is 0 if the shorter title has fewer than ``fewest``.
    """
    words = {word[:_STEM] for word in _WORD.findall(title)}
    others = {word[:_STEM] for word in _WORD.findall(other)}
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter >= fewest else 0.0


def quotes_title(message: str, title: str, own: str) -> bool:
    """Return whether a message contains a long title other than its own; ``title`` and ``own`` are bare titles.

    The message is in lower case and on one line.
    """
    return len(title) >= _LONG_TITLE and title in message and not own.startswith(title) and not own.endswith(title)
