"""Convert the versions in headings to PEP 440 text.

``3.4.0 release candidate 3``, ``3.2 Alpha 1``, ``2.4 (release candidate 1)``, ``2.4 final``, ``2.2c1``, ``2.0 beta 2
(since beta 1)``, ``1.4beta3 (August 26 1996)``.
"""

import re
from functools import cache

from packaging.utils import canonicalize_version
from packaging.version import Version

_SINCE = re.compile(r"\((?:since|[^)]*\d{4}).*")
_VERSION = re.compile(
    r"(\d{1,4}(?:\.\d{1,4}){1,4})(?![\d.]*\w+[.-]\w)[\s(]{0,9}"
    r"(?:(alpha|beta|release candidate|candidate|rc|a|b|c)\s*(\d{0,4})(?!\w))?",
    re.IGNORECASE | re.ASCII,
)
_LONGEST = 200  # characters of a heading that are looked at
_FILE = re.compile(r"\d{1,4}\.\d{1,4}(?:\.\d{1,4})?(?:(?:a|b|rc)\d{1,4})?", re.ASCII)


def version_of(heading: str) -> str | None:
    """Return the version in a heading as PEP 440 text, None without one."""
    match = _VERSION.search(_SINCE.sub("", heading[:_LONGEST]))
    if not match:
        return None
    phase = (match[2] or "").lower()
    letter = "" if not phase else "rc" if phase[0] in "rc" else phase[0]
    return str(Version(f"{match[1]}{letter}{match[3] or 0 if letter else ''}"))


def version_of_file(name: str) -> str | None:
    """Return the version of a release file (``3.9.0a2.rst``), None for any other name."""
    stem, dot, ending = name.rpartition(".")
    return str(Version(stem)) if dot and ending == "rst" and _FILE.fullmatch(stem) else None


def line_of(version: str) -> str:
    """Return the line of development that a version belongs to."""
    parsed = Version(version)
    return f"{parsed.major}.{parsed.minor}"


@cache
def same_as(version: str) -> str:
    """Return a key that is equal for all spellings of a version: 3.9 and 3.9.0 are the same release."""
    return canonicalize_version(version)
