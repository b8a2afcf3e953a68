"""What is denied: "was never backported to 3.8", "none of its commits was reverted"; and when that can be judged."""

import re
from dataclasses import replace
from typing import Final

from miner.story.finding import Finding, Verdict
from miner.story.numbers import NUMBER
from miner.story.passages import Passage

#: Why nothing is compared with what a clause denies.
REASON: Final = "it is denied, and what did not happen is not compared"

_NOT = re.compile(
    r"\b(?:never|nobody|nothing|none|neither|nor|without|cannot|hardly|no\s+one"
    rf"|not(?!\s+(?:only|just|merely|more|less|later|longer|earlier|before|until|(?:even|quite)\s+(?:{NUMBER}))\b)"
    r"|no(?!\s+(?:one|more|less|fewer|later|earlier|sooner|longer|doubt|matter)\b)(?=\s+[a-z]))\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
# What follows such words is not denied by what stands before them.
_TURN = re.compile(
    r"\b(?:but|until|till|unless|except|because|before)\b|[,:]\s+(?:and|so|then|while|it|he|she|they)\b|:\s|\s[-–—]\s",
    re.IGNORECASE,
)
_OPPOSITE: Final[dict[str, Verdict]] = {"confirmed": "corrected", "corrected": "confirmed"}
# "was not", "did not", "never" right before a verb. "had not" is of another time.
_PLAIN = re.compile(
    r"\b(?:(?:was|were|is|are|has|have|did|does|do)(?:\s+not|n['’]t)|(?:(?:was|were|is|are|has|have)\s+)?never)"
    r"(?:\s+(?:been|ever|actually))?\s+$",
    re.IGNORECASE,
)
# What limits a denial to a time, a cause or a place that nothing is compared with.
_LIMITED = re.compile(
    r"\b(?:until|till|before|yet|at\s+first|first|initially|originally|immediately|then|when|while|as\s+long|because|only|just|due\s+to"
    r"|so\s+far|at\s+(?:that|the)\s+time|as\s+of|had|if|unless|except|apart\s+from|other\s+than|entirely|completely|fully|directly)\b",
    re.IGNORECASE,
)


def is_denied(passage: Passage, start: int, end: int) -> bool:
    """Return whether the clause around a span denies it: by a word in it or before it."""
    low, _ = passage.clause(start, end)
    return any(not _TURN.search(passage.text, match.end(), end) for match in _NOT.finditer(passage.text, low, end))


def is_plain(passage: Passage, verb: int) -> bool:
    """Return whether a clause denies the verb at an offset and nothing else: "was not reverted", "never landed"."""
    low, high = passage.clause(verb, verb)
    return (
        _PLAIN.search(passage.text, low, verb) is not None
        and len(list(_NOT.finditer(passage.text, low, high))) == 1
        and not is_limited(passage, verb)
    )


def is_limited(passage: Passage, start: int) -> bool:
    """Return whether the clause at an offset limits what it says to a time, a cause or a part."""
    return _LIMITED.search(passage.text, *passage.clause(start, start)) is not None


def turned(finding: Finding) -> Finding:
    """Return the finding on the denial of what a finding is on: unknown unless that is certainly right or wrong."""
    verdict = _OPPOSITE.get(finding.verdict)
    if verdict is None:
        return replace(finding, verdict="unknown", fact=REASON)
    return replace(finding, verdict=verdict)
