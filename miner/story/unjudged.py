"""What a document says about commits and issues that no kind of claim has compared: told, never passed in silence."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from miner.story.context import Context
from miner.story.finding import Finding, in_one_line
from miner.story.passages import Passage
from miner.story.unstated import unstated

# What is said of a change or an issue; and what is said of commits only, because sentences that end with an issue, as
# in the What's New, tell by such words what Python does.
_OF_BOTH: Final = (
    r"(?:re-?)?land(?:s|ed)?|ship|revert(?:s|ed)|undone|undid|back(?:s|ed)\s+out|rolled\s+back|taken\s+back|took\s+back"
    r"|(?:re)?merged|survived|backport(?:s|ed)|cherry-picked|shipped|re-?opened|superseded"
)
_OF_COMMITS: Final = (
    r"fix(?:es|ed)|br(?:eaks|oke|oken)|caus(?:es|ed)|introduc(?:es|ed)|remov(?:es|ed)|replac(?:es|ed)|mov(?:es|ed)"
    r"|renam(?:es|ed)|restor(?:es|ed)|amend(?:s|ed)|follow(?:s|ed)|preced(?:es|ed)|complained|regress(?:ed|ion)"
    r"|is\s+by|was\s+by|authors?|authored|put\s+back|brought\s+back|went\s+in|reland|revert|backport|follow-up|(?:\w+\s+)?wrote"
)
# Of commits, whatever is told as past is a statement.
_PAST: Final = (
    r"(?!based\b|named\b|called\b|related\b|need)[a-z]{2,}ed"
    r"|was|were|had|has\s+been|went|came|took|made|got|did|kept|left|began|became|ran|will\s+be|will\s+not"
)
_SAID = re.compile(rf"\b(?:(?P<both>{_OF_BOTH})|(?P<commits>{_OF_COMMITS}|{_PAST}))\b", re.IGNORECASE)
# What was "never fixed" right behind an issue is about that issue.
_OF_ITSELF = re.compile(
    r"[\s`*_)\]>,]*(?:(?:was|were|is|are|has|had|been|be|being|will|would|could|should|might|may|must|not|never|yet|only"
    r"|ever|later|then|also|\w+n['’]t)\s+){1,4}$",
    re.IGNORECASE,
)
#: These findings tell that a name exists, not what is said about it.
_NAMES: Final = frozenset(("commit", "issue", "issue of a commit", "pull request", "link", "tracker message"))
_BELONGS = re.compile(r"\b(?:belongs\s+to|part\s+of)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
# So many words beside a commit say something about it, unless they only point at it.
_SENTENCE: Final = 6
_POINTS = re.compile(r"\W*(?:see|cf|compare|also|source)\b", re.IGNORECASE)
_LONGEST: Final = 160
# Words of a finding that the document need not have: "X by Eric Snow" tells of "Eric Snow's X", too.
_OURS: Final = frozenset(("by",))
_SHORTEST_SHA: Final = 7
_REASON: Final = "nothing in the database is compared with what is said here"


def find(context: Context, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield a finding for each clause about a commit or an issue that nothing in ``found`` is about."""
    by_line: dict[int, dict[str, frozenset[str]]] = {}
    for finding in found:
        if finding.claim not in _NAMES or _BELONGS.search(finding.said):
            by_line.setdefault(finding.line, {})[finding.said] = _words(finding.said)
    for passage in context.prose():
        ends = set()
        for start, end in _told(context, passage):
            low, high = passage.clause(start, end)
            if high in ends:
                continue
            ends.add(high)
            lines = range(passage.line_at(low), passage.line_at(high) + 1)
            clause = in_one_line(passage.text[low:high])
            judged = ((said, words) for line in lines for said, words in by_line.get(line, {}).items())
            # "it" is the commit that was told before.
            keys = (name.key for name in context.names_and_places(passage) if low <= name.start < high)
            own = _words(clause) | {*keys}
            if not any(said in clause or _is_from(words, own) for said, words in judged):
                reason = unstated(passage, start, end) or _REASON
                yield Finding(passage.line_at(start), "statement", clause[:_LONGEST], "unknown", reason)


def _told(context: Context, passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where something is told of a commit or an issue: by a word, a length of time, or a whole sentence."""
    names = context.names_and_places(passage)
    if not names:
        return
    for match in _SAID.finditer(passage.text):
        if _is_about(context, passage, match, *passage.clause(*match.span())):
            yield match.span()
    commits = [name for name in names if name.kind != "issue"]
    for length in passage.lengths:
        low, high = passage.clause(length.start, length.end)
        if any(low <= name.start < high for name in commits):
            yield length.start, length.end
    for name in commits:
        low, high = passage.clause(name.start, name.end)
        taken = [(each.start, each.end) for each in names if low <= each.start < high]
        count = sum(
            not any(first <= word.start() < last for first, last in taken)
            for word in _WORD.finditer(passage.text, low, high)
        )
        if count >= _SENTENCE and not _POINTS.match(passage.text, low):
            yield name.start, name.end


def _is_from(said: frozenset[str], clause: frozenset[str]) -> bool:
    """Return whether what a finding is about is said in a clause: its words are there, and shas at least begin so."""
    return all(any(_is_sha(word, other) for other in clause) for word in said - clause - _OURS)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _is_sha(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _SHORTEST_SHA and (one.startswith(other) or other.startswith(one))


def _is_about(context: Context, passage: Passage, match: re.Match[str], low: int, high: int) -> bool:
    """Return whether a clause names a commit, or an issue if the word is one that is said of issues."""
    named = [name for name in context.names_and_places(passage) if low <= name.start and name.end <= high]
    if match["both"] is not None or any(name.kind != "issue" for name in named):
        return bool(named)
    return any(_OF_ITSELF.fullmatch(passage.text, name.end, match.start()) for name in named)
