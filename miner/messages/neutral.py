"""The names that any project may use: numbers on GitHub, revisions of ``git svn``, changes of Gerrit, footers.

``(#1500)``, ``Fixes #12``, ``Merge pull request #2306``, ``GH-7``: issues and pull requests share one sequence, and
nothing is known about its ranges. So a number is a pull request (``pr``) only where git and GitHub put its own number,
in parentheses after the title or after "pull request", and an ``issue`` everywhere else.

``r1234`` is a revision only in a message that ``git svn`` wrote: elsewhere it is a register, or somebody else's. The
``Change-Id:`` of Gerrit is the same on all branches that a change was brought to. A commit of the type ``revert`` names
in its footer ``Refs:`` what it takes back, as Conventional Commits have it.
"""

import re
from typing import TYPE_CHECKING, Final

from miner.messages.text import Text, Token, number_text, stands_free

if TYPE_CHECKING:
    from miner.model import Role

_NUMBER: Final = re.compile(r"(?:#|gh-)([0-9]{1,6})(?![\w%]|\.[0-9])")
_PULL: Final = re.compile(r"(?<![\w-])(?:pr|pull[ -]?requests?|pull)[\s:]*$")
# What GitHub writes when it merges a pull request.
_MERGE: Final = re.compile(r"\s*merge pull request $")
_ISSUE: Final = re.compile(r"(?<![\w-])(?:issues?|bugs?)[\s:]*$")
_AFTER_TITLE: Final = re.compile(r"[^\S\n]\($")
# Numbers of other things: "PKCS #5", "frame #1", "step #2".
_FOREIGN: Final = re.compile(r"(?:pkcs|uax|utr|uts|cid|frame|change|review|upstream|step|attempt|take|c?python)\s*$")
_SVN: Final = "git-svn-id: "
_REVISION: Final = re.compile(r"\br(?:ev(?:ision|\.)?)?[ #]?([0-9]{1,8})(?![\w%]|\.[0-9])")
_CHANGE: Final = re.compile(r"^change-id: (i[0-9a-f]{40})[ \t\r]*$", re.MULTILINE)
_REVERTS: Final = re.compile(r"revert(?:\([^()\n]{1,100}\))?!?: ")
_REFERRED: Final = re.compile(r"^refs?: ((?:[0-9a-f]{7,40}(?:, |,| |$))+)[ \t\r]*$", re.MULTILINE)
_SHA: Final = re.compile(r"[0-9a-f]{7,40}")


def find(text: Text) -> list[Token]:
    """Find what a message names in the ways of any project."""
    lower = text.lower
    found: list[Token] = []
    if "#" in lower or "gh-" in lower:
        found += [token for match in _NUMBER.finditer(lower) if (token := _token(text, match))]
    if _SVN in lower:
        own = lower.rindex(_SVN)
        found += (
            Token(*match.span(), "svn", number_text(match[1]), 2)
            for match in _REVISION.finditer(lower, 0, own)
            if stands_free(lower, match.start(), "./%") and int(match[1])
        )
    if "change-id: i" in lower:
        # An earlier one is quoted, or what another was squashed from.
        found += [Token(m.start(), m.end(), "gerrit", m[1], 0, "tags") for m in _CHANGE.finditer(lower)][-1:]
    if _REVERTS.match(lower):
        for listed in _REFERRED.finditer(lower):
            found += (
                Token(listed.start(1) + m.start(), listed.start(1) + m.end(), "git", m[0], 0, "undoes")
                for m in _SHA.finditer(listed[1])
            )
    return found


def _token(text: Text, match: re.Match[str]) -> Token | None:
    lower = text.lower
    start, end = match.span()
    window = lower[max(0, start - 24) : start]
    # A number behind a name ("pypa/pip#12") is another project's.
    if not int(match[1]) or not stands_free(lower, start, "&/") or _FOREIGN.search(window):
        return None
    if word := _PULL.search(window):
        role: Role | None = "tags" if _MERGE.fullmatch(lower, 0, start) else None
        return Token(start - len(window) + word.start(), end, "pr", number_text(match[1]), 2, role)
    if word := _ISSUE.search(window):
        return Token(start - len(window) + word.start(), end, "issue", number_text(match[1]), 2)
    own = _AFTER_TITLE.search(window) and lower[end : text.subject_end].strip() == ")" and end < text.subject_end
    return Token(start, end, "pr" if own else "issue", number_text(match[1]), 2)
