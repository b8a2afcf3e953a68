"""What is kept of a change: its lines, to compare it with others, and how often it adds and removes each name."""

import re
from collections import Counter
from collections.abc import Mapping

#: How often a change adds and removes each name, of those for which the two differ.
NameCounts = Mapping[bytes, tuple[int, int]]

#: Longer words are data, and an index of PostgreSQL could not hold them.
LONGEST_NAME = 200
# Lines are stripped and have at least three characters: a blank line or a brace does not identify a change.
_ADDED = re.compile(rb"\n\+[^\S\n]*([^\n]{2,}[^\s])")
_DELETED = re.compile(rb"\n-[^\S\n]*([^\n]{2,}[^\s])")
_WHOLE_ADDED = re.compile(rb"\n\+([^\n]*)")
_WHOLE_DELETED = re.compile(rb"\n-([^\n]*)")
# Of all words in C files nine in ten occurrences are those of the language, of English and of local variables; names
# that people ask for have an underscore or a capital.
_NAME = re.compile(rb"\b(?:[a-z][a-z0-9]*+)?+[A-Z_]\w*+")


def kept_lines(hunks: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the added and the deleted lines of hunks that are kept, stripped.

    ``hunks`` is the text of one file's hunks, each line after a line break, without the header of the file.
    """
    return _ADDED.findall(hunks), _DELETED.findall(hunks)


def name_counts(hunks: bytes) -> NameCounts:
    """Return how often hunks add and remove each name, as a whole word and anywhere: in code, comments and strings.

    Names have an underscore or a capital. Those that are added as often as removed are left out: the number of their
    occurrences in the file stays, so that these are the changes that ``git log -S`` finds. ``hunks`` is as above.
    """
    added = Counter(_NAME.findall(b"\n".join(_WHOLE_ADDED.findall(hunks))))
    removed = Counter(_NAME.findall(b"\n".join(_WHOLE_DELETED.findall(hunks))))
    return {
        name: (added[name], removed[name])
        for name in added.keys() | removed.keys()
        if added[name] != removed[name] and len(name) <= LONGEST_NAME
    }
