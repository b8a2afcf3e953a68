"""Find the role of each token: whether an issue is closed, tagged or mentioned. For commits see ``claims``.

An issue is *tagged* if it leads the subject or is named the way people of the time named a commit's own issue ("SF
patch #N", "Fix for bug #N", "(#N)" after the title). It is only *mentioned* by prose about something else ("see",
"follow-up to", "introduced in"). The items of a list ("r1, r2 and r3") share the role of the first.
"""

import re
from typing import Final

from miner.messages.claims import claim_on
from miner.messages.positions import Layout
from miner.messages.text import Text, Token
from miner.model import Position, Role

_ISSUES: Final = frozenset(("bpo", "gh", "issue", "jitterbug"))
_COMMITS: Final = frozenset(("svn", "hg", "git", "cvs"))

# "Close", "Closes", "fixed" directly before. "Fix for bug #N" only tags: it was the usual way to name SourceForge bugs.
_CLOSES: Final = re.compile(
    r"(?<![\w.-])(?:close[sd]?|closing|fix(?:e[sd]|ing)?|(?:re)?solve[sd]?)(?:[\s:(\[]|(?:the|release blocker"
    r"|python|sf|sourceforge|bugs?|issues?|and|also|both|rest of)\b)*$"
)
# Words before an issue that is named only in passing.
_IN_PASSING: Final = re.compile(
    r"(?<!\w)(?:see(?: also)?|cf|compare|like|similar(?:ly)? to|(?:un)?related to|relates to"
    r"|follow(?:ing)?[- ]?up(?: fix)?(?: to| on| of| for|:)?|after|since"
    r"|(?:introduced|caused|broken|added|fixed|done|made|changed|created|mentioned|explained) (?:by|in|with|for|on"
    r"|as|as part of|from|at|under)|broke|breaks"
    r"|regressions? (?:from|of|in|by|due to)|due to|because of|unlike|duplicates?(?: of)?|dup(?:e)? of|depends on"
    r"|until|without|before|fallout from|left[- ]?overs? (?:from|of)"
    r"|from|side effects? of|by|than|contrary to|in|with|as|where|superseded by|supersedes|blocked by|waiting for"
    r"|to|between|and|or)"
    r"(?:[\s:(\[,]|(?:the|fix(?:es)?|change|changes|patch|commit|for|in|of|his|her|my|discussion|comments?|python"
    r"|sf|sourceforge|bugs?|issues?|is|e\.g\.)\b)*$"
)
_TAG_AFTER: Final = re.compile(
    r"(?:[\s,/&+]+(?:and\s+)?(?:bpo-|gh-|issues?\s*#?|#)?[0-9]+)*+(?:,\s[\w.]+(?=:))?\s*\]?\s*(?:[:;]|-\s|--)"
    r"|\s*[)\]]"
    r"|\s*\.?\s*(?:\n|$)|\.\s"
)
# How many characters after the token its tag may continue ("bpo-1, bpo-2:").
_AHEAD: Final = 80
_LINE_START: Final = re.compile(r"(?:^|\n)(?:\[[0-9., x]+\]|[\s*>\[(#-])*$")
# Words that make an issue this commit's own without closing it: "Part of", "Addresses", "News for".
_OWN: Final = re.compile(
    r"(?<!\w)(?:address(?:es|ed|ing)?|implement(?:s|ed|ing)?|implementation of|part(?:s|ly)? (?:of|for)"
    r"|(?:fix(?:es)?|patch|tests?|test case|news|entry|docs?|work|port|backport) (?:for|of)"
    r"|apply|applied|applies|backport(?:s|ed|ing)?)(?:[\s:(\[,]|(?:the|fix|python|sf|sourceforge|bugs?"
    r"|issues?)\b)*$"
)
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:;][\s\"')]*|\n\s*\n\s*|[(\[]\s*)$")

_LIST_GAP: Final = re.compile(
    r"(?:\s*\([^()\n]{0,60}\))?(?!\s*\n\s*\n)[\s,;&/+:('\[\]-]*(?:(?:and|or|through"
    r"|to)\b[\s,]*)?(?:also\s+)?(?:(?:the\s+)?parts?\s+of\s+)?"
    r"(?:(?:(?:the|its|a|their|my)\s+)?(?:follow[\s-]?ups?|fix(?:es)?|next|second|later|other)\s+)?(?:-?r|revs?\.?|revisions?|commits?|changesets?"
    r"|csets?|issues?|bugs?|patch(?:es)?|rfe|svn|sf|pr)?[\s#:]*"
)


def role_of(text: Text, token: Token, position: Position, layout: Layout, *, tagged: bool) -> Role:
    """Return the role of one token. ``tagged``: an earlier token of the subject already is the commit's issue."""
    if token.role is not None:
        return token.role
    tracker = token.tracker
    if tracker in _ISSUES:
        if position == "quoted":
            return "mentions" if layout.in_log(token.start) else "tags"
        return _issue_role(text, token, position, tagged=tagged)
    if tracker == "pr":
        return layout.title_kind(token.start) or claim_on(text, token)
    return claim_on(text, token) if tracker in _COMMITS else "mentions"


def continues_list(text: Text, before: Token, token: Token) -> bool:
    """Return whether two tokens are separated only by what separates the items of a list."""
    return token.start - before.end <= 70 and bool(_LIST_GAP.fullmatch(text.lower, before.end, token.start))


def _issue_role(text: Text, token: Token, position: Position, *, tagged: bool) -> Role:
    window = text.lower[max(0, token.start - 40) : token.start]
    opening = window.rfind("(")
    if opening > window.rfind(")"):
        window = window[opening:]  # text before a parenthesis is not about the issue in it
    if _CLOSES.search(window):
        return "closes"
    return "tags" if position == "lead" or _is_tag(text, token, position, window, tagged=tagged) else "mentions"


def _is_tag(text: Text, token: Token, position: Position, window: str, *, tagged: bool) -> bool:
    after = _TAG_AFTER.match(text.lower, token.end, token.end + _AHEAD)
    if _OWN.search(window) or (_LINE_START.search(window) and (after or not text.is_git)):
        return True
    if _IN_PASSING.search(window):
        return False
    if position == "trail":
        return True
    if token.start < text.subject_end:
        return not tagged or bool(after and ":" in after[0])
    # Before GitHub people named the issue in the body as often as in the first line.
    return not text.is_git and not tagged and bool(_SENTENCE_START.search(window))
