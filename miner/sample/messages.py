"""Write the messages of the sample commits: they follow the real conventions, in our own words.

The facts file has placeholders for what depends on other entries:

=====================  ==========================================================================
``{title}``            the entry's own title; a reland or backport takes it from its original
``{issue}``, ``{pr}``  the entry's first issue, its pull request
``{title:X}``          the title of the commit whose sha begins with the ten digits X
``{subject:X}``        its whole subject line
``{sha:X}``            its sha in the sample repository; ``{sha:X:7}`` the first seven digits
``{author:X}``         its author, as ``Name <address>``
=====================  ==========================================================================
"""

import re
import unicodedata
from collections.abc import Mapping

from miner.errors import ResourceError
from miner.sample.facts import Commit, Facts

TRAILER = "CPython-commit"

_PLACEHOLDER = re.compile(r"\{(\w+)(?::([0-9a-f]{10}))?(?::(\d+))?\}")
_TRAILERS = re.compile(r"(?:^|\n\n)(?:[A-Z][\w-]+: [^\n]+\n?)+\Z")
_UNACCENTED = str.maketrans("ŁłØøĐđ", "LlOoDd")


def address(name: str) -> str:
    """Return an invented address for a name: the sample has the real names, but no real mail address."""
    plain = unicodedata.normalize("NFKD", name.translate(_UNACCENTED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") + "@example.org"


class Messages:
    """Writes messages; ``built`` maps real shas to those in the sample repository, and the builder adds to it."""

    def __init__(self, facts: Facts, built: Mapping[str, str]) -> None:
        self._facts = facts
        self._built = built
        self._by_digits = {commit.short: commit for commit in facts.commits.values()}

    def message(self, commit: Commit) -> str:
        """Return the whole message; its last line is a trailer with the real sha."""
        text = self.subject(commit)
        if commit.body:
            text += "\n\n" + self._fill(commit, commit.body)
        gap = "\n" if "\n\n" in text and _TRAILERS.search(text) else "\n\n"
        return f"{text}{gap}{TRAILER}: {commit.sha}\n"

    def subject(self, commit: Commit) -> str:
        """Return the first paragraph; in older commits it may have several lines."""
        return self._fill(commit, commit.subject)

    def _fill(self, commit: Commit, text: str) -> str:
        return _PLACEHOLDER.sub(lambda match: self._value(commit, *match.groups()), text)

    def _value(self, commit: Commit, what: str, digits: str | None, length: str | None) -> str:
        other = self._by_digits.get(digits) if digits else commit
        if other is not None:
            match what:
                case "title" if other.title:
                    return other.title
                case "subject" if digits:
                    return self.subject(other)
                case "author" if digits:
                    return f"{other.author} <{address(other.author)}>"
                case "sha" if other.sha in self._built:
                    return self._built[other.sha][: int(length or 40)]
                case "issue" if other.issues or other.gh_issues:
                    return str((other.issues + other.gh_issues)[0])
                case "pr" if other.pr:
                    return str(other.pr)
        name = ":".join(filter(None, (what, digits, length)))
        raise ResourceError(f"Sample commit {commit.short}: nothing is known to put in place of {{{name}}}.")
