"""Whether words are said as a fact: not asked, supposed, wished, planned, told as somebody's words or denied."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from miner.story.denial import REASON as DENIED
from miner.story.denial import is_denied
from miner.story.passages import Passage

_ASKED: Final = "it is asked, not said"
_SUPPOSED: Final = "it is only so under a condition that the text does not claim"
_POSSIBLE: Final = "it is told as possible, wished or planned, not as done"
_QUOTED: Final = "it is told as somebody's words"

# How "If it had landed", "had it landed", "whether it landed" begin; "as if" and "even if" do, too.
_CONDITION = re.compile(
    r"\b(?:if|unless|(?P<whether>whether)|assuming|in\s+case|provided\s+that|suppos(?:e|ing)|imagine|what\s+if|lest)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"\W*(?:Had|Were|Should)\s(?!(?:no|not)\b)")
_HELPED: Final = r"(?:\s+(?:not|never|also|only|then|later|soon|still|again|well|just|once|all|both|ever|easily))*"
_DONE_TO: Final = rf"{_HELPED}(?:\s+have)?{_HELPED}(?:\s+(?:be|been|get))?{_HELPED}"
_HIS: Final = r"(?:\s+(?!to\b)[\w'’.-]+){0,3}?"
_MODAL = re.compile(
    r"\b(?:(?i:would|could|should|might|must|shall|can(?:not)?|ought\s+to|(?:wo|would|could|should|ca)n['’]t)|may|will)"
    rf"{_DONE_TO}\s+[\w'’-]+"
    r"|\b(?i:(?:plan|intend|propos|hop|wish|expect|suppos|want|ask|suggest|try|tri|offer|promis|schedul)(?:s|es|ed|e|ned|ning|ing)?"
    rf"{_HIS}|(?:plan|proposal|idea|request|intention|suggestion|going|about|meant|due|likely)|(?:is|was|are|were)(?=\s+to\s+be\b))"
    rf"\s+to{_DONE_TO}\s+[\w'’-]+"
)
_DOUBTED = re.compile(
    r"\b(?:perhaps|maybe|possibly|probably|presumably|allegedly|reportedly|supposedly"
    r"|(?:propos|suggest|plann|expect|hop|wish)ed\s+that)\b",
    re.IGNORECASE,
)
# What begins another statement, which a verb of possibility or a condition before it does not govern.
_TURN = re.compile(
    r"\b(?:but|because|although|though|since|until|till|when|while|after|before|which|who|so)\b"
    r"|[,:]\s+(?:and|so|then|while|yet|it|he|she|they|we|I|is|was|landed|came|went|shipped)\b|:\s|\s[-–—]\s",
    re.IGNORECASE,
)
_CLAUSE = re.compile(rf",\s|{_TURN.pattern}", re.IGNORECASE)
_FINITE = re.compile(
    r"(?<!\band )(?<!\bor )(?<!, )\b(?:was|were|is|are|had|has|did|landed|came|reverted|shipped|went|took|undid|wrote"
    r"|authored|made|merged|committed|pushed|fixed|added|removed|relanded)\b",
    re.IGNORECASE,
)
# Behind the words: "X landed in 3.9 if nothing came between". What else begins there is about something else.
_OTHER = re.compile(
    rf"{_TURN.pattern}|\b(?:to|that|as|where|with|for|why|how|where|what)\b|,\s+(?!if\b|unless\b)", re.IGNORECASE
)
_NAMED: Final = r"(?=[`*(\[]*(?:[0-9a-f]{7,40}\b|(?:bpo|gh)-|issue\b|it\b|this\b|the\b|commit\b))"
_REPORTED = re.compile(
    r"(?<!\bI )(?<!\bwe )(?<!\bas )\b(?:(?P<say>sa(?:ys?|id)|claim(?:s|ed)?|argue[sd]?|insist(?:s|ed)?)"
    r"|believe[sd]?|thinks?|thought|wonder(?:s|ed)?|fear(?:s|ed)?|guess(?:es|ed)?|assume[sd]?|ask(?:s|ed)?)"
    rf"(?:\s+(?:that|whether|if|how)\b|\s*[:,]?\s*[\"“«]|(?(say):\s|(?!))|\s+{_NAMED})"
    r"|\b(?:guess|claim|belief|theory|assumption|opinion|suspicion|impression|rumou?r|hope|fear)\s+(?:(?:is|was)\s+that|has\s+it)\b"
    r"|\bI\s+(?:think|believe|guess|wonder|assume)\b"
    r"|\baccording\s+to\s+(?!git\b|(?:the\s+)?(?:git|log|history|database|commit|message|NEWS|tracker|changelog)\b)",
    re.IGNORECASE,
)
_AS_HE_SAID = re.compile(
    r",\s+(?:(?:he|she|they|[A-Z]\w+(?:\s+[A-Z]\w+)*)\s+(?:said|says|wrote|writes|claim(?:s|ed)|think(?:s)?|thought|believe[sd]?)"
    r"|(?:said|says|wrote|claimed)\s+[A-Z]\w+)\b"
)
# Behind what is reported, the author of a text speaks again: "he said so, but it landed in 3.9".
_AGAIN = re.compile(r"\bbut\b|\s[-–—]\s", re.IGNORECASE)
_QUOTE = re.compile(r"[\"“”«»]")
_FEWEST_WORDS: Final = 3
# What stands farther away than this governs nothing.
_FARTHEST: Final = 300
_TAIL: Final = 8


class _Cues(NamedTuple):
    """Where words stand in a text by which something is not said as a fact."""

    conditions: list[re.Match[str]]
    modals: list[re.Match[str]]
    doubts: list[re.Match[str]]
    reports: list[re.Match[str]]
    as_said: list[int]
    quotes: list[int]


def unstated(passage: Passage, start: int, end: int) -> str | None:
    """Return why what stands between two offsets is not said as a fact, None if it is; last of all if it is denied."""
    text = passage.text
    low, high = passage.clause(start, end)
    cues = _cues(text)
    if text[max(low, high - _TAIL) : high].rstrip("\"'”’)`* \n").endswith("?"):
        return _ASKED
    if _is_supposed(text, cues, low, start, end, high):
        return _SUPPOSED
    if _is_possible(text, cues, low, end):
        return _POSSIBLE
    if _is_quoted(text, cues, start, end) or _is_reported(text, cues, low, end, high):
        return _QUOTED
    return DENIED if is_denied(passage, start, end) else None


@lru_cache(maxsize=1024)  # each kind of claim goes through all passages
def _cues(text: str) -> _Cues:
    return _Cues(
        list(_CONDITION.finditer(text)),
        list(_MODAL.finditer(text)),
        list(_DOUBTED.finditer(text)),
        list(_REPORTED.finditer(text)),
        [match.start() for match in _AS_HE_SAID.finditer(text)],
        [match.start() for match in _QUOTE.finditer(text)],
    )


def _before(matches: list[re.Match[str]], low: int, end: int) -> Iterator[int]:
    """Yield the ends of the matches that begin between two offsets and are near the second."""
    low = max(low, end - _FARTHEST)
    return (match.end() for match in matches if low <= match.start() < end)


def _is_supposed(text: str, cues: _Cues, low: int, start: int, end: int, high: int) -> bool:
    if _INVERTED.match(text, low, end):
        return True
    near = max(low, end - _FARTHEST)
    for cue in cues.conditions:
        # "If it leaked, it was reverted" claims neither, "to see whether it leaks, it was reverted" the second.
        turn = _CLAUSE if cue["whether"] else _TURN
        if near <= cue.start() < end and not turn.search(text, cue.end(), start):
            return True
    after = next((match.start() for match in cues.conditions if end <= match.start() < high), None)
    return after is not None and after - end < _FARTHEST and not _OTHER.search(text, end, after)


def _is_possible(text: str, cues: _Cues, low: int, end: int) -> bool:
    if any(not _TURN.search(text, cue, end) for cue in _before(cues.doubts, low, end)):
        return True
    return any(
        not _TURN.search(text, cue, end) and not _FINITE.search(text, cue, end)
        for cue in _before(cues.modals, low, end)
    )


def _is_reported(text: str, cues: _Cues, low: int, end: int, high: int) -> bool:
    if any(end <= place < high for place in cues.as_said):
        return True
    return any(not _AGAIN.search(text, cue, end) for cue in _before(cues.reports, low, end))


def _is_quoted(text: str, cues: _Cues, start: int, end: int) -> bool:
    """Return whether a span stands within quotation marks around several words: one word in them is only a word."""
    opened = bisect_left(cues.quotes, start)
    closing = bisect_left(cues.quotes, end)
    if opened % 2 == 0 or closing == len(cues.quotes):
        return False
    return len(text[cues.quotes[opened - 1] : cues.quotes[closing]].split()) > _FEWEST_WORDS
