"""What the SourceForge and Roundup conventions share: words before a number, and lists of numbers."""

import re
from typing import Final

from miner.messages.text import Text

# How many characters before a number its words may begin ("SourceForge feature request id number #").
_REACH: Final = 44

_NOUN: Final = (
    r"(?:feature[ -]req(?:uest)?|tracker item|bug(?:fix| report)?|patch|issue|rfe|feature|fr|request|report|ticket"
    r"|tracker|item"
    r"|submission|artifact|problem|pr|buf)(?:e?s|\(s\))?(?:/patch)?"
)
_SITE: Final = r"(?:sf|sf\.net|source ?forge|roundup|bpo|python\.org)"
# The words directly before a plain number that make it a ticket.
_WORDS: Final = re.compile(
    rf"(?:(?<!\w)(?:{_SITE}(?:'s)?[\s,:(/-]*)?(?:python[\s]+)?{_NOUN}"
    rf"|(?<!\w){_SITE}(?:'s)?)"
    r"(?: \([^()\n]{0,24}\))?[\s\"']*(?:(?:id|ids|no\.?|nos\.?|nr\.?|num(?:ber)?s?|report|reports|item"
    r"|entry)[\s]*)?[#:=,_-]{0,3}\s*[\[(]?\s*(?:#\s*)*$"
)
_HASH: Final = re.compile(r"(?:#\s*)+$")
# Other trackers, code checkers and reviews: after these words "#N" is their number ...
_FOREIGN: Final = re.compile(
    r"(?<!\w)(?:klo[ck]+work|cids?|coverity|tulip|upstream|debian|ubuntu|redhat|red hat|rhbz|fedora|gentoo"
    r"|launchpad|lp|(?<!idle )bugzilla|ghop"
    r"|jython|idle ?fork|psyco|(?:lib)?expat|reviewboard|rietveld|codereview|public review|svnmerge|cve|rfc|utr|uax"
    r"|uts"
    r"|pkcs|iso|kb)s?"
    r"(?:[ \t'\[,]|issues?|bugs?|tickets?|pr|patch|report|id|task|tracker)*#?[ \t]*$"
    # ... and after these only with "issue", "bug" and so on: "OpenSSL bug #1"; "builds with OpenSSL (#25569)" is ours.
    r"|(?<!\w)(?:openssl|libffi|zlib|tcl|tk|tkinter|sqlite|pysqlite|ncurses|readline|gcc|glibc|llvm|clang|autoconf"
    r"|freebsd|netbsd|apple|solaris"
    r"|sphinx|docutils|jinja2?|pip|setuptools|distribute|virtualenv|pypy|cython|numpy|twisted|zope|django|mock"
    r"|pytest|simplejson|mercurial|hg"
    r"|typing|mypy|typeshed|jython|msdn|upstream|unittest2|importlib[_-]\w+)(?:'s)?[ \t]+(?:issue|bug|ticket"
    r"|pull request|pr|tracker)s?[ \t]*[#:]?[ \t]*$"
)
# The next number of a list: "#1, #2", "1234 and 5678", "1234/5678".
_NEXT: Final = re.compile(
    r"\s*(?:,\s*and\b|,\s*or\b|,|;|&|/|\+|and\b|or\b)\s*((?:#\s*)?([0-9]{4,7}))(?![\w%]|[.:][0-9]"
    r"|,[0-9]{1,3}(?![0-9]))"
)
_CLOSING: Final = re.compile(r"\s*\]")


def words_before(text: Text, start: int) -> int | None:
    """Return where the tracker words before ``start`` begin: ``start`` without any, None if another tracker's."""
    # Words of the previous paragraph do not belong to the number.
    window = text.lower[max(0, start - _REACH) : start].rpartition("\n\n")[2]
    if not window:
        return start
    found = _WORDS.search(window) or _HASH.search(window)
    line = window.rfind("\n") + 1
    begin = found.start() if found else len(window)
    if begin > line and _FOREIGN.search(window, line):
        return None
    return start - len(window) + begin


def end_of(text: Text, start: int, end: int) -> int:
    """Return the end of a token; a bracket opened inside it is included up to its closing: ``bug [ 1061920 ]``."""
    if "[" in text.lower[start:end] and (closing := _CLOSING.match(text.lower, end)):
        return closing.end()
    return end


def list_after(text: Text, end: int) -> list[tuple[int, int, str]]:
    """Return (start, end, digits) of the numbers that continue a list after ``end``; the span includes the "#"."""
    items = []
    while found := _NEXT.match(text.lower, end):
        end = found.end()
        items.append((found.start(1), end, found[2]))
    return items
