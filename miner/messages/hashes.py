"""Changeset ids: Mercurial's (12 or 40 hexadecimal digits, until 2017-02-10) and git's (7 to 40, since then).

``Backed out changeset f23fa1f7b68f``, ``(grafted from <40 hex>)``, ``This reverts commit <40 hex>``,
``(cherry picked from commit ceb93f4)``, URLs on GitHub and hg.python.org. Whether a short hexadecimal word is an id
depends on its context as much as on its form: checksums, UUIDs, colours, build names (``3.7.0a0:05f53735c8``) and other
projects' commits look the same.
"""

import re
from typing import Final

from miner.messages.text import Text, Token, address_start, stands_free
from miner.model import Role, Tracker

_GITHUB_URL: Final = re.compile(
    r"github\.com/python/cpython/(?:commit|commits|pull/[0-9]+/commits)/([0-9a-f]{7,40})(?![0-9a-z])(?:#[\w-]*)?"
)
_HG_URL: Final = re.compile(
    r"hg\.python\.org/(?:lookup/|(?:[\w.-]+/){1,4}(?:rev|changeset)/)([0-9a-f]{10,40})(?![0-9a-z])(?:#[\w-]*)?"
)
# The longest run of such characters. What follows it is checked separately, so that no run is scanned twice.
_WORD: Final = re.compile(r"[0-9a-f]{7,}")
_HG_WORD: Final = re.compile(r"[0-9a-f]{10,}")
_BEHIND: Final = re.compile(r"[\w%@=]|-[0-9a-z]|[./]\w|:[0-9]")
# Paths, URLs, options, build names and UUIDs also end in such words.
_GLUE: Final = "/.@=%&#:+\\-"
# But hg log prints "70466:2c91045d16a6", and people joined two ids by "+" or wrote "#" before one.
_HG_GLUED: Final = re.compile(r"(?:[0-9]:|[0-9a-f]{12}\+|[\s(]#)$")
_MERCURIAL_WORD: Final = re.compile(r"\b(?:changesets?|csets?|hg|grafted from|transplanted from|mercurial)\W*$")
# After these words even a run of only digits or only letters is an id.
_NAMED: Final = re.compile(
    r"\b(?:commits?|changesets?|csets?|cherry[ -]picked from|grafted from|hg rev(?:ision)?)[\s:]*$"
)
_FOREIGN: Final = re.compile(
    r"(?:upstream|libffi|expat|openssl|zlib|pysqlite|typeshed|typing|tulip|uvloop|libmpdec|sqlite|importlib_\w+"
    r"|zipp|tzdata|mimalloc"
    r"|hacl|pip|setuptools|0x|sha-?[0-9]*|sha[0-9]+sum|md5\w*|checksum|hash(?:es)?|digest|node was|crc32?|uuid|guid"
    r"|nogil"
    r"|key|cpe|index)"
    r"(?: [0-9.]+)?[^\n.]{0,14}$"
)
_FOREIGN_AFTER: Final = re.compile(
    r"\s+(?:from|of|in) (?:the )?(?:\w+/)?(?:libffi|upstream|expat|typeshed|tulip|pysqlite|zlib|openssl|typing)\b"
    r"|\s+there\b"
    # A link to another project.
    r"|\]\(https?://(?:www\.)?github\.com/(?!python/cpython/)"
)
_STANDS_FOR: Final = re.compile(r"^cpython-commit: ([0-9a-f]{40})[ \t\r]*$", re.MULTILINE)
_FLOAT: Final = re.compile(r"[0-9]{1,2}e[0-9]+")
_PICKED: Final = "cherry picked from commit "


def find(text: Text) -> list[Token]:
    """Find the hg and git ids of a message."""
    lower = text.lower
    found: list[Token] = []
    if "hg.python.org/" in lower:
        found += (_address(lower, m, "hg") for m in _HG_URL.finditer(lower))
    if "github.com/python/cpython/" in lower:
        found += (_address(lower, m, "git") for m in _GITHUB_URL.finditer(lower))
    for match in (_WORD if text.is_git else _HG_WORD).finditer(text.message):
        token = _token(text, match.start(), match.end())
        if token:
            found.append(token)
    return found


def _address(lower: str, match: re.Match[str], tracker: Tracker) -> Token:
    return Token(address_start(lower, match.start()), match.end(), tracker, match[1], 0)


def _token(text: Text, start: int, end: int) -> Token | None:
    lower = text.lower
    if (
        end - start > 40
        or _BEHIND.match(lower, end)
        or not (stands_free(lower, start, _GLUE) or _is_glued_hg(text, start, end))
    ):
        return None
    word = lower[start:end]
    if lower.endswith(_PICKED, 0, start):
        return Token(start, end, "git", word, 1, "backports")
    window = lower[max(0, start - 40) : start]
    if (word.isdigit() or word.isalpha() or _FLOAT.fullmatch(word)) and not _NAMED.search(window):
        return None
    if window.endswith("<code>") or _FOREIGN.search(window) or _FOREIGN_AFTER.match(lower, end):
        return None
    return Token(start, end, _tracker(text, end - start, window), word, 1)


def _is_glued_hg(text: Text, start: int, end: int) -> bool:
    whole = end - start in (12, 40) and not text.is_git
    return whole and bool(_HG_GLUED.search(text.lower, max(0, start - 14), start))


def _tracker(text: Text, length: int, window: str) -> Tracker:
    if not text.is_git or (length in (12, 40) and _MERCURIAL_WORD.search(window)):
        return "hg"
    return "git"


def stands_for(text: Text) -> list[Token]:
    """Find the trailer of a commit of the embedded sample that names the real commit it stands for."""
    if "cpython-commit: " not in text.lower:
        return []
    role: Role = "stands-for"
    return [Token(m.start(1), m.end(1), "git", m[1], 0, role) for m in _STANDS_FOR.finditer(text.lower)]
