"""Numbers as people write them: 16, 1.5, sixteen, forty-two, a, half a, two and a half."""

import re

_WORDS = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "  # noqa: SIM905
    "eighteen nineteen twenty".split()
)
_TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())  # noqa: SIM905
_ORDINALS = tuple("first second third fourth fifth sixth seventh eighth ninth tenth".split())  # noqa: SIM905

#: A pattern for a number that is not an ordinal.
NUMBER = (
    r"(?:\d+(?:\.\d+)?|(?:half\s+an?|an?\s+half)\b|an?\b"
    rf"|(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_WORDS[1:10])})\b)?|{'|'.join(reversed(_WORDS))})"
)
#: A pattern for an ordinal.
ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})"


def number(text: str) -> float:
    """Return the value of what `NUMBER` matches."""
    first, *others = re.split(r"[-\s]+", text.lower())
    if first == "half" or "half" in others:
        return 0.5
    if first in {"a", "an"}:
        return 1
    if first in _TENS:
        return 10.0 * (_TENS.index(first) + 2) + (_WORDS.index(others[0]) if others else 0)
    return _WORDS.index(first) if first in _WORDS else float(first)


def ordinal(text: str) -> int:
    """Return the value of what `ORDINAL` matches."""
    word = text.lower()
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(word[:-2])
