"""Whether words are denied: "was never backported to 3.8", "none of its commits was reverted"."""

import re
from typing import Final

from miner.story.passages import Passage

#: Why nothing is compared with what a clause denies.
REASON: Final = "it is denied, and what did not happen is not compared"

_NOT = re.compile(
    r"\b(?:never|nobody|nothing|none|neither|nor|without|cannot|hardly|no\s+one"
    r"|not(?!\s+(?:only|just|merely|more|less|later|earlier|before|until)\b)"
    r"|no(?!\s+(?:one|more|less|fewer|later|earlier|sooner|longer|doubt|matter)\b)(?=\s+[a-z]))\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
# What follows such words is not denied by what stands before them.
_TURN = re.compile(
    r"\b(?:but|until|till|unless|except|because|before)\b|[,:]\s+(?:and|so|then|while|it|he|she|they)\b|:\s|\s[-–—]\s",
    re.IGNORECASE,
)


def is_denied(passage: Passage, start: int, end: int) -> bool:
    """Return whether the clause around a span denies it: by a word in it or before it."""
    low, _ = passage.clause(start, end)
    return any(not _TURN.search(passage.text, match.end(), end) for match in _NOT.finditer(passage.text, low, end))
