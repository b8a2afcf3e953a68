"""The lines of a change that are kept to compare it with others."""

import re

# Lines are stripped and have at least three characters: a blank line or a brace does not identify a change.
_ADDED = re.compile(rb"\n\+[^\S\n]*([^\n]{2,}[^\s])")
_DELETED = re.compile(rb"\n-[^\S\n]*([^\n]{2,}[^\s])")


def kept_lines(hunks: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the added and the deleted lines of hunks that are kept, stripped.

    ``hunks`` is the text of one file's hunks, each line after a line break, without the header of the file.
    """
    return _ADDED.findall(hunks), _DELETED.findall(hunks)
