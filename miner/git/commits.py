"""Decode raw commit objects.

Only the raw object has the extra headers in which the conversions of CPython's repository kept old ids: ``HG:extra
convert_revision:svn%3A…`` on 68,230 commits, and the sources of grafts and transplants. No porcelain shows them.
"""

import codecs
import re
from functools import lru_cache
from urllib.parse import unquote, unquote_to_bytes

from miner.model import Gap, RawCommit, Signature
from miner.texts import LONGEST_KEY, key, storable

# Databases hold revisions in 32 bits.
_REVISION = re.compile(r"[0-9]{1,9}")
_TRAILER = re.compile(r"(?:\A|\n)git-svn-id: (\S+)@([0-9]{1,9}) [0-9a-f-]{36}\s*\Z")
_NODE = re.compile(r"[0-9a-f]{40}")
_BRANCH = re.compile(r"/(?:(trunk)|branches/([^/]+))\Z")
_SVN = "convert_revision:svn%3A"
_AT = "%40"
# The difference of two times below this fits into 64 bits.
_BEYOND = 1 << 62


def decode(sha: str, raw: bytes) -> RawCommit:
    """Decode one commit object. What cannot be read as declared becomes a gap of the result, never an error."""
    head, _, body = raw.partition(b"\n\n")
    tree, parents, author, committer, codec = "", [], b"", b"", "utf-8"
    headers: list[tuple[str, str]] = []
    gaps: list[Gap] = []
    for line in head.split(b"\n"):
        name, _, value = line.partition(b" ")
        if name == b"parent":
            parents.append(value.decode("ascii", "replace"))
        elif name == b"tree":
            tree = value.decode("ascii", "replace")
        elif name == b"author":
            author = value
        elif name == b"committer":
            committer = value
        elif name == b"encoding":
            codec = _codec(sha, value.decode("ascii", "replace"), gaps)
        elif name[:3] == b"HG:":
            headers.append((name.decode("ascii", "replace"), value.decode("utf-8", "replace")))
    message = _text(sha, "message", body, codec, gaps)
    who = _signature(sha, "author", author, codec, gaps)
    also = who if committer == author else _signature(sha, "committer", committer, codec, gaps)
    return RawCommit(sha, tree, tuple(parents), who, also, message, tuple(headers), tuple(gaps))


def decode_tagger(raw: bytes) -> Signature:
    """Decode what a tag says after ``tagger``: tags do not declare an encoding, so it is UTF-8, else Latin-1."""
    return _signature("", "tagger", raw, "utf-8", [])


def svn_origin(headers: tuple[tuple[str, str], ...]) -> tuple[int, str] | None:
    """Return (revision, branch) from hgsubversion's header, such as ``(38902, "legacy-trunk")``; None without one."""
    for name, value in headers:
        if name == "HG:extra" and value.startswith(_SVN):
            place, _, revision = value.removeprefix(_SVN).rpartition(_AT)
            if _REVISION.fullmatch(revision):
                return int(revision), _svn_branch(place)
    return None


# Worth caching: 68,000 commits have one of 60 branches.
@lru_cache(maxsize=1 << 10)
def _svn_branch(place: str) -> str:
    """Return the branch in ``UUID/python/branches/NAME``, what a header says before the revision, percent-encoded."""
    return key(unquote(place).split("/", 2)[-1].removeprefix("branches/"))


def svn_trailer(message: str) -> tuple[int, str | None] | None:
    """Return (revision, branch) from the last line of ``git svn``: ``git-svn-id: URL/trunk@38902 UUID``.

    The branch is None if the address does not show it; the result is None for other messages.
    """
    match = _TRAILER.search(message) if "git-svn-id: " in message else None
    if match is None:
        return None
    place = _BRANCH.search(match[1])
    return int(match[2]), key(place[1] or place[2]) if place else None


def hg_source(headers: tuple[tuple[str, str], ...]) -> str | None:
    """Return the hg node (40 hexadecimal digits) that a graft or transplant was made from, None for other commits."""
    for name, value in headers:
        if name == "HG:extra" and value.startswith(("source:", "transplant_source:")):
            kind, _, node = value.partition(":")
            # A transplant has 20 raw bytes; those that are not letters are percent-encoded.
            node = node.strip().lower() if kind == "source" else unquote_to_bytes(node).hex()
            return node if _NODE.fullmatch(node) else None
    return None


def _codec(sha: str, encoding: str, gaps: list[Gap]) -> str:
    if not encoding:
        return "utf-8"
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        gaps.append(Gap("encoding", sha, f"the declared encoding {encoding[:40]!r} is unknown"))
        return "utf-8"


def _text(sha: str, what: str, data: bytes, codec: str, gaps: list[Gap]) -> str:
    try:
        text = data.decode(codec)
    except (UnicodeError, LookupError):  # LookupError: a codec of Python that does not make text, such as hex
        gaps.append(Gap("encoding", sha, f"the {what} is not {codec}; read as latin-1"))
        text = data.decode("latin-1")
    if "\0" in text:
        gaps.append(Gap("encoding", sha, f"the {what} contains NUL bytes; stored as U+FFFD"))
    if codec != "utf-8" and any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        gaps.append(Gap("encoding", sha, f"the {what} contains lone surrogates; stored as U+FFFD"))
    return storable(text)


def _signature(sha: str, what: str, data: bytes, codec: str, gaps: list[Gap]) -> Signature:
    person, _, when = data.rpartition(b">")
    seconds, _, zone = when.strip().partition(b" ")
    if (time := _seconds(seconds)) is None:
        gaps.append(Gap("date", sha, f"the {what}'s date {when[:40]!r} is unreadable; stored as 1970-01-01"))
        time = 0
    if (known := _plain_person(person)) is None:
        name, _, email = person.partition(b"<")
        known = _text(sha, what, name.strip(), codec, gaps), _text(sha, what, email.strip(), codec, gaps)
    if len(person) > LONGEST_KEY and known != (short := (key(known[0]), key(known[1]))):
        gaps.append(Gap("size", sha, f"the {what}'s name or address is too long; its end is stored as a digest"))
        known = short
    return Signature(*known, time, _offset(zone))


def _seconds(digits: bytes) -> int | None:
    """Return the seconds since 1970; None if not a number, or too large for databases to store and subtract."""
    try:
        time = int(digits)
    except ValueError:
        return None
    return time if abs(time) < _BEYOND else None


# Worth caching: the whole history has two thousand people and forty time zones.
@lru_cache(maxsize=1 << 14)
def _plain_person(person: bytes) -> tuple[str, str] | None:
    """Return name and address of ``Name <address``; None if they are not ASCII or contain NUL."""
    if not person.isascii() or b"\0" in person:
        return None
    name, _, email = person.decode("ascii").partition("<")
    return name.strip(), email.strip()


@lru_cache(maxsize=1 << 10)
def _offset(zone: bytes) -> int:
    """Return a zone such as ``+0530`` in minutes east of UTC; an invalid one counts as UTC, as in git."""
    digits = zone[1:]
    if zone[:1] not in {b"+", b"-"} or not digits.isdigit() or len(digits) > 4:
        return 0
    minutes = int(digits) // 100 * 60 + int(digits) % 100
    if minutes >= 24 * 60:
        return 0
    return -minutes if zone[:1] == b"-" else minutes
