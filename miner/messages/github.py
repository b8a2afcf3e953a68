"""GitHub issues and pull requests (since 2017-02-10): ``GH-12159``, ``gh-81035``, ``(#29398)`` and URLs.

Issues and pull requests share one sequence, so range and date decide first (see ``eras``), then the position: before
the title or after "fixes" it is an issue, in parentheses after the title a pull request. cherry_picker rewrites
``#12345`` to ``GH-12345`` in backports, even in "Issue #15480", which still means an issue of bugs.python.org.
"""

import re
from typing import Final

from miner.messages.eras import EXAMPLE_NUMBER, GITHUB_ISSUES_BEGIN, github_tracker, issue_tracker
from miner.messages.text import Text, Token, address_start, number_text, stands_free

_OURS: Final = "python/cpython"

# cherry_picker also rewrote the "#" of "pull/1#issuecomment-2".
_URL: Final = re.compile(
    r"github\.com/python/cpython/(issues?|pulls?)/([0-9]{1,7})(?:/files)?(?:(?:#|gh-)(?:issuecomment|discussion"
    r"|pullrequestreview|event|diff|r?[0-9])[\w-]*)?(?!\w)"
)
# Nearly all numbers have one of these forms: (GH-N), (gh-N), (#N), GH-N; gh-issue-N occurs in names of NEWS files.
_NUMBER: Final = re.compile(
    r"(?:#[ ]?|gh[-\u2010-\u2013](?:issue-|pr-)?|gh ?#|gh (?=[0-9]{5})|gh(?: -"
    r"| )(?=[0-9]{3,6}\)))([0-9]{1,6})(?![\w%]|\.[0-9])"
)
# Typing errors at either end of the subject: (GH22646), (GH=114558), (GH--23461), (GG-25779), (FH-19513), gh93107:
# On other keyboard layouts the hyphen's key types another character: (GH\u00e87817), or a "6" on the French one.
_SLIP_BEHIND: Final = re.compile(
    r"(?<![\w-])(?:(?:g[hgncf]|hg|[ft]h|\u043f\u0440)(?:gh)?[-=_(#0\u00df\u00e8\u2010-\u2013]{0,2}(?=[0-9]{3})"
    r"|(?<=\()(?=[0-9]{5}))([0-9]{3,6})(?=[)\]]*\s*$)"
)
_SLIP_IN_FRONT: Final = re.compile(r"(?:\[[0-9]\.[0-9]+\] )?(gh([0-9]{5,6})):")
_PULL: Final = re.compile(r"(?:pr|pull[ -]?request|pull)s?[ \t:]*(?:gh-?)?[# \t-]?[ \t]*([0-9]{1,6})(?![\w%]|\.[0-9])")
_PULL_WORD: Final = re.compile(r"(?<![\w-])(?:pr|pull[ -]?request)s?[\s:]*$")
_ISSUE_WORD: Final = re.compile(r"(?<![\w-])(?:issues?|bugs?|gh-issue-number:|issue:)[\s:#]*$")
_CLOSING: Final = re.compile(
    r"(?<!\w)(?:close[sd]?|closing|fix(?:e[sd])?|resolve[sd]?|address(?:es)?|part of|link to|workaround for)[\s:]*"
    r"(?:issue\s*)?$"
)
# "Introduced in gh-1", "I missed this in gh-1": only a merged pull request can have done something.
_MERGED: Final = re.compile(
    r"(?:(?:^|\n|\.\s+)(?:in|as of|prior to|since)|(?<!\w)(?:(?:introduced|regression|begun|(?:missed|done|been)"
    r"(?: this(?: part| change)?)?|is added|i did|recent changes) in|introduced by|broken by|disabled by"
    r"|regression from|slipped in with|working on|split off|clean-?up after))\s$"
)
_UNDOING: Final = re.compile(
    r"(?<!\w)(?:revert(?:s|ed|ing)?|undo|back(?:ing|ed|s)? out|follow-?up (?:to|of|on)|backport of)(?:[\s:]|pr\b"
    r"|and\b|,|(?:gh-|#)[0-9]+)*$"
)
_IN_PARENTHESES: Final = re.compile(r"\((?:[\s,;&/]|and|gh-[0-9]+|#[0-9]+)*$")
_LEAD_LIST: Final = re.compile(r"(?:gh-[0-9]+,? (?:and )?)+")
_OWN_AT_END: Final = re.compile(r"\((?:gh-|#)[0-9]+\)\s*$")
_TAG_END: Final = re.compile(r"\s*[:\]-]|[ \t]*\r?(?:\n|$)|, ")
# Other projects' numbers, and numbers of other things: "PKCS #5", "frame #1", "importlib-metadata PR #76".
_FOREIGN: Final = re.compile(
    r"(?:pkcs|uax|utr|uts|cid|frame|change|review|upstream|importlib[_-]\w+|typing|openssl|libffi|tulip"
    r"|bug tracker)\s*(?:pr|issue|pull request)?\s*$"
)


def find(text: Text) -> list[Token]:
    """Find the GitHub issues and pull requests of a message."""
    if not text.is_git:
        return []
    lower = text.lower
    found: list[Token] = []
    if "github.com/" in lower:
        found += (_address(lower, m) for m in _URL.finditer(lower))
    if "#" in lower or "gh" in lower:
        found += filter(None, [_number(text, match) for match in _NUMBER.finditer(lower)])
    found += _slips(text, found)
    if "pr" in lower or "pull" in lower:
        found += filter(None, [_pull(lower, match) for match in _PULL.finditer(lower)])
    if len(found) > 1 and text.committed >= GITHUB_ISSUES_BEGIN and lower.startswith("gh"):
        _follow_lead(found)
    return found


def _follow_lead(found: list[Token]) -> None:
    """Make the leading issue an issue in all its mentions, as in "gh-1: Fix it (GH-1) (#2)"."""
    lead = next((token.number for token in found if not token.start and token.tracker == "gh"), None)
    for index, token in enumerate(found):
        if token.number == lead and token.tracker == "pr":
            found[index] = token._replace(tracker="gh")


def _address(lower: str, match: re.Match[str]) -> Token:
    start = address_start(lower, match.start())
    return Token(start, match.end(), "gh" if match[1].startswith("issue") else "pr", number_text(match[2]), 0)


def _slips(text: Text, found: list[Token]) -> list[Token]:
    """Find mistyped numbers at either end of the subject."""
    slips = []
    if front := _SLIP_IN_FRONT.match(text.lower):
        slips.append((*front.span(1), front[2], True))
    ending = text.lower[max(0, text.subject_end - 12) : text.subject_end].rstrip().rstrip(")]")
    if ending[-1:].isdigit() and not any(token.end <= text.subject_end <= token.end + 3 for token in found):
        behind = _SLIP_BEHIND.search(text.lower, max(0, text.subject_end - 16), text.subject_end)
        if behind:
            digits = behind[1]
            typed = digits[0] == "6" and github_tracker(int(digits), text.committed, issue=False) != "pr"
            slips.append((*behind.span(), digits[typed:], False))
    tokens = []
    for start, end, digits, issue in slips:
        if tracker := github_tracker(int(digits), text.committed, issue=issue):
            tokens.append(Token(start, end, tracker, number_text(digits), 5))
    return tokens


def _pull(lower: str, match: re.Match[str]) -> Token | None:
    start = match.start()
    if not stands_free(lower, start, "/.-") or _FOREIGN.search(lower, max(0, start - 24), start):
        return None
    if int(match[1]) < 100 and "#" not in match[0]:
        return None  # "PR 1/2"
    return Token(start, match.end(), "pr", number_text(match[1]), 4)


def _number(text: Text, match: re.Match[str]) -> Token | None:
    lower = text.lower
    start, end = match.span()
    window = lower[max(0, start - 24) : start]
    if not _is_meant(text, match, window):
        return None
    number = int(match[1])
    if pull := _PULL_WORD.search(window):
        return Token(start - len(window) + pull.start(), end, "pr", str(number), 2)
    if word := _ISSUE_WORD.search(window):
        start -= len(window) - word.start()
        tracker = issue_tracker(number, text.committed)
    else:
        start -= len(_OURS) * window.endswith(_OURS)
        tracker = github_tracker(number, text.committed, issue=_is_issue(text, match, window))
    return Token(start, end, tracker, str(number), 2) if tracker else None


def _is_meant(text: Text, match: re.Match[str], window: str) -> bool:
    """Return whether a number is one of this project on GitHub, not a placeholder or a counter ("#1", "GH-2")."""
    lower, start, number = text.lower, match.start(), int(match[1])
    hashed = match[0][0] == "#"
    if hashed and window.endswith(_OURS):
        return True
    if not stands_free(lower, start, "&") or _FOREIGN.search(window):
        return False
    if number < 100:
        alone = window.endswith("(") and lower.startswith(")", match.end())
        return number > 0 and (alone or bool(_PULL_WORD.search(window)))
    return hashed or number != EXAMPLE_NUMBER


def _is_issue(text: Text, match: re.Match[str], window: str) -> bool:
    """Return whether position and spelling suggest that a number of the common sequence is an issue."""
    lower = text.lower
    if _IN_PARENTHESES.search(window) or _UNDOING.search(window):
        return False
    if _CLOSING.search(window):
        return True
    before = window.rpartition("\n")[2].strip(" *[#")
    if (not before or before.endswith('"')) and _TAG_END.match(lower, match.end()):
        return True
    if lower.startswith("gh-") and _LEAD_LIST.fullmatch(lower, 0, match.start()):
        return bool(_TAG_END.match(lower, match.end()))
    if not match.start() and _OWN_AT_END.search(lower, match.end(), text.subject_end):
        return True
    # In prose "gh-1" is an issue, while "GH-1" and "#1" come from titles of merged pull requests.
    return text.message.startswith("gh", match.start()) and not _MERGED.search(window)
