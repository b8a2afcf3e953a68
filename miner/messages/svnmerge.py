"""Messages of svnmerge.py (2006 to 2011): lists of merged revisions, followed by the logs of these revisions.

``Merged revisions 72299,72303-72305 via svnmerge from`` names revisions without "r"; both ends of a range are mentions.
A quoted log begins with ``  r72299 | r.david.murray | 2009-05-04 ...`` after a line of dots. Logs can be nested.
"""

import re
from typing import Final

from miner.messages.text import Text, Token
from miner.model import Role

# svnmerge writes "Merged", "Blocked", "Unblocked", "Rolled back", "Recorded merge of"; people imitated it by hand.
# "Backport revision 1.6" is a CVS revision.
_LIST: Final = re.compile(r"revisions?[ \t]+\"?(r?[0-9][0-9,\s:r-]*+)(?!(?<=[0-9])\.?\w)")
_VERB: Final = re.compile(
    r"(?<!\w)(?:(merge[ds]?|merging|svnmerged?|back-?port(?:s|ed)?)|(rolled back|recorded rollback of)"
    r"|(?:un)?blocked|record(?:ed)? (?:the )?merge of"
    r"|merge tracking via \"svnmerge\" with)\s+$"
)
# No svn revision has more than six digits; longer numbers could overflow the database's integers.
_NUMBER: Final = re.compile(r"(?<![0-9])[0-9]{1,6}(?![0-9])")
#: The header of a quoted log. Its indentation shows how deep it is nested.
HEADER: Final = re.compile(r"^([ \t]*)(r([0-9]{1,6})) \| ", re.MULTILINE)


def find(text: Text) -> list[Token]:
    """Find the revisions in svnmerge's lists and in the headers of quoted logs."""
    lower = text.lower
    if "revision" not in lower and " | " not in lower:
        return []
    found: list[Token] = []
    first = HEADER.search(lower) if " | " in lower else None
    for match in _LIST.finditer(lower):
        verb = _VERB.search(lower, max(0, match.start() - 44), match.start())
        if not verb:
            continue
        # A list inside a quoted log is what the merged revision had itself merged.
        own = not first or match.start() < first.start()
        role: Role = "mentions"
        if own and (verb[1] or verb[2]):
            role = "backports" if verb[1] else "undoes"
        found += (_revision(m.start(), m.end(), m[0], role) for m in _NUMBER.finditer(lower, *match.span(1)))
    if " | " in lower:
        merges = bool(found) and found[0].role == "backports"
        depth = None
        for match in HEADER.finditer(lower):
            depth = len(match[1]) if depth is None else depth
            role = "backports" if merges and len(match[1]) <= depth else "mentions"
            found.append(_revision(match.start(2), match.end(2), match[3], role))
    return found


def quoted_span(text: Text) -> tuple[int, int] | None:
    """Return (start, end) of the quoted logs: from the first header to the last line of dots; None without logs."""
    if " | " not in text.lower or not (first := HEADER.search(text.lower)):
        return None
    dots = text.lower.rfind("\n....")
    return first.start(2), dots if dots > first.end() else len(text.lower)


def _revision(start: int, end: int, number: str, role: Role) -> Token:
    return Token(start, end, "svn", number.lstrip("0") or "0", 0, role)
