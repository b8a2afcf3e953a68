"""Read one message: apply the conventions of its time and combine what they find."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from miner.messages import credits as people
from miner.messages import github, hashes, jitterbug, neutral, peps, revisions, roundup, sourceforge, svnmerge
from miner.messages.eras import GITHUB_ISSUES_BEGIN
from miner.messages.positions import Layout
from miner.messages.reasons import read_reasons
from miner.messages.roles import continues_list, role_of
from miner.messages.text import Text, Token
from miner.messages.titles import branch_prefix, merged_line, quoted_titles, subject_of, title_key
from miner.messages.undo_claims import may_claim, read_claim
from miner.model import CPYTHON, Mention, Reading, Role

#: A convention: what finds its names, and the fewest digits in a row that any of them has. Most messages have too few
#: for some conventions, and to count them takes less time than to search.
_Finder = tuple[Callable[[Text], list[Token]], int]
_ALWAYS: Final[tuple[_Finder, ...]] = ((hashes.stands_for, 1), (roundup.find, 4), (peps.find, 1))
#: The conventions before Mercurial, in its years, and since. An old convention stays if it is still cited.
_CVS_AND_SVN: Final[tuple[_Finder, ...]] = (
    *_ALWAYS,
    *((sourceforge.find, 5), (revisions.find, 1), (svnmerge.find, 1), (jitterbug.find, 1)),
)
_HG: Final[tuple[_Finder, ...]] = (*_ALWAYS, (sourceforge.find, 6), (revisions.find, 3), (hashes.find, 1))
_GIT: Final[tuple[_Finder, ...]] = (*_HG, (github.find, 1))
#: In projects other than CPython.
_NEUTRAL: Final[tuple[_Finder, ...]] = ((hashes.find, 1), (neutral.find, 1), (peps.find, 1))
#: The most names that are kept of one message; of CPython's, the longest list of merged revisions has 1,341.
MOST_MENTIONS: Final = 2_000
_DIGITS: Final = re.compile(r"[0-9]+")
_ISSUES: Final = frozenset(("bpo", "gh", "issue", "jitterbug"))
_TAGGING: Final = frozenset(("closes", "tags"))
_BEHIND_OWN: Final = frozenset((")", ").", ""))


def read_message(message: str, committed: int, *, is_merge: bool = False, project: str = CPYTHON) -> Reading:
    """Read all that a message says: what it names, whom it credits, what it takes back, and how it is titled.

    ``committed`` is the committer's time in UTC seconds; it decides which conventions of CPython were in use. In any
    other ``project`` they are those of git and GitHub at any time.
    """
    is_cpython = project == CPYTHON
    text = Text(message, committed if is_cpython else GITHUB_ISSUES_BEGIN)
    subject = subject_of(message)
    mentions = _read_mentions(text, is_cpython=is_cpython)
    undo = read_claim(subject, message, is_git=text.is_git, is_merge=is_merge) if may_claim(text.lower) else None
    quoted = quoted_titles(subject)
    undoes = undo or quoted or any(mention.role == "undoes" for mention in mentions)
    return Reading(
        mentions,
        people.find(text),
        undo,
        quoted,
        read_reasons(subject, message) if undoes else (),
        subject,
        title_key(subject),
        branch_prefix(subject),
        merged_line(subject) if is_merge else None,
    )


def read_mentions(message: str, committed: int) -> tuple[Mention, ...]:
    """Read what a text names, such as a message or a NEWS entry of that time, in the order of the text.

    A mention's text is the name as written with the words that belong to it (``SF bug #405427``, ``Issue #19466``,
    ``bpo-33608``, ``PEP 572``, a whole address), without brackets, verbs and "commit"; in lists each item stands alone
    (``#14629``).
    """
    return _read_mentions(Text(message, committed), is_cpython=True)


def _read_mentions(text: Text, *, is_cpython: bool) -> tuple[Mention, ...]:
    tokens: list[Token] = []
    if digits := max(map(len, _DIGITS.findall(text.message)), default=0):
        cpythons = _GIT if text.is_git else _HG if text.hg_or_git else _CVS_AND_SVN
        for find, fewest in cpythons if is_cpython else _NEUTRAL:
            if digits >= fewest:
                tokens += find(text)
    return _mentions(text, _untangled(tokens)[:MOST_MENTIONS]) if tokens else ()


def _untangled(tokens: list[Token]) -> list[Token]:
    """Sort the tokens and drop overlaps: the lowest rank wins, then the earlier start, then the longer token."""
    if len(tokens) < 2:
        return tokens
    tokens.sort(key=lambda token: (token.start, token.rank, -token.end))
    kept = [tokens[0]]
    for token in tokens[1:]:
        last = kept[-1]
        if token.start >= last.end:
            kept.append(token)
        elif token.rank < last.rank:
            kept[-1] = token
    return kept


def _mentions(text: Text, tokens: Sequence[Token]) -> tuple[Mention, ...]:
    layout = Layout(text)
    own = _own_pull_request(text, tokens) if text.is_git else -1
    mentions: list[Mention] = []
    tagged = False
    previous: Token | None = None
    role: Role = "mentions"
    for token, position in zip(tokens, layout.positions(tokens), strict=True):
        start, end, tracker, number, _, known = token
        if start == own and position != "quoted":
            role = "tags"
        elif not (previous and known is None and _same_kind(previous, token) and continues_list(text, previous, token)):
            role = role_of(text, token, position, layout, tagged=tagged)
        if tracker in _ISSUES and role in _TAGGING and start < text.subject_end:
            tagged = True
        previous = token
        mentions.append(Mention(tracker, number, position, role, start, end, text.message[start:end]))
    return tuple(mentions)


def _own_pull_request(text: Text, tokens: Sequence[Token]) -> int:
    """Return the start of the pull request that ends the subject, which is the commit's own; -1 without one."""
    own = -1
    for token in tokens:
        if token.start >= text.subject_end:
            break
        behind = text.message[token.end : min(text.subject_end, token.end + 4)].strip()
        own = token.start if token.tracker == "pr" and behind in _BEHIND_OWN else -1
    return own


def _same_kind(before: Token, token: Token) -> bool:
    return before.tracker == token.tracker or (before.tracker in _ISSUES and token.tracker in _ISSUES)
