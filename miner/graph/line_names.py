"""Names of lines of development: the names of svn branches, and ours."""

import re
from typing import Final

#: The ``line_basis`` of commits whose branch the svn conversion recorded: exact, but only in the svn years.
SVN_BRANCH: Final = "svn-branch"
MAIN: Final = "main"

_MAIN: Final = frozenset({"legacy-trunk", "trunk", "py3k", "p3yk"})
_RELEASE: Final = re.compile(r"release(\d)(\d)-maint")


def svn_line(branch: str) -> str:
    """Return the line of an svn branch: ``main``, a version such as ``2.7``, or else the branch's own name."""
    if branch in _MAIN:
        return MAIN
    if match := _RELEASE.fullmatch(branch):
        return f"{match[1]}.{match[2]}"
    return branch
