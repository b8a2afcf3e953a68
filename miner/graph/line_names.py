"""Names of lines of development: what svn called them, and what they are called here."""

import re
from typing import Final

#: How such a line was decided: exact, where it is there.
SVN_BRANCH: Final = "svn-branch"
MAIN: Final = "main"

_MAIN: Final = frozenset({"legacy-trunk", "trunk", "py3k", "p3yk"})
_RELEASE: Final = re.compile(r"release(\d)(\d)-maint")


def svn_line(branch: str) -> str:
    """Return the line of an svn branch: its name, if it is neither ``main`` nor a version's."""
    if branch in _MAIN:
        return MAIN
    if match := _RELEASE.fullmatch(branch):
        return f"{match[1]}.{match[2]}"
    return branch
