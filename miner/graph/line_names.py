"""Names of lines of development: the names of svn branches, and ours."""

import re
from functools import cache
from typing import Final

#: The ``line_basis`` of commits whose branch the svn conversion recorded: exact, but only in the svn years.
SVN_BRANCH: Final = "svn-branch"
#: That of commits on the first-parent chain of a ref.
FIRST_PARENT: Final = "first-parent"
MAIN: Final = "main"

_MAIN: Final = frozenset({"legacy-trunk", "trunk", "py3k", "p3yk"})
_RELEASE: Final = re.compile(r"release(\d)(\d)-maint")
_VERSION: Final = re.compile(r"\d{1,9}\.\d{1,9}")


def svn_line(branch: str) -> str:
    """Return the line of an svn branch: ``main``, a version such as ``2.7``, or else the branch's own name."""
    if branch in _MAIN:
        return MAIN
    if match := _RELEASE.fullmatch(branch):
        return f"{match[1]}.{match[2]}"
    return branch


@cache
def version_numbers(line: str | None) -> tuple[int, ...]:
    """Return the numbers of a version's line, which order such lines by age: (3, 9) for ``3.9``; () for all others."""
    return tuple(map(int, line.split("."))) if line and _VERSION.fullmatch(line) else ()


def oldest_first(line: str) -> tuple[int, tuple[int, ...], str]:
    """Return what orders lines: versions by age, then main, then branches with names of their own."""
    numbers = version_numbers(line)
    return 0 if numbers else 1 if line == MAIN else 2, numbers, line
