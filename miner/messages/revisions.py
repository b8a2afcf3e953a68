"""Revisions of CVS and svn: ``r77062``, ``rev. 53509``, ``revision 1.3``, ``Backport 2.39:``.

An svn revision is one number for the whole repository; a CVS revision is dotted and belongs to one file. Both ends of a
range (``r1234-1250``, ``r1:r2``) are mentions.
"""

import re
from itertools import pairwise
from typing import Final

from miner.messages.eras import HG_BEGINS, SVN_BEGINS, SVN_REVISIONS
from miner.messages.text import Text, Token, address_start, stands_free
from miner.model import Tracker

# bugs.python.org linked r\\.?(ev\\.?(ision)?)?\\s*\\d{4,}; fewer digits are other things (r12 is a register).
_SVN: Final = re.compile(
    r"(r(?:ev(?:isions?|s|\.)?\.?[\s:#]*(?:number\s+)?r?|(?<=-r) )?([0-9]{4,6}))(?![\w%@\[]|\.[0-9]|-[0-9][0-9]-)"
)
_URL: Final = re.compile(r"svn\.python\.org/\S{0,200}?\brev(?:ision)?=([0-9]{3,6})(?![0-9])")
# Without "r", while svn was in use: "Revert 64424, 64438, and 64439.", "Backport 58332:", "changes made in 83708".
# 32768, 65536 and their neighbours are other numbers. Starting the pattern with a digit makes the search twice as fast.
_BARE: Final = re.compile(r"(([345678](?<=[\s(][345678])[0-9]{4}))(?<!3276[78])(?<!6553[4-7])(?![\w%]|[.:/-][0-9])")
_VERB: Final = re.compile(
    r"(?<!\w)(?:revert(?:s|ed|ing)?(?: to)?|undo|back(?:ed|ing)? ?out|(?:back-?|forward[- ]?)?port(?:s|ed"
    r"|ing)?(?: of| from)?"
    r"|merg(?:e[sd]?|ing)(?: trunk)?(?: up to)?|changes?|commit(?:ted)?(?: in)?|trunk's|made in|fix in|part of"
    r"|entry for|comment from|introduced (?:in|by))$"
)
_WORDS: Final = frozenset(
    ("from", "in", "block", "blocked", "unblock", "mark", "prevent", "changeset", "changesets", "changelist")
)
# What may follow a number after such a word: "in 40000 bytes" is not a revision.
_BEHIND: Final = re.compile(r"\s*(?:[.,;:()]|$)|\n|\s(?:from|to(?! [0-9])|and|as|which|because|that|for|into|on)\b")
_SVN_NEXT: Final = re.compile(
    r"\s*(?:,\s*and\b|,\s*or\b|,|;|&|/|\+|and\b|or\b|through\b|to\b|-+|:)\s*(?:rev(?:ision"
    r"|s)?\.?\s*)?-?(r?([0-9]{4,6}))(?![\w%]|[.:/-][0-9])"
)
_DOTTED: Final = r"[0-9]{1,3}(?:\.[0-9]{1,4}){1,5}"
_DOTTED_GATE: Final = re.compile(r"[0-9]\.[0-9]")
# How many characters before a dotted number its words may begin.
_CVS_REACH: Final = 200
_CVS: Final = re.compile(
    rf"(?<![\w.])((?:r|rev|revs|revision|revisions|check-?ins?|cvs|deltas?)\.?[\s:#]*r?({_DOTTED}))(?![\w%]"
    rf"|\.[0-9])(?! (?:from|of) pyxml)"
    # A file and its revision: "stringobject.c 2.194", "listobject.c v2.171"; "cgi.py 2.0a1" is a version.
    rf"|\.(?:c|h|py|tex|dsp|in|txt)[ :,(]+v?(([0-9]\.[0-9]{{2,4}}(?:\.[0-9]+)*))(?![\w%]|\.[0-9])"
    # "Backport 2.39:", "backport of 1.5:", "Revert 1.25", "introduced at 1.21"; "Backport 2.3 changes" is a version.
    r"|(?<!\w)(?:back-?port(?:s|ed|ing)?|merge[sd]?|deltas)(?: of| of \(merged\)| from"
    r"| patch(?:es)? for)?(?: versions?| deltas?| changes?)?(?: from)?"
    r"\s+(([0-9]\.[0-9]{1,4}))(?=:|\s*(?:,|and|thru|to)\s+[0-9]\.[0-9]| from trunk|\n)"
    r"|(?<!\w)(?:(?:back-?port|merge)(?:ing|s|ed)?(?: (?:of|from|half|the|relevant|parts?|patch(?:es)?|fix(?:es)?"
    r"|change|for|version|[\w.-]+'s?))*"
    r"|(?:revert|undo|back(?:ed|ing)?[ -]?out)(?:ing|s|ed)?(?: part of)?|introduced (?:at|in|by)|head"
    r"|trunk)\s+v?(([0-9]\.[0-9]{2,4}))(?![\w%]"
    r"|\.[0-9])(?! (?:from|of) pyxml)"
)
_CVS_NEXT: Final = re.compile(
    rf"\s*(?:,\s*and\b|,|;|&|/|\+|and\b|or\b|through\b|thru\b|to\b|->|-+|:)\s*(?:rev(?:ision"
    rf"|s)?\.?\s*)?(r?({_DOTTED}))(?![\w%]|\.[0-9])"
)
# A revision of somebody else's file: "version of Cookie.py (rev. 2.29)".
_FOREIGN: Final = re.compile(
    r"(?:version of \S+ \(|(?:stackless|pypy|jython|docutils|optik|expat|libffi|upstream|zope|pysqlite2?|pyxml"
    r"|distutils2|external)\b[^\n]{0,14})$"
)


def find(text: Text) -> list[Token]:
    """Find the svn and CVS revisions of a message."""
    lower = text.lower
    found: list[Token] = []
    if text.committed < HG_BEGINS and (dotted := _DOTTED_GATE.search(lower)):
        start = max(0, dotted.start() - _CVS_REACH)
        found += (Token(*span, 2) for span in _scan(lower, _CVS, _CVS_NEXT, "cvs", start))
    if text.committed >= SVN_BEGINS:
        found += _with_reverse_merges(lower, [Token(*span, 2) for span in _scan(lower, _SVN, _SVN_NEXT, "svn")])
        if text.committed < HG_BEGINS:
            found += (Token(*span, 3) for span in _scan(lower, _BARE, _SVN_NEXT, "svn"))
        if "svn.python.org/" in lower:
            found += (Token(address_start(lower, m.start()), m.end(), "svn", m[1], 0) for m in _URL.finditer(lower))
    return found


def _scan(
    lower: str, first: re.Pattern[str], following: re.Pattern[str], tracker: Tracker, position: int = 0
) -> list[tuple[int, int, Tracker, str]]:
    """Return (start, end, tracker, number) of all items of lists: the first matches ``first``, others ``following``."""
    found: list[tuple[int, int, Tracker, str]] = []
    while match := first.search(lower, position):
        position = match.start() + 1
        if not _is_ours(lower, first, match):
            continue
        item: re.Match[str] | None = match
        while item:
            position = item.end()
            # The outer group, which closes last, is the token; the inner one its number.
            group = item.lastindex or 0
            number = item[group + 1].lstrip("0")
            if tracker == "cvs" or (number and int(number) in SVN_REVISIONS):
                found.append((item.start(group), position, tracker, number))
            item = following.match(lower, position)
    return found


def _with_reverse_merges(lower: str, tokens: list[Token]) -> list[Token]:
    """Set the roles for ``merge -r59233:59232``: a range that runs backwards undoes its first revision."""
    for index, (token, following) in enumerate(pairwise(tokens)):
        if lower[token.end : following.start] == ":" and int(token.number) > int(following.number):
            tokens[index] = token._replace(role="undoes")
            tokens[index + 1] = following._replace(role="mentions")
    return tokens


def _is_ours(lower: str, pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Return whether the text before a match allows it to be a revision, and one of this repository."""
    start = match.start()
    if pattern is _BARE:
        return _is_bare(lower, start, match.end())
    if pattern is _SVN and not stands_free(lower, start, "./%"):
        return False
    return not _FOREIGN.search(lower, max(0, start - 40), start)


def _is_bare(lower: str, start: int, end: int) -> bool:
    """Return whether a plain number is a revision: after a certain word, or alone in parentheses."""
    bracketed = lower[start - 1] == "("
    front = start - 1 - bracketed
    if bracketed and not lower[front : front + 1].isspace():
        return False
    window = lower[max(0, front - 24) : front]
    if _VERB.search(window) or (window.rpartition(" ")[2] in _WORDS and _BEHIND.match(lower, end)):
        return True
    return bracketed and lower.startswith(")", end)
