"""A mailmap, read and applied as git does.

Names and addresses are compared without regard to the case of ASCII letters; libgit2 compares their bytes.
"""

import string
from typing import Final, NamedTuple

_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_BLANKS: Final = " \t\n\r"


class _Proper(NamedTuple):
    """The name and the address that somebody goes by; None leaves what a commit says."""

    name: str | None = None
    email: str | None = None


class Mailmap:
    """The lines of a mailmap: ``Proper Name <proper@address> Commit Name <commit@address>``, all but one optional."""

    def __init__(self, content: str = "") -> None:
        # By address; the name in a commit, where a line has one, chooses among several people with one address.
        self._people: dict[str, _Proper] = {}
        self._by_name: dict[str, dict[str, _Proper]] = {}
        for line in content.split("\n"):
            if not line.startswith("#"):
                self._add(line)

    def _add(self, line: str) -> None:
        proper, rest = _take(line)
        if proper is None or not proper.email:
            return
        commit, _ = _take(rest)
        if commit is None:  # only the name is another
            commit, proper = _Proper(None, proper.email), _Proper(proper.name)
        key = _folded(commit.email or "")
        if commit.name is None:
            before = self._people.get(key, _Proper())
            self._people[key] = _Proper(proper.name or before.name, proper.email or before.email)
        else:
            self._by_name.setdefault(key, {})[_folded(commit.name)] = proper

    def resolve(self, name: str, email: str) -> tuple[str, str]:
        """Return the proper name and address of somebody whom a commit names so."""
        key = _folded(email)
        proper = self._by_name.get(key, {}).get(_folded(name)) or self._people.get(key) or _Proper()
        return proper.name or name, proper.email or email


def _take(text: str) -> tuple[_Proper | None, str]:
    """Take ``Name <address>`` from the beginning of a text; return it, None if there is none, and the rest."""
    name, opened, rest = text.partition("<")
    email, closed, rest = rest.partition(">")
    if not (opened and closed):
        return None, ""
    return _Proper(name.strip(_BLANKS) or None, email), rest


def _folded(text: str) -> str:
    return text.translate(_LOWER)
