"""Numbers as people write them: 16, 1.5, sixteen, a."""

_WORDS = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "  # noqa: SIM905
    "eighteen nineteen twenty".split()
)
_ORDINALS = tuple("first second third fourth fifth sixth seventh eighth ninth tenth".split())  # noqa: SIM905

#: A pattern for a number that is not an ordinal.
NUMBER = rf"(?:\d+(?:\.\d+)?|an?|{'|'.join(_WORDS)})"
#: A pattern for an ordinal.
ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})"


def number(text: str) -> float:
    """Return the value of what `NUMBER` matches."""
    word = text.lower()
    if word in {"a", "an"}:
        return 1
    return _WORDS.index(word) if word in _WORDS else float(word)


def ordinal(text: str) -> int:
    """Return the value of what `ORDINAL` matches."""
    word = text.lower()
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(word[:-2])
